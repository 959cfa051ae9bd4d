import { builtIn } from "../builtIn.js";
import type { Curriculum } from "./curriculum.js";
import { checkOptions, type NRange } from "./nRange.js";
import { severalHeads } from "./severalHeads.js";

/**
 * Heads for N = 2; then 2, 3; then 2, 3, 4; …: every solved N gets a head of its own that stays in training.
 *
 * @throws RangeError if the range is no object or has another option, or is empty or not of integers >= 1
 * @source Khajehabdollahi et al. 2024, Section 2
 * @example multiHead().next({ ns: [2, 3], heads: [0, 1] }) // { ns: [2, 3, 4], heads: [0, 1, 2] }
 */
export function multiHead(range: NRange = {}): Curriculum {
  checkOptions("multi-head", range, ["firstN", "lastN"]);
  return builtIn(severalHeads({ ...range, start: 1, add: 1 }, "multi-head"), range);
}
