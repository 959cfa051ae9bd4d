import { trainingConfig } from "./config.js";
import { type Profile, type ProfileName, profiles } from "./profiles.js";

/** What a profile's numbers are. */
const meanings: Readonly<Record<keyof Profile, string>> = {
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

/**
 * The hyperparameters of profiles, as a run of each would get them.
 *
 * @returns headings, and a row per hyperparameter
 */
export function hyperparameterTable(names: readonly ProfileName[] = ["paper", "lab", "quick"]): {
  columns: string[];
  rows: string[][];
} {
  const configs = names.map((profile) => trainingConfig({ task: "n-parity", curriculum: "multi-head", profile }));
  const numbers = (Object.keys(meanings) as (keyof Profile)[]).map((key) => [
    meanings[key],
    ...names.map((name) => String(profiles[name][key])),
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
    ],
  };
}
