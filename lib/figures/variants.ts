import { leakVariantNames, variantName } from "../runs/variantName.js";
import { profileNamed } from "../training/profiles.js";
import { sequentialColour } from "./look.js";

/** A model that is compared with others: what its runs are called, and how it is drawn. */
export interface Variant {
  /** As runs and measurements name it; null for the main model. */
  readonly variant: string | null;
  /** In legends. */
  readonly name: string;
  /** As in CSS. */
  readonly colour: string;
  /** Of its markers, as Plotly names them. */
  readonly symbol: string;
}

const mainLook = { colour: "#000000", symbol: "circle" };

/** Of variants without an order. Beside black, and unlike the colours of the curricula of the main text. */
const looks = [
  { colour: "#009E73", symbol: "square" },
  { colour: "#CC79A7", symbol: "diamond" },
  { colour: "#E69F00", symbol: "triangle-up" },
  { colour: "#56B4E9", symbol: "triangle-down" },
];

/** Where the leak acts, and the activation function, which is a leaky rectifier unless named. */
export const leakVariants = withMain("leak inside", leakVariantNames);

/** One untrained τ for all neurons, in steps, and the main model, whose neurons have a trained τ each. */
export const fixedTauVariants = fixedTaus([1, 2, 3, 5]);

/**
 * Models whose τ is fixed, one for all neurons, and the main model, whose neurons have a trained τ each.
 *
 * @param taus  at which τ is fixed, in steps, in rising order
 */
export function fixedTaus(taus: readonly number[]): readonly Variant[] {
  return [...inOrder(taus.map((tau) => `tau-${tau}`)), { variant: null, name: "τ trained", ...mainLook }];
}

/** Kinds of τ: a trained one for each neuron, one trained for all, and a random one for each that stays as it is. */
export const tauKindVariants = withMain("τ trained", ["tau-shared", "tau-random"]);

/**
 * Numbers of neurons, in rising order, and the main model.
 *
 * @param profile  whose number the main model has
 * @param sizes    of the others, in rising order
 * @throws RangeError if there is no such profile
 */
export function sizeVariants(profile = "lab", sizes: readonly number[] = [32, 64, 128]): readonly Variant[] {
  const { neurons } = profileNamed(profile);
  const others = sizes.filter((size) => size !== neurons).map((size) => `neurons-${size}`);
  return [...inOrder(others), { variant: null, name: `${neurons} neurons`, ...mainLook }];
}

/**
 * Whether something is of one of these models.
 *
 * @param variant  what a run or row says; null or undefined for the main model
 */
export function includesVariant(variants: readonly Variant[], variant: string | null | undefined): boolean {
  return variants.some((known) => known.variant === (variant ?? null));
}

function withMain(name: string, variants: readonly string[]): readonly Variant[] {
  return [
    { variant: null, name, ...mainLook },
    ...variants.map((variant, i) => ({ variant, name: variantName(variant) ?? variant, ...looks[i % looks.length] })),
  ];
}

/** From light to dark, the main model's black being the end. */
function inOrder(variants: readonly string[]): Variant[] {
  return variants.map((variant, i) => ({
    variant,
    name: variantName(variant) ?? variant,
    colour: sequentialColour((0.2 + i) / variants.length),
    symbol: looks[i % looks.length].symbol,
  }));
}
