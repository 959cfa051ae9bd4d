import type { TrainingConfig } from "../../lib/training/config.js";
import { trainingConfig } from "../../lib/training/trainingConfig.js";

/** A training that takes a fraction of a second and still solves an N or two. */
export function tinyConfig(seed = 1): TrainingConfig {
  return trainingConfig({
    task: "n-parity",
    curriculum: "multi-head",
    seed,
    neurons: 12,
    batch: 16,
    steps: 8,
    testBatches: 2,
    epochs: 30,
    learningRate: 0.1,
  });
}
