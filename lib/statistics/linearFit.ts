import { linearRegression, mean } from "simple-statistics";
import { checkConfidence } from "./checkConfidence.js";
import { checkSample, isFlat } from "./sample.js";
import { tQuantile, twoSidedP } from "./studentT.js";

/** A least-squares line y = intercept + slope · x. */
export interface LinearFit {
  slope: number;
  intercept: number;
  /** Standard error of the slope. */
  slopeError: number;
  /** Two-sided, of a slope of 0; null where the points lie on a line exactly. */
  p: number | null;
  /** Share of the variance of y that the line explains; null where y does not vary. */
  rSquared: number | null;
  /** Number of points. */
  count: number;
  /**
   * The line at x, with the confidence interval of the mean there.
   *
   * @param confidence  above 0 and below 1. Default: 0.95
   * @throws RangeError if it is not above 0 and below 1
   */
  at(x: number, confidence?: number): { y: number; low: number; high: number };
}

/**
 * Least-squares line through points, with its confidence band.
 *
 * @throws RangeError if there are fewer than 3 points, only one x, or a number that is not finite
 * @source any text on regression, e.g. Draper & Smith, Applied Regression Analysis, Chapter 1
 * @example linearFit([[1, 1], [2, 3], [3, 2]]).slope // 0.5
 */
export function linearFit(points: readonly (readonly [x: number, y: number])[]): LinearFit {
  const count = points.length;
  if (count < 3) throw new RangeError(`linear fit: expected at least 3 points, got ${count}`);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  checkSample("linear fit", "x", xs);
  checkSample("linear fit", "y", ys);
  const centreX = mean(points.map(([x]) => x));
  const centreY = mean(points.map(([, y]) => y));
  const squaresX = points.reduce((sum, [x]) => sum + (x - centreX) ** 2, 0);
  if (isFlat(xs) || squaresX === 0) throw new RangeError(`linear fit: expected more than one x, got only ${xs[0]}`);
  const { m: slope, b: intercept } = linearRegression(points.map((point) => [...point]));
  const largest = (values: readonly number[]) => Math.max(...values.map(Math.abs));
  const scale = largest(points.map(([, y]) => y)) + Math.abs(intercept) + largest(points.map(([x]) => slope * x));
  /** 0 where nothing but rounding is left. */
  const sumOfSquares = (rests: readonly number[]) =>
    largest(rests) <= 4 * Number.EPSILON * scale ? 0 : rests.reduce((sum, value) => sum + value ** 2, 0);
  const rest = sumOfSquares(points.map(([x, y]) => y - intercept - slope * x));
  const squaresY = sumOfSquares(points.map(([, y]) => y - centreY));
  const variance = rest / (count - 2);
  const slopeError = Math.sqrt(variance / squaresX);
  return {
    slope,
    intercept,
    slopeError,
    p: slopeError === 0 ? null : twoSidedP(slope / slopeError, count - 2),
    rSquared: squaresY === 0 ? null : 1 - rest / squaresY,
    count,
    at(x, confidence = 0.95) {
      checkConfidence(confidence);
      const y = intercept + slope * x;
      const error = Math.sqrt(variance * (1 / count + (x - centreX) ** 2 / squaresX));
      const half = tQuantile((1 + confidence) / 2, count - 2) * error;
      return { y, low: y - half, high: y + half };
    },
  };
}
