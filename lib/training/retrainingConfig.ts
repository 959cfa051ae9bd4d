import type { TrainingConfig } from "./config.js";
import type { OwnNetwork } from "./ownParts.js";
import { type TrainingRequest, trainingConfig } from "./trainingConfig.js";

/**
 * Epochs of a retraining, unless others are asked for.
 *
 * @source Khajehabdollahi et al. 2024, Figure 8
 */
export const epochsOfRetraining = 20;

/** What a retraining is asked for; which network it begins with is said apart. */
export interface RetrainingRequest extends Omit<TrainingRequest, "curriculum" | "maxN" | "solvedAbove"> {
  /** The only N that is trained. */
  n: number;
}

/**
 * The config of a retraining: one N, all epochs, by default 20, however good the network becomes before.
 *
 * @param own  cell and task of the network, where these have no name here
 * @throws RangeError naming the field that is not valid
 * @source Khajehabdollahi et al. 2024, Figure 8
 */
export function retrainingConfig(
  { n, epochs = epochsOfRetraining, ...request }: RetrainingRequest,
  own: OwnNetwork = {},
): TrainingConfig {
  const config = trainingConfig({ ...request, epochs, curriculum: { name: "no-curriculum", n } }, own);
  return { ...config, schedule: { ...config.schedule, solvedAbove: 1 } };
}
