import { counted } from "../counted.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeFilledList } from "../mustBe.js";
import { silent, tell, withProgress } from "../progress/progress.js";
import { type AccuracyOptions, accuracyWithoutDisplay, type HeadAccuracy, testingOptions } from "./accuracyInTime.js";
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
 * @returns one row per k and question
 * @throws RangeError as `accuracyOf` does, or if the network is in discrete time and some k is not 1
 * @source Khajehabdollahi et al. 2024, supplement
 */
export async function accuracyAgainstTimeStep(
  network: TestedNetwork,
  questions: readonly Question[],
  repeats: readonly number[] = publishedRepeats,
  options: Omit<AccuracyOptions, "repeats"> = {},
): Promise<AccuracyAtTimeStep[]> {
  const { repeats: _, ...atAnyTimeStep } = testingOptions;
  checkOptionsOf("accuracyAgainstTimeStep", options, { ...atAnyTimeStep, onesProbability: true });
  mustBeFilledList("repeats", repeats);
  const { progress = silent, ...testing } = options;
  const call = {
    label: "accuracy in continuous time",
    total: repeats.reduce((sum, k) => sum + k, 0), // a bit of k steps takes k times as long
    done: () => `accuracy with ${counted(repeats.length, "length")} of a step`,
  };
  return asTested(network, (ready) =>
    withProgress(progress, call, async () => {
      const rows: AccuracyAtTimeStep[] = [];
      let before = 0;
      for (const k of repeats) {
        const told = (done: number, all: number) => tell(progress, before + (k * done) / all, { k });
        const accuracies = await accuracyWithoutDisplay(ready, questions, { ...testing, repeats: k }, told);
        rows.push(...accuracies.map((accuracy) => ({ repeats: k, timeStep: 1 / k, ...accuracy })));
        before += k;
      }
      return rows;
    }),
  );
}
