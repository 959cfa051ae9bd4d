import type { TimescaleFit } from "./timescaleFit.js";

/** What one estimator says of one neuron. */
export interface TimescaleEstimate {
  /** In steps; null if there is none. */
  tauNet: number | null;
  /** Why there is none. */
  failure: string | null;
  /** Of estimators that fit decays: the fits. */
  fit?: TimescaleFit;
}

/** One way to read a timescale from an autocovariance. */
export interface TimescaleEstimator {
  readonly name: string;
  /** The lags it looks at: 0 … maxLag. */
  readonly maxLag: number;
  /** What its number is for an autocorrelation e^{−t/τ}, in words. */
  readonly meaning: string;
  estimate(autocovariance: ArrayLike<number>): TimescaleEstimate;
}

/** The autocorrelation at lags 0 … maxLag, or why there is none. */
export function correlationOrFailure(autocovariance: ArrayLike<number>, maxLag: number): Float64Array | string {
  if (autocovariance.length <= maxLag) {
    throw new RangeError(`autocovariance: expected lags 0 … ${maxLag}, got ${autocovariance.length} lags`);
  }
  const variance = autocovariance[0];
  const values = Float64Array.from({ length: maxLag + 1 }, (_, lag) => autocovariance[lag]);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) return `the autocovariance is ${values[bad]} at lag ${bad}`;
  if (!(variance > 0)) return "the activity does not change: its variance is 0";
  return values.map((value) => value / variance);
}
