import { checkOptionsOf } from "../knownFields.js";
import { type AccuracyOptions, accuracyOf, type HeadAccuracy, testingOptions } from "./accuracyInTime.js";
import { asTested, type TestedNetwork } from "./asTested.js";
import type { Question } from "./scoreSequences.js";

/** Accuracy of a head where every bit is shown for k steps. */
export interface AccuracyAtTimeStep extends HeadAccuracy {
  /** Steps that a bit lasts, k. */
  repeats: number;
  /** How long a step lasts, Δt = 1/k, where a bit lasts 1. */
  timeStep: number;
}

/**
 * The steps of a bit, k, at which the paper tests networks in continuous time: 1 … 20, and on to 200.
 *
 * @source Khajehabdollahi et al. 2024, supplement
 */
export const publishedRepeats: readonly number[] = [
  ...Array.from({ length: 20 }, (_, i) => i + 1),
  ...[25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100, 150, 200],
];

/**
 * Accuracy of a network in continuous time where time goes in other steps than those of its training, coarser or finer:
 * the same bits, each shown k times. A network that has learned a flow, and not a map from step to step, does not mind.
 *
 * @param repeats  the k, integers of at least 1. Default: the published ones
 * @param onDone   hears of every k that is through
 * @returns one row per k and question
 * @throws RangeError as `accuracyOf` does, or if the network is in discrete time and some k is not 1
 * @source Khajehabdollahi et al. 2024, supplement
 */
export async function accuracyAgainstTimeStep(
  network: TestedNetwork,
  questions: readonly Question[],
  repeats: readonly number[] = publishedRepeats,
  options: Omit<AccuracyOptions, "repeats"> & { onDone?: (k: number) => void } = {},
): Promise<AccuracyAtTimeStep[]> {
  const { repeats: _, ...atAnyTimeStep } = testingOptions;
  checkOptionsOf("accuracyAgainstTimeStep", options, { ...atAnyTimeStep, onesProbability: true, onDone: true });
  const { onDone, ...testing } = options;
  return asTested(network, async (ready) => {
    const rows: AccuracyAtTimeStep[] = [];
    for (const k of repeats) {
      const accuracies = await accuracyOf(ready, questions, { ...testing, repeats: k });
      rows.push(...accuracies.map((accuracy) => ({ repeats: k, timeStep: 1 / k, ...accuracy })));
      onDone?.(k);
    }
    return rows;
  });
}
