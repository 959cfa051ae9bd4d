import { sampleVariance } from "simple-statistics";
import { asGiven } from "../asGiven.js";

/**
 * Checks the values of a sample.
 *
 * @param test  what is to be computed, for the error
 * @param name  which sample it is, e.g. "the first sample"
 * @throws RangeError if one is no finite number
 */
export function checkSample(test: string, name: string, values: readonly number[]): void {
  const strange = values.findIndex((value) => !Number.isFinite(value)); // no number at all is not finite, either
  if (strange < 0) return;
  throw new RangeError(
    `${test}: expected finite values, got ${asGiven(values[strange])} at index ${strange} of ${name}`,
  );
}

/**
 * The variance of values that are `step` apart, where a few may be equal by chance: at least that of rounding.
 *
 * @param values  two or more
 * @throws RangeError if the step is no number of at least 0
 */
export function varianceOf(values: readonly number[], step: number): number {
  if (!(step >= 0 && step < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`step: expected a number of at least 0, got ${asGiven(step)}`);
  }
  return Math.max(isFlat(values) ? 0 : sampleVariance([...values]), step ** 2 / 12);
}

/** Whether no sample varies. Their variances need not be 0 then: the mean of three times 0.1 is not 0.1. */
export function isFlat(...samples: readonly (readonly number[])[]): boolean {
  return samples.every((sample) => sample.every((value) => value === sample[0]));
}
