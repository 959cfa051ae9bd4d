import { mean } from "simple-statistics";
import { grouped } from "../grouped.js";
import { linearFit } from "./linearFit.js";
import { meanInterval } from "./meanInterval.js";

/** What the networks of a line have in common. */
export interface DimensionalityCondition {
  task: string;
  curriculum: string;
  /** What is not said is taken to be the same in all. */
  profile?: string;
  model?: string;
  /** What is special about its run, e.g. "tau-1"; null if nothing. */
  variant?: string | null;
}

/** Dimensionality of one network. */
export interface DimensionalityPoint extends DimensionalityCondition {
  /** Of the network, whose N make a line. */
  seed: number;
  /** Largest N solved. */
  n: number;
  /** Components for 90 % of the variance, mean over trials. */
  components: number;
}

/**
 * The mean of the lines through the dimensionality of each of a condition's networks, with its 95 % confidence band.
 */
export interface DimensionalityLine extends DimensionalityCondition {
  /** Networks that have a line of their own. */
  networks: number;
  /** Components per N: mean over networks, and the ends of its 95 % confidence interval. */
  slope: number;
  slopeLow: number;
  slopeHigh: number;
  /** Mean over networks, in components. */
  intercept: number;
  /**
   * The line and its band at 25 N, evenly over those that all these networks have come to, by rising N; none if there
   * are none.
   */
  points: { n: number; y: number; low: number; high: number }[];
}

/** Different N that a network's line needs, and networks that a band needs. */
const [fewestN, fewestNetworks] = [3, 2];

/**
 * Linear fits of dimensionality against N, one per task, curriculum, profile, model and variant. Every network has a
 * line of its own, and their mean is taken: networks are the unit, since the points of one network belong together.
 *
 * @returns none for conditions with fewer than 2 networks that have 3 different N
 * @source Khajehabdollahi et al. 2024, Figure 6b
 */
export function dimensionalityLines(points: readonly DimensionalityPoint[]): DimensionalityLine[] {
  const conditions = grouped(points, (point) => JSON.stringify(conditionOf(point)));
  return [...conditions.values()].flatMap((own) => {
    const networks = [...grouped(own, ({ seed }) => seed).values()].filter(
      (one) => new Set(one.map(({ n }) => n)).size >= fewestN,
    );
    if (networks.length < fewestNetworks) return [];
    const fits = networks.map((one) => linearFit(one.map(({ n, components }) => [n, components])));
    const [slope, low, high] = interval(fits.map((fit) => fit.slope));
    const ends = networks.map((one) => one.map(({ n }) => n));
    const from = Math.max(...ends.map((ns) => Math.min(...ns)));
    const to = Math.min(...ends.map((ns) => Math.max(...ns)));
    const grid = Array.from({ length: from > to ? 0 : 25 }, (_, i) => from + ((to - from) * i) / 24);
    return [
      {
        ...{ ...conditionOf(own[0]), networks: networks.length, slope, slopeLow: low, slopeHigh: high },
        intercept: mean(fits.map(({ intercept }) => intercept)),
        points: grid.map((n) => {
          const [y, below, above] = interval(fits.map((fit) => fit.intercept + fit.slope * n));
          return { n, y, low: below, high: above };
        }),
      },
    ];
  });
}

function conditionOf({ task, curriculum, profile, model, variant }: DimensionalityPoint): DimensionalityCondition {
  return {
    ...{ task, curriculum },
    ...(profile === undefined ? {} : { profile }),
    ...(model === undefined ? {} : { model }),
    ...(variant === undefined ? {} : { variant }),
  };
}

/** Mean over two networks or more, and the ends of its 95 % confidence interval. */
function interval(values: readonly number[]): [mean: number, low: number, high: number] {
  const { mean: centre, low, high } = meanInterval(values);
  return [centre, low ?? centre, high ?? centre];
}
