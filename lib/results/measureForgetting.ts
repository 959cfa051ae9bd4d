import { forgetting } from "../dynamics/forgetting.js";
import type { SimulatedInputs } from "./measureTimescales.js";
import { isInDiscreteTime, type NetworkMeasurement } from "./networkMeasurement.js";

/** Accuracy of one head on one N. */
export interface ForgettingResult {
  inputs: SimulatedInputs;
  /** The N that the network is tested on. */
  testedN: number;
  /** The N that the head was last trained on. */
  headN: number;
  /** Share of right answers, 0 … 1, mean over trials. */
  accuracy: number;
  /** Standard deviation over trials, with trials − 1 in the denominator. */
  accuracyStd: number;
  /** Of the best guess that knows p only. */
  chance: number;
  /** Of a network that answers for the head's N without fail, and for nothing else. */
  chanceOfHead: number;
}

const parameters = { trials: 10, steps: 1000, dropped: 100, seed: 1 };

/** @source Khajehabdollahi et al. 2024, supplement: catastrophic forgetting; p = 0.5 is ours */
export const forgettingMeasurement: NetworkMeasurement = {
  name: "forgetting",
  version: 2,
  parameters: { ...parameters, inputs: ["0.5", "random"] }, // ten times as many trials with random p
  ns: [5, 10, 15, 16, 20, 30], // 16: the second window of ten heads that drops five
  tables: ["forgetting"],
  applies: isInDiscreteTime,
  async measure(network, _, progress) {
    const rows = await forgetting(network, network.description.heads, { ...parameters, progress });
    return {
      forgetting: rows.map(
        (row): ForgettingResult => ({
          inputs: row.onesProbability === "random" ? "random" : "0.5",
          testedN: row.n,
          headN: row.headN,
          accuracy: row.mean,
          accuracyStd: row.std,
          chance: row.chance,
          chanceOfHead: row.chanceOfHead,
        }),
      ),
    };
  },
};
