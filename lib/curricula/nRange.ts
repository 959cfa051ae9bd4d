import { asGiven } from "../asGiven.js";
import { mustBeOptions, unknownField } from "../knownFields.js";

/** Where a curriculum begins and ends. */
export interface NRange {
  /** The first N. Default: 2. */
  firstN?: number;
  /** The largest N. Default: 101, as published: 100 heads at the end of multi-head training. */
  lastN?: number;
}

/** The published range: 100 heads at the end of multi-head training. */
export const publishedRange = { firstN: 2, lastN: 101 } as const;

/**
 * The range with its defaults.
 *
 * @param name  the curriculum's name, for the error
 * @throws RangeError if an end is not an integer >= 1 or the range is empty
 */
export function checkedRange(name: string, range: NRange): Required<NRange> {
  const { firstN = publishedRange.firstN, lastN = publishedRange.lastN } = range;
  checkedCount(name, "firstN", firstN);
  checkedCount(name, "lastN", lastN);
  if (firstN > lastN) {
    throw new RangeError(`curriculum "${name}" is empty: its first N, ${firstN}, is larger than its last N, ${lastN}`);
  }
  return { firstN, lastN };
}

/**
 * The value, if it is an integer of at least 1.
 *
 * @param name    the curriculum's name, for the error
 * @param option  the option's name, for the error
 * @throws RangeError if it is anything else
 */
export function checkedCount(name: string, option: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`curriculum "${name}" expects ${option} to be an integer >= 1, got ${asGiven(value)}`);
  }
  return value;
}

/**
 * Checks options, so that neither something else in their place nor a misspelt one is taken for a default.
 *
 * @param name   the curriculum's name, for the error
 * @param takes  the names of its options
 * @throws RangeError if it is no object, or has another option
 */
export function checkOptions(name: string, options: unknown, takes: readonly string[]): void {
  const what = `curriculum "${name}"`;
  mustBeOptions(what, options, takes);
  const option = unknownField(options, takes);
  if (option === undefined) return;
  throw new RangeError(`${what} expects an object with options of ${takes.join(", ")}, got ${option}`);
}
