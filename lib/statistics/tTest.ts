import { mean, sampleVariance } from "simple-statistics";
import { checkSample, isFlat } from "./sample.js";
import { twoSidedP } from "./studentT.js";

/** What a t-test of two samples found. */
export interface TTest {
  /** Mean of the first sample less that of the second. */
  difference: number;
  /** null where neither sample varies: there is no test then. */
  t: number | null;
  /** An integer for Student's test, mostly none for Welch's. */
  degreesOfFreedom: number;
  /** Two-sided; null where t is. */
  p: number | null;
}

/**
 * Student's t-test of two unpaired samples of equal variance, two-sided.
 *
 * @throws RangeError if a sample has fewer than 2 values, or one that is not finite
 * @source Khajehabdollahi et al. 2024: the test between curricula
 * @example tTest([1, 2, 3, 4], [3, 4, 5, 6]).p // 0.0710
 */
export function tTest(first: readonly number[], second: readonly number[]): TTest {
  const [m, n] = sizes(first, second);
  const degreesOfFreedom = m + n - 2;
  const pooled = ((m - 1) * sampleVariance([...first]) + (n - 1) * sampleVariance([...second])) / degreesOfFreedom;
  return result(first, second, Math.sqrt(pooled * (1 / m + 1 / n)), degreesOfFreedom);
}

/**
 * Welch's t-test of two unpaired samples, whose variances may differ, two-sided.
 *
 * @throws RangeError if a sample has fewer than 2 values, or one that is not finite
 * @source Welch, Biometrika 34 (1947) 28–35; degrees of freedom after Satterthwaite
 */
export function welchTest(first: readonly number[], second: readonly number[]): TTest {
  const [m, n] = sizes(first, second);
  const [a, b] = [sampleVariance([...first]) / m, sampleVariance([...second]) / n];
  const degreesOfFreedom = isFlat(first, second) ? m + n - 2 : (a + b) ** 2 / (a ** 2 / (m - 1) + b ** 2 / (n - 1));
  return result(first, second, Math.sqrt(a + b), degreesOfFreedom);
}

function result(first: readonly number[], second: readonly number[], error: number, degreesOfFreedom: number): TTest {
  const difference = mean([...first]) - mean([...second]);
  if (isFlat(first, second)) return { difference, t: null, degreesOfFreedom, p: null };
  const t = difference / error;
  return { difference, t, degreesOfFreedom, p: twoSidedP(t, degreesOfFreedom) };
}

function sizes(first: readonly number[], second: readonly number[]): [number, number] {
  if (first.length < 2 || second.length < 2) {
    throw new RangeError(`t-test: expected at least 2 values in each sample, got ${first.length} and ${second.length}`);
  }
  checkSample("t-test", "the first sample", first);
  checkSample("t-test", "the second sample", second);
  return [first.length, second.length];
}
