import { builtIn } from "../builtIn.js";
import type { Curriculum } from "./curriculum.js";
import { checkedCount, checkOptions } from "./nRange.js";

/** Which N is trained without a curriculum. */
export interface NoCurriculumOptions {
  /** The only N that is trained. */
  n: number;
}

/**
 * One fixed N from scratch; ends when it is solved.
 *
 * @throws RangeError if the options are no object or have another, or n is not an integer >= 1
 * @source Khajehabdollahi et al. 2024, Section 3
 */
export function noCurriculum(options: NoCurriculumOptions): Curriculum {
  const name = "no-curriculum";
  checkOptions(name, options, ["n"]);
  const { n } = options;
  checkedCount(name, "n", n);
  return builtIn({ name, headCount: 1, first: () => ({ ns: [n], heads: [0] }), next: () => undefined }, { n });
}
