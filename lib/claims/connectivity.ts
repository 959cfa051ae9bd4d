import { linearFit } from "../statistics/linearFit.js";
import { taskLabel } from "../tasks/taskLabel.js";
import { fewestN, linesThrough, pointsOfRuns } from "./againstN.js";
import { above, below, type Claim, type ClaimStatistic } from "./claim.js";
import { components, meanWeight, type NetworkPoint } from "./networkPoints.js";

/** Of what we call linear, the slope over the larger N is 0.8 to 1.25 times that over the smaller: see `bend`. */
const linear = { low: -1 / 9, high: 1 / 9 };

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
        statistic: `both tasks, ${curriculum}: slope over the larger half of the N less that over the smaller, as a share of both together`,
        samples: [
          {
            name: curriculum,
            having: `measured at ${fewestOfTwoSlopes} or more N`,
            values: networks.flatMap(bend),
          },
        ],
        claimed: linear,
        note: "between them, one slope is 0.8 to 1.25 times the other",
        published: { value: null, note: "linear" },
      };
    });
    return [...slopes, ...linearity];
  },
};

/**
 * How much steeper a network's values are over the larger half of its range of N than over the smaller: the difference
 * of the slopes as a share of both together, −1 … 1, which unlike their ratio is there where one is 0. The halves are of
 * the range, and share the N nearest to its middle, so that N measured close together do not move them. None if there
 * are few points, or both slopes are 0.
 */
function bend(points: readonly NetworkPoint[]): number[] {
  if (points.length < fewestOfTwoSlopes) return [];
  const ns = points.map(({ n }) => n).sort((a, b) => a - b);
  const middle = (ns[0] + ns[ns.length - 1]) / 2;
  const between = ns.reduce((best, n) => (Math.abs(n - middle) < Math.abs(best - middle) ? n : best));
  const halves = [points.filter(({ n }) => n <= between), points.filter(({ n }) => n >= between)];
  if (halves.some((half) => half.length < 3)) return [];
  const [smaller, larger] = halves.map((half) => linearFit(half.map(({ n, value }) => [n, value] as const)).slope);
  const both = Math.abs(smaller) + Math.abs(larger);
  return both === 0 ? [] : [(larger - smaller) / both];
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
