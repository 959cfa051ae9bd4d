import { mean } from "simple-statistics";
import { checkConfidence } from "./checkConfidence.js";
import { checkSample, varianceOf } from "./sample.js";
import { tQuantile } from "./studentT.js";

/** A mean with its confidence interval. */
export interface MeanInterval {
  mean: number;
  /** Ends of the confidence interval; both null for a single value. */
  low: number | null;
  high: number | null;
  /** Number of values. */
  count: number;
}

/**
 * Confidence interval of a mean over networks, by Student's t distribution.
 *
 * @param confidence  above 0 and below 1
 * @param step        how far apart the values that can occur are, 1 for whole numbers: their variance then counts as at
 *   least that of rounding, step²/12, since a few of them may be equal by chance. Default: 0, any value can occur
 * @throws RangeError if there are no values, one is not finite, the confidence is not above 0 and below 1, or the step
 *   is negative
 * @example meanInterval([1, 2, 3, 4]) // { mean: 2.5, low: 0.4457, high: 4.5543, count: 4 }
 */
export function meanInterval(values: readonly number[], confidence = 0.95, step = 0): MeanInterval {
  const count = values.length;
  if (count === 0) throw new RangeError("confidence interval: expected at least 1 value, got none");
  checkSample("confidence interval", "the values", values);
  checkConfidence(confidence);
  const centre = mean([...values]);
  if (count === 1) return { mean: centre, low: null, high: null, count };
  const variance = varianceOf(values, step);
  if (variance === 0) return { mean: centre, low: centre, high: centre, count };
  const half = tQuantile((1 + confidence) / 2, count - 1) * Math.sqrt(variance / count);
  return { mean: centre, low: centre - half, high: centre + half, count };
}
