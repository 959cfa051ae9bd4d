import { asGiven } from "../asGiven.js";
import { mustBeCount } from "../mustBe.js";

/**
 * Autocovariance of one series at lags 0 … maxLag, by the direct sum: the mean is removed, the products at lag k are
 * divided by T − 1 − k.
 *
 * @param activity  one neuron's activity in one trial, [T]
 * @param maxLag    largest lag in steps
 * @returns unit of activity squared, [maxLag + 1]; divide by element 0 for the autocorrelation
 * @throws RangeError if maxLag is not an integer in 0 … T − 2, or the activity is not finite
 * @source Khajehabdollahi et al. 2024 (published code)
 * @example autocovariance([1, 2, 3, 4], 1) // [5 / 3, 0.625]
 */
export function autocovariance(activity: ArrayLike<number>, maxLag: number): Float64Array {
  const steps = activity.length;
  checkLag(maxLag, steps);
  let mean = 0;
  for (let t = 0; t < steps; t++) mean += activity[t] / steps;
  if (!Number.isFinite(mean)) {
    const t = Array.from(activity).findIndex((value) => !Number.isFinite(value));
    if (t >= 0) throw new RangeError(`activity: expected finite numbers, got ${asGiven(activity[t])} at step ${t}`);
  }
  const centred = Float64Array.from(activity, (value) => value - mean);
  const result = new Float64Array(maxLag + 1);
  for (let lag = 0; lag <= maxLag; lag++) {
    let sum = 0;
    for (let t = lag; t < steps; t++) sum += centred[t - lag] * centred[t];
    result[lag] = sum / (steps - 1 - lag);
  }
  return result;
}

/** @throws RangeError if the autocovariance of so many steps has no such lag */
export function checkLag(maxLag: number, steps: number): void {
  if (!Number.isInteger(maxLag) || maxLag < 0 || maxLag > steps - 2) {
    throw new RangeError(
      `maxLag: expected an integer from 0 to the number of steps less 2, ${steps - 2}, got ${maxLag}`,
    );
  }
}

/** @throws RangeError if it is no largest lag, however many steps there are */
export function checkMaxLag(maxLag: number): void {
  mustBeCount("maxLag", maxLag, 0);
}
