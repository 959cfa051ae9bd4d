import { builtIn } from "../builtIn.js";
import { counted } from "../counted.js";
import { integers } from "../integers.js";
import { type Curriculum, checkStage, type Stage } from "./curriculum.js";
import { checkedCount, checkedRange, checkOptions, type NRange } from "./nRange.js";

/** How many heads a curriculum begins with, and how many it adds. */
export interface SeveralHeadsOptions extends NRange {
  /** How many heads the first stage has. */
  start: number;
  /** How many heads each further stage adds. */
  add: number;
}

/**
 * Starts with several heads and adds several at a time; all stay in training. The last stage has fewer new heads
 * if otherwise it would go beyond the last N.
 *
 * @param name  what the curriculum is called, also in errors. Default: "several-heads"
 * @throws RangeError if the options are no object or have another, start or add is not an integer >= 1, or the range is
 *   empty or shorter than the first stage
 * @source Khajehabdollahi et al. 2024, supplement
 */
export function severalHeads(options: SeveralHeadsOptions, name = "several-heads"): Curriculum {
  checkOptions(name, options, ["start", "add", "firstN", "lastN"]);
  const { start, add, ...range } = options;
  const { firstN, lastN } = checkedRange(name, range);
  checkedCount(name, "start", start);
  checkedCount(name, "add", add);
  const headCount = lastN - firstN + 1;
  if (start > headCount) {
    throw new RangeError(
      `curriculum "${name}" has ${headCount} N (${firstN} … ${lastN}), too few for the ${counted(start, "head")} it starts with`,
    );
  }
  const upTo = (n: number): Stage => ({ ns: integers(firstN, n), heads: integers(0, n - firstN) });
  const curriculum: Curriculum = {
    name,
    headCount,
    first: () => upTo(firstN + start - 1),
    next(solved) {
      checkStage(name, solved);
      const largest = solved.ns[solved.ns.length - 1];
      return largest < lastN ? upTo(Math.min(largest + add, lastN)) : undefined;
    },
  };
  return builtIn(curriculum, options);
}
