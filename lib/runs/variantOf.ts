import { usualOptions } from "../models/cellDescribed.js";
import type { TrainingConfig } from "../training/config.js";
import { trainingConfig } from "../training/trainingConfig.js";

/** Fields whose change makes another experiment of the same task, curriculum and model. */
const protocol = ["batch", "steps", "testBatches", "clipNorm", "solvedAbove"] as const;

/** Of a model that its profile does not train by SGD. */
const usualMomentum = 0.1;

/**
 * What is special about a config beside its names, for the name of its run: options of the model and curriculum, and
 * sizes that differ from the profile's. How far to train (largest N, epochs) is no variant.
 *
 * @returns undefined if it is the profile's own
 * @example variantOf(trainingConfig({ task, curriculum, model: { name: "leaky-rnn", tau: 1 } })) // "tau-1"
 */
export function variantOf(config: TrainingConfig): string | undefined {
  const { model, schedule, optimiser } = config;
  const { name, firstN, lastN, ...options } = config.curriculum;
  const standard = standardOf(config);
  const { neurons } = standard.model; // the profile's
  const usual: Record<string, unknown> = { ...usualOptions({ name: model.name, neurons }), name: model.name, neurons };
  const differences: [string, unknown][] = [
    ...Object.entries(model).filter(([key, value]) => usual[key] !== value),
    ...Object.entries(options).filter(([, value]) => value !== undefined),
    ...(firstN === undefined || firstN === 2 ? [] : [["first", firstN] as [string, unknown]]),
    ...protocol
      .filter((key) => schedule[key] !== standard.schedule[key])
      .map((key): [string, unknown] => [key, schedule[key]]),
    ...(optimiser.name === standard.optimiser.name ? [] : [["optimiser", optimiser.name] as [string, unknown]]),
    ...(optimiser.learningRate === undefined || optimiser.learningRate === standard.optimiser.learningRate
      ? []
      : [["rate", optimiser.learningRate] as [string, unknown]]),
    ...(optimiser.name === "adam" || momentumOf(optimiser) === momentumOf(standard.optimiser)
      ? []
      : [["momentum", momentumOf(optimiser)] as [string, unknown]]),
    ...(config.onesProbability === standard.onesProbability
      ? []
      : [["p", config.onesProbability ?? "of-task"] as [string, unknown]]),
    ...(config.repeats === undefined ? [] : [["repeats", config.repeats.join("-")] as [string, unknown]]),
  ];
  return differences.length === 0 ? undefined : differences.map(([key, value]) => `${key}-${String(value)}`).join("-");
}

/**
 * What is special about a retraining beside that it is one: what was special about the network that it begins with, and
 * how its own training differs from the profile's.
 *
 * @returns undefined if nothing is
 */
export function variantOfRetrained(config: TrainingConfig): string | undefined {
  const { solvedAbove } = standardOf(config).schedule; // nothing counts as solved in a retraining
  return variantOf({ ...config, curriculum: { name: "single-head" }, schedule: { ...config.schedule, solvedAbove } });
}

/** The profile's own, of any task and curriculum: none bears on what is compared, and those of one's own have no standard. */
function standardOf({ profile, model: { neurons: _, ...model } }: TrainingConfig): TrainingConfig {
  return trainingConfig({ task: "n-parity", curriculum: "single-head", profile, model });
}

function momentumOf(optimiser: TrainingConfig["optimiser"]): number {
  return "momentum" in optimiser ? (optimiser.momentum ?? usualMomentum) : usualMomentum;
}
