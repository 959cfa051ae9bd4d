import { checkMaxLag } from "./autocovariance.js";
import { correlationOrFailure } from "./correlationOrFailure.js";
import type { TimescaleEstimator } from "./estimator.js";

/**
 * The width of the autocorrelation function: the lag in steps at which it first falls to a level, linear between lags.
 * None where it stays above the level.
 *
 * @param percent  the level in percent of the variance, 0 to below 100; 50 and 0 are in use
 * @param maxLag   the last lag that it may be, in steps
 * @throws RangeError if one of them is not valid
 * @source Honey et al. 2012, doi:10.1016/j.neuron.2012.08.011 (ACW-50); Golesorkhi et al. 2021,
 *   doi:10.1038/s42003-021-01785-z (ACW-0)
 * @example autocorrelationWidth(50, 2).estimate([1, 0.75, 0.25]).tauNet // 1.5
 */
export function autocorrelationWidth(percent: number, maxLag = 200): TimescaleEstimator {
  if (!(percent >= 0 && percent < 100))
    throw new RangeError(`percent: expected a number from 0 to below 100, got ${percent}`);
  checkMaxLag(maxLag);
  const level = percent / 100;
  return {
    name: `acw-${percent}`,
    maxLag,
    meaning: percent === 0 ? "never reached" : percent === 50 ? "τ ln 2" : `τ ln ${1 / level}`,
    estimate(autocovariance) {
      const correlation = correlationOrFailure(autocovariance, maxLag);
      if (typeof correlation === "string") return { tauNet: null, failure: correlation };
      const below = correlation.findIndex((value) => value <= level);
      if (below < 0) return { tauNet: null, failure: `the autocorrelation stays above ${level} up to lag ${maxLag}` };
      const [before, after] = [correlation[below - 1], correlation[below]];
      return { tauNet: below - 1 + (before - level) / (before - after), failure: null };
    },
  };
}
