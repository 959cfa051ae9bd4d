import { checkKnownOptions } from "../knownFields.js";
import type { Cell } from "./cell.js";
import { gru } from "./gru.js";
import { type LeakyRnnOptions, leakyRnn, leakyRnnOptions } from "./leakyRnn.js";
import { lstm } from "./lstm.js";

/** Makes a cell from what a checkpoint or run says about it: a name and the options of that model. */
interface Maker {
  readonly takes: readonly string[];
  /** The model checks the values of its options, whatever type they came with. */
  make(options: Record<string, unknown>): Cell;
}

const makers = {
  "leaky-rnn": {
    takes: leakyRnnOptions,
    make: (options) => leakyRnn(options as unknown as LeakyRnnOptions),
  },
  gru: { takes: ["neurons"], make: (options) => gru(options as { neurons: number }) },
  lstm: { takes: ["neurons"], make: (options) => lstm(options as { neurons: number }) },
} as const satisfies Record<string, Maker>;

/** The name of a built-in model. */
export type ModelName = keyof typeof makers;

/** Models with gates. The paper trains them in another way: see the profiles. */
const gatedModels: readonly string[] = ["gru", "lstm"];

export function isGated(model: string): boolean {
  return gatedModels.includes(model);
}

/** The names of all built-in models. */
export const modelNames: readonly string[] = Object.keys(makers);

/**
 * The cell that a description stands for, the reverse of a cell's `description`. Options that are undefined count as
 * not given.
 *
 * @throws RangeError if there is no such model, an option is not one of its own or a value is not valid
 */
export function cellDescribed({
  name,
  ...options
}: { readonly name: string } & Readonly<Record<string, unknown>>): Cell {
  const maker: Maker | undefined = Object.entries(makers).find(([known]) => known === name)?.[1];
  if (!maker) throw new RangeError(`there is no model "${name}"; expected one of: ${modelNames.join(", ")}`);
  checkKnownOptions(`model "${name}"`, options, maker.takes);
  return maker.make(options);
}
