import { mean } from "simple-statistics";
import { checkConfidence } from "./checkConfidence.js";
import type { MeanInterval } from "./meanInterval.js";
import { checkSample, varianceOf } from "./sample.js";
import { tQuantile } from "./studentT.js";

/**
 * Confidence interval of the difference of the means of two unpaired samples, whose variances may differ.
 *
 * @param confidence  above 0 and below 1
 * @param steps       how far apart the values that can occur in each sample are, see `meanInterval`. Default: 0
 * @returns `mean`: mean of the first sample less that of the second; ends are null if a sample has a single value only;
 *   `count`: values of both
 * @throws RangeError if a sample is empty, a value is not finite, the confidence is not above 0 and below 1, or a step is
 *   negative
 * @source Welch, Biometrika 34 (1947) 28–35; degrees of freedom after Satterthwaite
 * @example differenceInterval([3, 4, 5, 6], [1, 2, 3, 4]) // { mean: 2, low: -0.2337, high: 4.2337, count: 8 }
 */
export function differenceInterval(
  first: readonly number[],
  second: readonly number[],
  confidence = 0.95,
  steps: readonly [number, number] = [0, 0],
): MeanInterval {
  const [m, n] = [first.length, second.length];
  if (m === 0 || n === 0)
    throw new RangeError(`difference of means: expected values in both samples, got ${m} and ${n}`);
  checkSample("difference of means", "the first sample", first);
  checkSample("difference of means", "the second sample", second);
  checkConfidence(confidence);
  const difference = mean([...first]) - mean([...second]);
  const count = m + n;
  if (m === 1 || n === 1) return { mean: difference, low: null, high: null, count };
  const [a, b] = [varianceOf(first, steps[0]) / m, varianceOf(second, steps[1]) / n];
  if (a + b === 0) return { mean: difference, low: difference, high: difference, count };
  const degreesOfFreedom = (a + b) ** 2 / (a ** 2 / (m - 1) + b ** 2 / (n - 1));
  const half = tQuantile((1 + confidence) / 2, degreesOfFreedom) * Math.sqrt(a + b);
  return { mean: difference, low: difference - half, high: difference + half, count };
}
