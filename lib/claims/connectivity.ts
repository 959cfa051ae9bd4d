import { taskLabel } from "../figures/look.js";
import { fewestN, linesThrough } from "./againstN.js";
import { above, below, type Claim, type ClaimStatistic } from "./claim.js";
import { components, meanWeight } from "./networkPoints.js";

/** Share of the variance that a line explains from which on we call a dependence linear. */
const linear = 0.9;

/** C7, Figure 6b. */
export const dimensionalityAgainstN: Claim = {
  id: "C7",
  claim: "The dimensionality of the activity rises linearly with N.",
  test(data, profile) {
    const conditions = ["n-parity", "n-dms"].flatMap((task) =>
      ["single-head", "multi-head"].map((curriculum) => {
        const lines = linesThrough(components(data, { profile, task, curriculum }));
        return { task, curriculum, lines };
      }),
    );
    const slopes = conditions.map(
      ({ task, curriculum, lines }): ClaimStatistic => ({
        statistic: `${taskLabel[task]}, ${curriculum}: slope of the components for 90 % of the variance against N`,
        samples: [
          {
            name: curriculum,
            having: `measured at ${fewestN} or more N`,
            values: lines.map(({ slope }) => slope),
          },
        ],
        claimed: above(0),
        published: { value: null, note: "rises" },
      }),
    );
    const linearity = ["single-head", "multi-head"].map((curriculum): ClaimStatistic => {
      const lines = conditions.filter((condition) => condition.curriculum === curriculum).flatMap((one) => one.lines);
      return {
        statistic: `both tasks, ${curriculum}: share of the variance over N that a network's line explains`,
        samples: [
          {
            name: curriculum,
            having: `measured at ${fewestN + 1} or more N`,
            values: lines.filter(({ count }) => count > fewestN).flatMap(({ rSquared }) => rSquared ?? []),
          },
        ],
        claimed: above(linear),
        published: { value: null, note: "linear" },
      };
    });
    return [...slopes, ...linearity];
  },
};

/** C8, Figure 6a. */
export const inhibition: Claim = {
  id: "C8",
  claim: "The recurrent weights of single-head networks become more inhibitory with N.",
  test(data, profile) {
    return ["n-parity", "n-dms"].map((task) => {
      const lines = linesThrough(meanWeight(data, { profile, task, curriculum: "single-head" }));
      return {
        statistic: `${taskLabel[task]}, single-head: slope of the mean recurrent weight against N`,
        samples: [
          {
            name: "single-head",
            having: `measured at ${fewestN} or more N`,
            values: lines.map(({ slope }) => slope),
          },
        ] as const,
        claimed: below(0),
        published: { value: null, note: "falls" },
      };
    });
  },
};
