/// <reference path="./jstat.d.ts" />
import jstat from "jstat";

/**
 * The probability of a t at least as far from 0, on either side, where there is no difference.
 *
 * @param degreesOfFreedom  above 0 and finite, need not be an integer
 * @throws RangeError if t is NaN, or the degrees of freedom are not above 0 and finite
 * @source P(|T| ≥ t) = I_x(ν/2, 1/2) with x = ν / (ν + t²), which keeps its digits where it is tiny
 * @example twoSidedP(2.4469, 6) // 0.0500
 */
export function twoSidedP(t: number, degreesOfFreedom: number): number {
  checkDegrees(degreesOfFreedom);
  if (Number.isNaN(t)) throw new RangeError("t: expected a number, got NaN");
  if (!Number.isFinite(t)) return 0;
  return jstat.ibeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
}

/** Degrees of freedom beyond which jstat's t quantiles lose digits, and differ from normal ones by less than 10⁻⁵. */
const asNormal = 1e6;

/**
 * The t that a share of the distribution lies below: a quantile of Student's t distribution.
 *
 * @param share             above 0 and below 1
 * @param degreesOfFreedom  above 0 and finite, need not be an integer
 * @throws RangeError if the share is not between 0 and 1, or the degrees of freedom are not above 0 and finite
 * @example tQuantile(0.975, 6) // 2.4469
 */
export function tQuantile(share: number, degreesOfFreedom: number): number {
  checkDegrees(degreesOfFreedom);
  if (!(share > 0 && share < 1)) throw new RangeError(`share: expected a number between 0 and 1, got ${share}`);
  if (degreesOfFreedom > asNormal) return jstat.normal.inv(share, 0, 1);
  return jstat.studentt.inv(share, degreesOfFreedom);
}

function checkDegrees(degreesOfFreedom: number): void {
  if (degreesOfFreedom === Number.POSITIVE_INFINITY) {
    throw new RangeError("degrees of freedom: expected a finite number, got Infinity");
  }
  if (!(degreesOfFreedom > 0)) {
    throw new RangeError(`degrees of freedom: expected a number above 0, got ${degreesOfFreedom}`);
  }
}
