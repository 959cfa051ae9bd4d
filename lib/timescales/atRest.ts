import type { Autocovariances } from "./streamingAutocovariance.js";

/** Which activities do not change, but for the rounding of float32. */
export interface AtRest {
  /** [neurons] */
  neurons: boolean[];
  population: boolean;
}

/**
 * The most that rounding alone moves a state, relative to its size: four times the distance from 1 to the next float32.
 * At the fixed points of trained networks it was up to 1.2 times.
 */
const rounding = 4 * 2 ** -23;

/**
 * Finds what stands still. At a fixed point the states still flicker in their last digits, so that no variance is 0.
 *
 * A neuron is at rest if its STD is within the rounding of its own mean. All are, and so is their sum, if the largest
 * STD of any is within the rounding of the largest mean: rounding errors of large states reach those near 0, too.
 */
export function atRest({ neurons, meanSquares }: Pick<Autocovariances, "neurons" | "meanSquares">): AtRest {
  const variances = neurons.map(([variance]) => variance);
  const isRounding = (variance: number, meanSquare: number) => variance <= rounding ** 2 * meanSquare;
  const population = isRounding(Math.max(...variances), Math.max(...meanSquares));
  return { neurons: variances.map((variance, i) => population || isRounding(variance, meanSquares[i])), population };
}
