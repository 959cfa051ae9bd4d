import { builtIn } from "../builtIn.js";
import { type Curriculum, checkStage } from "./curriculum.js";
import { checkedRange, checkOptions, type NRange } from "./nRange.js";

/** Which N a single-head curriculum goes through. */
export interface SingleHeadOptions extends NRange {
  /** Stay at this N, however often it is solved: what does time do to a network, without a larger N? */
  holdAt?: number;
}

/**
 * N = 2, then 3, 4, …: one N at a time, always the same head, carried on.
 *
 * @throws RangeError if the options are no object or have another, the range is empty or not of integers >= 1, or the N
 *   to stay at is not in it
 * @source Khajehabdollahi et al. 2024, Section 2
 */
export function singleHead(options: SingleHeadOptions = {}): Curriculum {
  const name = "single-head";
  checkOptions(name, options, ["firstN", "lastN", "holdAt"]);
  const { holdAt, ...range } = options;
  const { firstN, lastN } = checkedRange(name, range);
  if (holdAt !== undefined && !(Number.isInteger(holdAt) && holdAt >= firstN && holdAt <= lastN)) {
    throw new RangeError(`curriculum "${name}" expects holdAt to be one of its N, ${firstN} … ${lastN}, got ${holdAt}`);
  }
  const curriculum: Curriculum = {
    name,
    headCount: 1,
    first: () => ({ ns: [firstN], heads: [0] }),
    next(solved) {
      checkStage(name, solved);
      const n = solved.ns[solved.ns.length - 1];
      if (n === holdAt) return { ns: [n], heads: [0] };
      return n < lastN ? { ns: [n + 1], heads: [0] } : undefined;
    },
  };
  return builtIn(curriculum, options);
}
