import { dirname } from "node:path";
import { accuracyOfRetrained, isRetrained } from "../interventions/retrainedAccuracy.js";
import { readRun } from "../runs/storedRun.js";
import { isLeakyRnn, type NetworkMeasurement } from "./networkMeasurement.js";

/** A network that was trained further on one N, the row's `n`; curriculum and seed are those that it had before. */
export interface RetrainingResult {
  /** The N that it had solved before. */
  fromN: number;
  /** Of retraining. */
  epochs: number;
  /** Share of right answers, 0 … 1, mean over trials. */
  accuracy: number;
  /** Standard deviation over trials, with trials − 1 in the denominator. */
  accuracyStd: number;
  /** Accuracy on `fromN` before. */
  baseline: number;
  /** `accuracy` above chance by `baseline` above chance; null where the network was not above chance before. */
  relativeAccuracy: number | null;
}

const parameters = { trials: 10, steps: 1000, dropped: 100, seed: 1 };

/** @source Khajehabdollahi et al. 2024, Figure 8 */
export const retrainingMeasurement: NetworkMeasurement = {
  name: "retraining",
  version: 1,
  parameters,
  tables: ["retraining"],
  applies: isLeakyRnn,
  networks: (run) => {
    const { n } = run.config.curriculum;
    return isRetrained(run) && run.final !== undefined && n !== undefined ? [{ n, file: run.final }] : [];
  },
  async measure({ file }, _, progress) {
    const row = await accuracyOfRetrained(await readRun(dirname(file)), { ...parameters, progress });
    const { fromN, epochs, accuracy, std, baseline, relativeAccuracy } = row;
    const result: RetrainingResult = { fromN, epochs, accuracy, accuracyStd: std, baseline, relativeAccuracy };
    return { retraining: [result] };
  },
};
