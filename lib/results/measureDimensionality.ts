import { dimensionality } from "../dynamics/dimensionality.js";
import { isInDiscreteTime, type NetworkMeasurement } from "./networkMeasurement.js";

/** Dimensionality of one network's activity. */
export interface DimensionalityResult {
  /** Principal components for 90 % of the variance, mean over trials, and standard deviation with trials − 1. */
  components: number;
  componentsStd: number;
  /** Mean over the trials in which anything varies; null if there are none. */
  participationRatio: number | null;
}

const parameters = { steps: 100_000, trials: 10, burnIn: 500, inputs: "random", share: 0.9, seed: 1 } as const;

/** @source Khajehabdollahi et al. 2024, Figure 6b */
export const dimensionalityMeasurement: NetworkMeasurement = {
  name: "dimensionality",
  version: 1,
  parameters,
  ns: [2, 5, 10, 15, 20, 25, 30, 40, 50, 75, 101],
  tables: ["dimensionality"],
  applies: isInDiscreteTime,
  async measure(network, _, progress) {
    const { inputs: onesProbability, ...protocol } = parameters;
    const options = { ...protocol, onesProbability, progress };
    const { components, componentsStd, participationRatio } = await dimensionality(network, options);
    return { dimensionality: [{ components, componentsStd, participationRatio } satisfies DimensionalityResult] };
  },
};
