import { counted } from "../counted.js";

/** The autocorrelation at lags 0 … maxLag, or why there is none. */
export function correlationOrFailure(autocovariance: ArrayLike<number>, maxLag: number): Float64Array | string {
  if (autocovariance.length <= maxLag) {
    throw new RangeError(`autocovariance: expected lags 0 … ${maxLag}, got ${counted(autocovariance.length, "lag")}`);
  }
  const variance = autocovariance[0];
  const values = Float64Array.from({ length: maxLag + 1 }, (_, lag) => autocovariance[lag]);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) return `the autocovariance is ${values[bad]} at lag ${bad}`;
  if (variance < 0) return noAutocovariance(values, 0);
  if (maxLag > 0 && Math.abs(values[1]) > largestShare(autocovariance.length, 1) * variance) {
    return noAutocovariance(values, 1);
  }
  if (!(variance > 0)) return "the activity does not change: its variance is 0";
  return values.map((value) => value / variance);
}

/**
 * The most that an autocovariance can be at a lag, relative to its variance at lag 0. The sum of products is nowhere larger
 * than at lag 0; an unbiased estimate from T steps divides it by T − 1 − k in place of T − 1, and has at most T − 1 lags.
 *
 * @param lags  how many there are, lag 0 among them
 */
export function largestShare(lags: number, lag: number): number {
  return (lags / (lags - lag)) * (1 + 1e-9);
}

/** What is told of numbers that no activity has as its autocovariance. */
export function noAutocovariance(values: ArrayLike<number>, lag: number): string {
  const got = lag === 0 ? `${values[0]} at lag 0` : `${values[lag]} at lag ${lag} and ${values[0]} at lag 0`;
  return `expected an autocovariance, which is largest at lag 0, got ${got}; is this activity?`;
}
