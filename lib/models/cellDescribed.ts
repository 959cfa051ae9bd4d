import type { Cell } from "./cell.js";
import { gru } from "./gru.js";
import { type LeakyRnnOptions, leakyRnn } from "./leakyRnn.js";
import { lstm } from "./lstm.js";

/** Makes a cell from what a checkpoint or run says about it: a name and the options of that model. */
type Maker = (options: Record<string, unknown>) => Cell;

const makers: Readonly<Record<string, Maker>> = {
  // The model checks its own options, whatever type they came with.
  "leaky-rnn": (options) => leakyRnn(options as unknown as LeakyRnnOptions),
  gru: (options) => gru(options as { neurons: number }),
  lstm: (options) => lstm(options as { neurons: number }),
};

/** Models with gates. The paper trains them in another way: see the profiles. */
const gatedModels: readonly string[] = ["gru", "lstm"];

export function isGated(model: string): boolean {
  return gatedModels.includes(model);
}

/** The names of all models. */
export const modelNames: readonly string[] = Object.keys(makers);

/**
 * The cell that a description stands for, the reverse of a cell's `description`.
 *
 * @throws RangeError if there is no such model or an option is not valid
 */
export function cellDescribed({
  name,
  ...options
}: { readonly name: string } & Readonly<Record<string, unknown>>): Cell {
  const maker = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (!maker) throw new RangeError(`there is no model "${name}"; expected one of: ${modelNames.join(", ")}`);
  return maker(options);
}
