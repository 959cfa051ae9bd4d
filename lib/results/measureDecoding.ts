import { decoding } from "../dynamics/decoding.js";
import { integers } from "../integers.js";
import { taskNamed } from "../tasks/taskNamed.js";
import { isInDiscreteTime, type NetworkMeasurement } from "./networkMeasurement.js";

/** How well the label for one N is told from a network's states by a linear readout that is fitted anew. */
export interface DecodingResult {
  /** The N that is decoded; the last ones are larger than any that the network has solved. */
  testedN: number;
  /** Share of right answers, 0 … 1, mean over trials that the readout was not fitted to. */
  accuracy: number;
  /** Standard deviation over trials, with trials − 1 in the denominator. */
  accuracyStd: number;
}

const protocol = { fitTrials: 30, trials: 10, steps: 1000, dropped: 200, onesProbability: 0.5, seed: 1 };
/** So many N beyond the largest solved. */
const beyond = 3;

/** What the states hold of every N, whether or not there is a head for it. Not in the paper. */
export const decodingMeasurement: NetworkMeasurement = {
  name: "decoding",
  version: 1,
  parameters: { ...protocol, beyond },
  ns: [5, 10, 15, 20, 30],
  tables: ["decoding"],
  applies: isInDiscreteTime,
  async measure(network, n, progress) {
    const { smallestN } = taskNamed(network.description.task);
    const ns = integers(smallestN, n + beyond);
    const rows = await decoding(network, ns, { ...protocol, progress });
    return {
      decoding: rows.map(
        ({ n: testedN, mean, std }): DecodingResult => ({ testedN, accuracy: mean, accuracyStd: std }),
      ),
    };
  },
};
