import { builtIn } from "../builtIn.js";
import { integers } from "../integers.js";
import { type Curriculum, checkStage } from "./curriculum.js";
import { checkedCount, checkedRange, checkOptions, type NRange } from "./nRange.js";

/** How many N a window holds, and how far it moves on. */
export interface SlidingWindowOptions extends NRange {
  /** How many N's are trained together. */
  width: number;
  /** How many of the smallest N's make room for larger ones when a window is solved. */
  drop: number;
}

/**
 * A window of N's that moves on: the smallest leave, larger ones come. A head belongs to a place in the window, not to
 * an N, so that every head has to learn anew when the window moves. The last move is shorter if otherwise it would go
 * beyond the last N.
 *
 * @throws RangeError if the options are no object or have another, width or drop is not an integer >= 1, drop is larger
 *   than width, or the range is empty or narrower than the window
 * @source Khajehabdollahi et al. 2024, supplement
 */
export function slidingWindow(options: SlidingWindowOptions): Curriculum {
  const name = "sliding-window";
  checkOptions(name, options, ["width", "drop", "firstN", "lastN"]);
  const { width, drop, ...range } = options;
  const { firstN, lastN } = checkedRange(name, range);
  checkedCount(name, "width", width);
  checkedCount(name, "drop", drop);
  if (drop > width) {
    throw new RangeError(`curriculum "${name}" cannot drop ${drop} of the ${width} N in its window`);
  }
  if (width > lastN - firstN + 1) {
    throw new RangeError(
      `curriculum "${name}" has ${lastN - firstN + 1} N (${firstN} … ${lastN}), too few for a window of ${width}`,
    );
  }
  const endingAt = (largest: number) => ({ ns: integers(largest - width + 1, largest), heads: integers(0, width - 1) });
  const curriculum: Curriculum = {
    name,
    headCount: width,
    first: () => endingAt(firstN + width - 1),
    next(solved) {
      checkStage(name, solved);
      const largest = solved.ns[solved.ns.length - 1];
      return largest < lastN ? endingAt(Math.min(largest + drop, lastN)) : undefined;
    },
  };
  return builtIn(curriculum, options);
}
