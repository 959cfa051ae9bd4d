import { counted } from "../counted.js";
import {
  type AccuracyAtTimeStep,
  accuracyAgainstTimeStep,
  publishedRepeats,
} from "../dynamics/accuracyAgainstTimeStep.js";
import { asTested } from "../dynamics/asTested.js";
import { withProgress } from "../progress/progress.js";
import { headFor } from "../runs/checkpoint.js";
import { isInDiscreteTime, type NetworkMeasurement } from "./networkMeasurement.js";

/** Accuracy of the head of the largest N where a bit lasts some number of steps. */
export interface ContinuousTimeResult {
  /** Steps of a bit, k. */
  repeats: number;
  /** Δt = 1/k. */
  timeStep: number;
  /** Share of right answers, 0 … 1, mean over trials. */
  accuracy: number;
  /** Standard deviation over trials, with trials − 1 in the denominator. */
  accuracyStd: number;
}

const protocol = { trials: 10, steps: 1000, dropped: 100, onesProbability: 0.5, seed: 1 };

/** @source Khajehabdollahi et al. 2024, supplement */
export const continuousTimeMeasurement: NetworkMeasurement = {
  name: "continuous-time",
  version: 1,
  parameters: { ...protocol, repeats: publishedRepeats },
  ns: [2, 3, 5, 7, 10, 13, 15, 18, 20, 25, 30, 40, 50, 75, 101],
  tables: ["continuous-time"],
  applies: (model) => !isInDiscreteTime(model),
  async measure(network, n, progress) {
    const question = { head: headFor(network.description, n), n };
    let done = 0;
    const onDone = (k: number) => {
      done += k;
      progress.update(done, { N: n, k });
      progress.signal?.throwIfAborted();
    };
    const call = {
      label: "accuracy in continuous time",
      total: publishedRepeats.reduce((sum, k) => sum + k, 0),
      done: (rows: readonly AccuracyAtTimeStep[]) => `accuracy with ${counted(rows.length, "length")} of a step`,
    };
    const rows = await withProgress(progress, call, () =>
      asTested(network, (tested) =>
        accuracyAgainstTimeStep(tested, [question], publishedRepeats, { ...protocol, onDone }),
      ),
    );
    return {
      "continuous-time": rows.map(
        ({ repeats, timeStep, mean, std }): ContinuousTimeResult => ({
          ...{ repeats, timeStep, accuracy: mean, accuracyStd: std },
        }),
      ),
    };
  },
};
