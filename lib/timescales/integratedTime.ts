import { correlationOrFailure } from "./correlationOrFailure.js";
import type { TimescaleEstimator } from "./estimator.js";

/** The sum ends at the first lag that is this many times the result: far enough for the decay, not for the noise. */
const windowTimes = 5;

/**
 * The integrated autocorrelation time in steps, ½ + Σ ρ_k over lags 1 … M with the smallest M ≥ 5 times the result.
 * None where M would be above 200, or the sum falls to 0.
 *
 * @source Sokal 1997, "Monte Carlo methods in statistical mechanics", doi:10.1007/978-1-4899-0319-8_6
 */
export const integratedTime: TimescaleEstimator = {
  name: "integrated",
  maxLag: 200,
  meaning: "about τ; ½ coth(1 / 2τ)",
  estimate(autocovariance) {
    const correlation = correlationOrFailure(autocovariance, integratedTime.maxLag);
    if (typeof correlation === "string") return { tauNet: null, failure: correlation };
    let time = 0.5;
    for (let lag = 1; lag < correlation.length; lag++) {
      time += correlation[lag];
      if (time <= 0) return { tauNet: null, failure: `the autocorrelations sum to ${time} up to lag ${lag}` };
      if (lag >= windowTimes * time) return { tauNet: time, failure: null };
    }
    return { tauNet: null, failure: `${integratedTime.maxLag} lags are fewer than ${windowTimes} times ${time}` };
  },
};
