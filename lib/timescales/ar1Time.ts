import { correlationOrFailure } from "./correlationOrFailure.js";
import type { TimescaleEstimator } from "./estimator.js";

/**
 * The timescale of a first-order autoregressive process with the neuron's autocorrelation at lag 1: −1 / ln ρ₁ steps.
 * None where ρ₁ is not between 0 and 1.
 *
 * @example ar1Time.estimate([1, Math.exp(-1 / 5)]).tauNet // 5
 */
export const ar1Time: TimescaleEstimator = {
  name: "ar1",
  maxLag: 1,
  meaning: "τ",
  estimate(autocovariance) {
    const correlation = correlationOrFailure(autocovariance, 1);
    if (typeof correlation === "string") return { tauNet: null, failure: correlation };
    const [, next] = correlation;
    if (next > 0 && next < 1) return { tauNet: -1 / Math.log(next), failure: null };
    return { tauNet: null, failure: `the autocorrelation at lag 1 is ${next}, not between 0 and 1` };
  },
};
