import { builtIn } from "../builtIn.js";
import { integers } from "../integers.js";
import type { Curriculum } from "./curriculum.js";
import { checkedCount, checkedRange, checkOptions } from "./nRange.js";

/** Which N are trained at once. */
export interface AllAtOnceOptions {
  /** The smallest N, 2 unless told otherwise. */
  firstN?: number;
  /** The largest N; there is one head for every N up to it. */
  lastN: number;
}

/**
 * All N = 2 … m together from scratch, each with its head; ends when all are solved. Shows whether heads are learned in
 * order even where nothing prescribes one.
 *
 * @throws RangeError if the options are no object or have another, `lastN` is missing, or the range is empty or not of
 *   integers >= 1
 * @source Khajehabdollahi et al. 2024, supplement
 */
export function allAtOnce(options: AllAtOnceOptions): Curriculum {
  const name = "all-at-once";
  checkOptions(name, options, ["firstN", "lastN"]);
  const { firstN, lastN } = checkedRange(name, { ...options, lastN: checkedCount(name, "lastN", options.lastN) });
  const headCount = lastN - firstN + 1;
  const curriculum: Curriculum = {
    name,
    headCount,
    first: () => ({ ns: integers(firstN, lastN), heads: integers(0, headCount - 1) }),
    next: () => undefined,
  };
  return builtIn(curriculum, options);
}
