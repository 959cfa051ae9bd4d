import { lengthGeneralisation } from "../dynamics/lengthGeneralisation.js";
import { headFor } from "../runs/checkpoint.js";
import { isInDiscreteTime, type NetworkMeasurement } from "./networkMeasurement.js";

/** Accuracy of the head of the largest N within a window of steps of long sequences. */
export interface LengthGeneralisationResult {
  /** First and last step of the window, counted from 1. */
  fromStep: number;
  toStep: number;
  /** `toStep` by the longest sequence of training, 4 N + 1. */
  timesLongest: number;
  /** Share of right answers, 0 … 1, mean over trials. */
  accuracy: number;
  /** Standard deviation over trials, with trials − 1 in the denominator. */
  accuracyStd: number;
}

const parameters = { doublings: 6, trials: 50, onesProbability: 0.5, seed: 1 };

/** Accuracy in sequences up to 64 times as long as any of training. Not in the paper. */
export const lengthGeneralisationMeasurement: NetworkMeasurement = {
  name: "length-generalisation",
  version: 1,
  parameters,
  ns: [5, 10, 15, 20, 30],
  tables: ["length-generalisation"],
  applies: isInDiscreteTime,
  async measure(network, n, progress) {
    const question = { head: headFor(network.description, n), n };
    const rows = await lengthGeneralisation(network, [question], { ...parameters, progress });
    return {
      "length-generalisation": rows.map(
        ({ from, to, timesLongest, mean, std }): LengthGeneralisationResult => ({
          fromStep: from,
          toStep: to,
          timesLongest,
          accuracy: mean,
          accuracyStd: std,
        }),
      ),
    };
  },
};
