import { isDeepStrictEqual } from "node:util";
import { asGiven } from "../asGiven.js";
import { builtIn } from "../builtIn.js";
import { checkKnownOptions } from "../knownFields.js";
import { noSuch } from "../noSuch.js";
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

const known = new Map<string, (options: Readonly<Record<string, unknown>>) => Cell>(
  Object.entries(makers).map(([name, maker]: [string, Maker]) => [
    name,
    (options) => {
      checkKnownOptions(`model "${name}"`, options, maker.takes);
      return maker.make(options);
    },
  ]),
);
const names = [...known.keys()];

/** The names of all built-in models, and of those of one's own that were loaded. */
export const modelNames: readonly string[] = names;

/** Whether it is the name of a model that this library made. */
export function isBuiltInModel(name: string): name is ModelName {
  return Object.hasOwn(makers, name);
}

/** Gives a model of one's own a name here, or the name another one of one's own. */
export function addModel(name: string, make: OwnCellMaker): void {
  if (!known.has(name)) names.push(name);
  known.set(name, (options) => ownMade(name, make, options));
}

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
  const make = known.get(name);
  if (!make) throw noSuch("model", name, modelNames);
  return make(options);
}

/** One's own says nowhere which options it takes but in its description, by which it is made again. */
function ownMade(name: string, make: OwnCellMaker, options: Readonly<Record<string, unknown>>): Cell {
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
