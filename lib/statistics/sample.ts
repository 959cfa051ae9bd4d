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

/** Whether no sample varies. Their variances need not be 0 then: the mean of three times 0.1 is not 0.1. */
export function isFlat(...samples: readonly (readonly number[])[]): boolean {
  return samples.every((sample) => sample.every((value) => value === sample[0]));
}
