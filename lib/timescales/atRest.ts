import type { Autocovariances } from "./streamingAutocovariance.js";

/** Which activities do not change, but for rounding. */
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

/** As much in recordings of float64, whose mean over up to a million steps, which is taken off them, is rounded too. */
const roundingOfRecording = 2 ** -32;

/**
 * Finds what stands still in a simulation. At a fixed point the states still flicker in their last digits, so that no variance is 0.
 *
 * A neuron is at rest if its STD is within the rounding of its own mean. All are, and so is their sum, if the largest
 * STD of any is within the rounding of the largest mean: rounding errors of large states reach those near 0, too.
 */
export function atRest({ neurons, meanSquares }: Pick<Autocovariances, "neurons" | "meanSquares">): AtRest {
  const variances = neurons.map(([variance]) => variance);
  const population = isRounding(Math.max(...variances), Math.max(...meanSquares), rounding);
  const isAtRest = (variance: number, i: number) => population || isRounding(variance, meanSquares[i], rounding);
  return { neurons: variances.map(isAtRest), population };
}

/**
 * Finds what stands still in a recording, of which each neuron was measured for itself: large numbers of one are no
 * rounding errors of another. The population is at rest if all are.
 *
 * @param inFloat32  whether a neuron's activity was given in float32, [neurons]; otherwise it has the digits of float64
 */
export function recordedAtRest(
  { neurons, meanSquares }: Pick<Autocovariances, "neurons" | "meanSquares">,
  inFloat32: readonly boolean[],
): AtRest {
  const atRest = neurons.map(([variance], i) => {
    return isRounding(variance, meanSquares[i], inFloat32[i] ? rounding : roundingOfRecording);
  });
  return { neurons: atRest, population: atRest.every((neuron) => neuron) };
}

function isRounding(variance: number, meanSquare: number, relative: number): boolean {
  return variance <= relative ** 2 * meanSquare;
}
