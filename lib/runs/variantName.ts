/** Models that are not called by a pattern. */
const names: Readonly<Record<string, string>> = {
  "leak-outside": "leak outside",
  "leak-outside-activation-relu": "leak outside, ReLU",
  "leak-outside-activation-tanh": "leak outside, tanh",
  "leak-outside-activation-sigmoid": "leak outside, sigmoid",
  "tau-shared": "one τ shared",
  "tau-random": "random τ, fixed",
};

/**
 * What a variant of the leaky network is called; undefined for anything else that may be special about a run.
 *
 * @example variantName("tau-3") // "τ = 3"
 */
export function variantName(variant: string): string | undefined {
  const [, fixed, neurons] = /^(?:tau-(\d+(?:\.\d+)?)|neurons-(\d+))$/.exec(variant) ?? [];
  if (fixed !== undefined) return `τ = ${fixed}`;
  if (neurons !== undefined) return `${neurons} neurons`;
  return Object.hasOwn(names, variant) ? names[variant] : undefined;
}

/** Where the leak acts, and the activation function, of the models that the supplement compares with the main one. */
export const leakVariantNames: readonly string[] = [
  "leak-outside",
  "leak-outside-activation-relu",
  "leak-outside-activation-tanh",
  "leak-outside-activation-sigmoid",
];
