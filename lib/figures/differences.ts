import { modelLabel } from "../models/modelLabel.js";

/** Something that is special about a network, by what it is about, e.g. "rate", and as figures name it. */
export interface Difference {
  readonly about: string;
  readonly text: string;
}

/** How the parts of a variant are named, by what they begin with: those that `variantOf` gives. */
const named: Readonly<Record<string, (value: string) => string>> = {
  leak: (value) => `leak ${value}`,
  activation: (value) => (value === "relu" ? "ReLU" : value),
  time: (value) => `${value} time`,
  tau: (value) =>
    ({ shared: "one τ shared", random: "random τ, fixed", trained: "τ trained" })[value] ?? `τ = ${value}`,
  neurons: (value) => `${value} neurons`,
  first: (value) => `from N = ${value} on`,
  batch: (value) => `batch ${value}`,
  steps: (value) => `${value} steps an epoch`,
  testBatches: (value) => `${value} test batches`,
  clipNorm: (value) => `clipped at norm ${value}`,
  solvedAbove: (value) => `solved above ${value}`,
  optimiser: (value) => ({ adam: "Adam", sgd: "SGD" })[value] ?? value,
  rate: (value) => `learning rate ${value}`,
  momentum: (value) => `momentum ${value}`,
  p: (value) => (value === "of-task" ? "p of the task" : `p = ${value}`),
  repeats: (value) => `k = ${value.replaceAll("-", ", ")}`,
};

/** Options of a curriculum, which its own label has; and the N of a network without one, by which figures sort it. */
const ofCurriculum = ["width", "drop", "start", "add", "holdAt", "n"];

/**
 * What is special about a run beside its curriculum, part by part.
 *
 * @param variant  as `variantOf` gives it
 * @example differencesOf("rate-0.01-momentum-0.9").map(({ text }) => text) // ["learning rate 0.01", "momentum 0.9"]
 */
export function differencesOf(variant: string): Difference[] {
  const parts: { about: string; value: string[] }[] = [];
  for (const word of variant.split("-")) {
    const isBegin = Object.hasOwn(named, word) || ofCurriculum.includes(word) || parts.length === 0;
    if (isBegin) parts.push({ about: word, value: [] });
    else parts[parts.length - 1].value.push(word);
  }
  return parts
    .filter(({ about }) => !ofCurriculum.includes(about))
    .map(({ about, value: words }) => {
      const value = words.join("-");
      return { about, text: Object.hasOwn(named, about) ? named[about](value) : `${about} ${value}`.trim() };
    });
}

/** What `differencesOfKind` is about: not to say it is not to differ in it, where no variant is the published one. */
export const aboutKind: readonly string[] = ["model", "profile"];

/** The profile and the model as differences, for where these differ. */
export function differencesOfKind({ profile, model }: { profile?: string; model?: string }): Difference[] {
  return [
    ...(model === undefined ? [] : [{ about: "model", text: modelLabel[model] ?? model }]),
    ...(profile === undefined ? [] : [{ about: "profile", text: `${profile} profile` }]),
  ];
}
