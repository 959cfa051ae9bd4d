import { taskLabel } from "../tasks/taskLabel.js";
import { commonN, valuesAt } from "./againstN.js";
import { above, below, type Claim, type ClaimStatistic } from "./claim.js";
import { retained } from "./networkPoints.js";

/** What is left of the earlier N where they are forgotten, at most, and where they are kept, at least. */
const forgotten = 0.5;
const kept = 0.9;

/** C12, supplement. */
export const forgettingOfEarlierN: Claim = {
  id: "C12",
  claim: "Single-head networks forget the N that they learned before, multi-head networks do not.",
  test(data, profile) {
    return ["n-parity", "n-dms"].flatMap((task) => {
      const [single, multi] = ["single-head", "multi-head"].map((curriculum) =>
        retained(data, { profile, task, curriculum }),
      );
      const n = commonN(single, multi);
      return [
        { curriculum: "single-head", points: single, claimed: below(forgotten), note: "forgets" },
        { curriculum: "multi-head", points: multi, claimed: above(kept), note: "keeps" },
      ].map(
        ({ curriculum, points, claimed, note }): ClaimStatistic => ({
          statistic: `${taskLabel[task]}, ${curriculum}: accuracy − ½ on smaller N relative to that on N = ${n ?? "…"}, p = 0.5`,
          samples: [{ name: curriculum, values: valuesAt(points, n) }],
          claimed,
          published: { value: null, note },
        }),
      );
    });
  },
};
