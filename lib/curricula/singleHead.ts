import { type Curriculum, checkStage } from "./curriculum.js";
import { checkedRange, type NRange } from "./nRange.js";

/**
 * N = 2, then 3, 4, …: one N at a time, always the same head, carried on.
 *
 * @throws RangeError if the range is empty or not of integers >= 1
 * @source Khajehabdollahi et al. 2024, Section 2
 */
export function singleHead(range: NRange = {}): Curriculum {
  const name = "single-head";
  const { firstN, lastN } = checkedRange(name, range);
  return {
    name,
    headCount: 1,
    first: () => ({ ns: [firstN], heads: [0] }),
    next(solved) {
      checkStage(name, solved);
      const n = solved.ns[solved.ns.length - 1];
      return n < lastN ? { ns: [n + 1], heads: [0] } : undefined;
    },
  };
}
