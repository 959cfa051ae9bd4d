import type { TimescaleFit } from "./timescaleFit.js";

/** What one estimator says of one neuron. */
export interface TimescaleEstimate {
  /** In steps, finite and at least 0; null if there is none. */
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
  /**
   * The timescale of one neuron.
   *
   * @param autocovariance  at lags 0 … maxLag, or more, any unit
   * @throws RangeError, of built-in estimators, if there are fewer lags
   */
  estimate(autocovariance: ArrayLike<number>): TimescaleEstimate;
}
