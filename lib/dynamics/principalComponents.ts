import { checkMatrix } from "./checkMatrix.js";
import { symmetricEigenvalues } from "./symmetricEigenvalues.js";

/** How the variance of a population's activity is spread over its principal components. */
export interface PrincipalComponents {
  /** Share of the variance along each component, by falling share, [n]; all 0 where nothing varies. */
  explained: Float64Array;
  /** Components needed for the share of the variance that is asked for. The published number, an index, is one less. */
  components: number;
  /** (Σλ)² / Σλ²: how many components of equal variance spread it as far; null where nothing varies. */
  participationRatio: number | null;
}

/**
 * Principal components of activity with this covariance.
 *
 * @param covariance  [n, n], row-major; only its lower triangle is read
 * @param share       of the variance, that `components` are needed for, above 0 up to 1
 * @throws RangeError if n is no integer of at least 1, the number of elements is not n², one is not finite, or the
 *   share is not above 0 and up to 1
 * @source Khajehabdollahi et al. 2024, Section 3.4 (components for 90 % of the variance)
 */
export function principalComponents(covariance: Float64Array, n: number, share = 0.9): PrincipalComponents {
  checkMatrix("covariance", covariance, n);
  checkShare(share);
  const variances = symmetricEigenvalues(covariance, n).map((value) => Math.max(0, value));
  const total = variances.reduce((sum, value) => sum + value, 0);
  if (total === 0) return { explained: variances, components: 0, participationRatio: null };
  const squares = variances.reduce((sum, value) => sum + value * value, 0);
  const explained = variances.map((value) => value / total);
  return { explained, components: componentsFor(explained, share), participationRatio: total ** 2 / squares };
}

/**
 * How many of the first components explain at least a share of the variance; all, if they do not.
 *
 * @param explained  share of the variance along each component, by falling share
 * @param share      above 0 up to 1
 * @throws RangeError if the share is not above 0 and up to 1, or those explained do not sum to at most 1
 * @example componentsFor([0.5, 0.25, 0.25], 0.75) // 2
 */
export function componentsFor(explained: ArrayLike<number>, share: number): number {
  checkShare(share);
  const total = Array.from(explained).reduce((all, value) => all + value, 0);
  if (!(total <= 1 + 1e-6))
    throw new RangeError(`explained: expected shares that sum to at most 1, got a sum of ${total}`);
  let sum = 0;
  for (let i = 0; i < explained.length; i++) {
    sum += explained[i];
    if (sum >= share - 1e-12) return i + 1;
  }
  return explained.length;
}

/** @throws RangeError if it is no share that components can be counted for */
export function checkShare(share: number): void {
  if (!(share > 0 && share <= 1)) throw new RangeError(`share: expected a number above 0 up to 1, got ${share}`);
}
