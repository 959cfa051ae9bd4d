import { type TrainingConfig, type TrainingRequest, trainingConfig } from "./config.js";

/** What a retraining is asked for; which network it begins with is said apart. */
export interface RetrainingRequest extends Omit<TrainingRequest, "curriculum" | "maxN"> {
  /** The only N that is trained. */
  n: number;
}

/**
 * The config of a retraining: one N, all epochs, however good the network becomes before.
 *
 * @throws RangeError naming the field that is not valid
 * @source Khajehabdollahi et al. 2024, Figure 8: 20 epochs
 */
export function retrainingConfig({ n, epochs = 20, ...request }: RetrainingRequest): TrainingConfig {
  const config = trainingConfig({ ...request, epochs, curriculum: { name: "no-curriculum", n } });
  return { ...config, schedule: { ...config.schedule, solvedAbove: 1 } };
}
