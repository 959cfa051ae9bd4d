import { linearFit } from "../statistics/linearFit.js";
import { taskLabel } from "../tasks/taskLabel.js";
import { fewestN, linesThrough, pointsOfRuns } from "./againstN.js";
import { above, below, type Claim, type ClaimStatistic } from "./claim.js";
import { components, meanWeight, type NetworkPoint } from "./networkPoints.js";

/** Between which the slope at larger N may be, as a share of that at smaller N, of what we call linear. */
const linear = { low: 0.8, high: 1.25 };

/** Different N that two slopes need, with the middle one in both. */
const fewestOfTwoSlopes = 5;

/** C7, Figure 6b. */
export const dimensionalityAgainstN: Claim = {
  id: "C7",
  claim: "The dimensionality of the activity rises linearly with N.",
  test(data, profile) {
    const conditions = ["n-parity", "n-dms"].flatMap((task) =>
      ["single-head", "multi-head"].map((curriculum) => {
        const points = components(data, { profile, task, curriculum });
        return { task, curriculum, points, lines: linesThrough(points) };
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
      const networks = conditions
        .filter((condition) => condition.curriculum === curriculum)
        .flatMap(({ points }) => pointsOfRuns(points));
      return {
        statistic: `both tasks, ${curriculum}: slope over the larger half of the N, as a share of that over the smaller`,
        samples: [
          {
            name: curriculum,
            having: `measured at ${fewestOfTwoSlopes} or more N`,
            values: networks.flatMap(bend),
          },
        ],
        claimed: linear,
        published: { value: null, note: "linear" },
      };
    });
    return [...slopes, ...linearity];
  },
};

/** The slope of a network's values over the larger half of its N, as a share of that over the smaller; none if few. */
function bend(points: readonly NetworkPoint[]): number[] {
  if (points.length < fewestOfTwoSlopes) return [];
  const inOrder = [...points].sort((a, b) => a.n - b.n).map(({ n, value }) => [n, value] as const);
  const half = inOrder.length / 2;
  return [linearFit(inOrder.slice(Math.floor(half))).slope / linearFit(inOrder.slice(0, Math.ceil(half))).slope];
}

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
