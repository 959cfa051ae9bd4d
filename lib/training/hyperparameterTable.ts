import { type GatedProtocol, type Profile, type ProfileName, profiles, protocolOf } from "./profiles.js";
import { trainingConfig } from "./trainingConfig.js";

/** What a profile's numbers are. */
const meanings: Readonly<Record<Exclude<keyof Profile, "gated">, string>> = {
  neurons: "neurons",
  batch: "sequences per step",
  steps: "steps per epoch",
  testBatches: "test batches after an epoch",
  maxEpochs: "epochs at most",
  solvedAbove: "accuracy above which N is solved",
  clipNorm: "global norm that gradients are clipped to",
  learningRate: "learning rate",
  momentum: "Nesterov momentum",
};

/** What is different for networks with gates. */
const gatedMeanings: Readonly<Record<keyof GatedProtocol, string>> = {
  neurons: meanings.neurons,
  batch: meanings.batch,
  steps: meanings.steps,
  maxEpochs: meanings.maxEpochs,
  learningRate: meanings.learningRate,
  onesProbability: "probability of a one",
};

/**
 * The hyperparameters of profiles, as a run of each would get them.
 *
 * @returns headings, and a row per hyperparameter: its name, then its value in each profile
 * @throws RangeError if there is no such profile
 * @source Khajehabdollahi et al. 2024, supplement: table of hyperparameters, which the profile "paper" follows
 */
export function hyperparameterTable(names: readonly ProfileName[] = ["paper", "lab", "quick"]): {
  columns: string[];
  rows: string[][];
} {
  const configs = names.map((profile) => trainingConfig({ task: "n-parity", curriculum: "multi-head", profile }));
  const numbers = (Object.keys(meanings) as (keyof typeof meanings)[]).map((key) => [
    meanings[key],
    ...names.map((name) => String(profiles[name][key])),
  ]);
  const gated = (Object.keys(gatedMeanings) as (keyof GatedProtocol)[]).map((key) => [
    `GRU, LSTM: ${gatedMeanings[key]}`,
    ...names.map((name) => String(profiles[name].gated[key])),
  ]);
  return {
    columns: ["", ...names],
    rows: [
      ["model", ...configs.map(({ model }) => model.name)],
      ["leak", ...configs.map(({ model }) => `${model.leak} the nonlinearity`)],
      ["activation", ...configs.map(({ model }) => String(model.activation))],
      ["τ", ...configs.map(({ model }) => String(model.tau))],
      ["optimiser", ...configs.map(({ optimiser }) => optimiser.name.toUpperCase())],
      ...numbers,
      ["GRU, LSTM: optimiser", ...names.map((profile) => protocolOf(profile, "gru").optimiser.name.toUpperCase())],
      ...gated,
    ],
  };
}
