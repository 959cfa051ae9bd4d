import { accuracyAgainstTimeStep, publishedRepeats } from "../dynamics/accuracyAgainstTimeStep.js";
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
    const options = { ...protocol, progress };
    const rows = await accuracyAgainstTimeStep(network, [question], publishedRepeats, options);
    return {
      "continuous-time": rows.map(
        ({ repeats, timeStep, mean, std }): ContinuousTimeResult => ({
          ...{ repeats, timeStep, accuracy: mean, accuracyStd: std },
        }),
      ),
    };
  },
};
