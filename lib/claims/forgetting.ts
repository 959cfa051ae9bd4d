import { taskLabel } from "../tasks/taskLabel.js";
import { commonN, valuesAt } from "./againstN.js";
import { above, below, type Claim, type ClaimStatistic } from "./claim.js";
import { retained } from "./networkPoints.js";

/** What is left of the earlier N where they are forgotten, at most, and where they are kept, at least. */
const forgotten = 0.5;
const kept = 0.9;

/**
 * C12, supplement. The paper asks the networks' own heads. There it cannot turn out otherwise: the only head of a
 * single-head network answers for N, and with p = 0.5 that says nothing of another N′; and a multi-head network counts
 * as having solved N only if its heads are right on average. So it is tested whether the states still hold the earlier
 * N: by a linear readout that is fitted anew to each, see `decoding`.
 */
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
        { curriculum: "single-head", points: single, claimed: below(forgotten), note: "forgets, by its head" },
        { curriculum: "multi-head", points: multi, claimed: above(kept), note: "keeps, by its heads" },
      ].map(
        ({ curriculum, points, claimed, note }): ClaimStatistic => ({
          statistic: `${taskLabel[task]}, ${curriculum}: accuracy − ½ of smaller N, decoded from the states, relative to that of N = ${n ?? "…"}`,
          samples: [{ name: curriculum, values: valuesAt(points, n) }],
          claimed,
          published: { value: null, note },
        }),
      );
    });
  },
};
