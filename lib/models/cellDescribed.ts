import { isDeepStrictEqual } from "node:util";
import { asGiven } from "../asGiven.js";
import { builtIn } from "../builtIn.js";
import { checkKnownOptions } from "../knownFields.js";
import { PartsByName } from "../partsByName.js";
import type { Cell } from "./cell.js";
import { checkCell } from "./checkCell.js";
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

/**
 * Makes a cell of one's own from its number of neurons and the options that stand beside its name in a config, all of
 * which its description has to hold.
 */
export type OwnCellMaker = (options: { neurons: number } & Readonly<Record<string, unknown>>) => Cell;

/** All models that have a name. */
export const modelsByName = new PartsByName<(options: Readonly<Record<string, unknown>>) => Cell>(
  "model",
  Object.fromEntries(
    Object.entries(makers).map(([name, { takes, make }]: [string, Maker]) => [
      name,
      (options) => {
        checkKnownOptions(`model "${name}"`, options, takes);
        return make(options);
      },
    ]),
  ),
);

/** The names of all built-in models, and of those of one's own that were loaded. */
export const modelNames: readonly string[] = modelsByName.names;

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
  return modelsByName.named(name)(options);
}

/** The options that a model has where none are given; none of one that cannot be made without, or is not known. */
export function usualOptions({ name, neurons }: { readonly name: string; readonly neurons?: unknown }): {
  readonly [option: string]: unknown;
} {
  if (!modelNames.includes(name)) return {};
  try {
    return cellDescribed({ name, neurons }).description;
  } catch {
    return {};
  }
}

/**
 * Makes a cell of one's own. It says nowhere which options it takes but in its description, by which it is made again.
 *
 * @throws RangeError if it cannot be run, or its description does not hold its name and all options
 */
export function ownCellMade(name: string, make: OwnCellMaker, options: Readonly<Record<string, unknown>>): Cell {
  const cell = make(options as Parameters<OwnCellMaker>[0]);
  checkCell(cell);
  const { description } = cell;
  for (const [field, value] of Object.entries({ name, ...options })) {
    if (value === undefined || isDeepStrictEqual(description[field], value)) continue;
    throw new RangeError(
      `model "${name}": expected its description to hold ${field} ${asGiven(value)}, got ${asGiven(description[field])}`,
    );
  }
  return builtIn(cell);
}
