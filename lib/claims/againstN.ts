import { grouped } from "../grouped.js";
import { linearFit } from "../statistics/linearFit.js";
import type { ClaimControl } from "./claim.js";
import type { NetworkPoint } from "./networkPoints.js";

/** Different N that a line needs. */
export const fewestN = 3;

/** Networks of each kind that are enough for a comparison at equal N. */
const enough = 3;

/**
 * The lines through the values of each network against N; a line per network that has at least three N.
 *
 * @param from  smaller N are left out
 * @param to    larger N are left out
 */
export function linesThrough(points: readonly NetworkPoint[], from = 0, to = Number.POSITIVE_INFINITY) {
  return pointsOfRuns(points)
    .map((own) => own.filter(({ n }) => n >= from && n <= to))
    .filter((own) => new Set(own.map(({ n }) => n)).size >= fewestN)
    .map((own) => linearFit(own.map(({ n, value }) => [n, value])));
}

/** The largest N of any network; undefined if there is none. */
export function largestMeasuredN(points: readonly NetworkPoint[]): number | undefined {
  return points.length === 0 ? undefined : Math.max(...points.map(({ n }) => n));
}

/** The values of all networks at N. */
export function valuesAt(points: readonly NetworkPoint[], n: number | undefined): number[] {
  return points.filter((point) => point.n === n).map(({ value }) => value);
}

/**
 * The N to compare two kinds of networks at: the largest that enough networks of both have. undefined if they have none
 * in common.
 *
 * @param needed  how many are enough. Default: three, or all if there are fewer
 */
export function commonN(
  first: readonly NetworkPoint[],
  second: readonly NetworkPoint[],
  needed = enough,
): number | undefined {
  const kinds = [first, second].map((points) => ({ points, least: Math.min(needed, pointsOfRuns(points).length) }));
  const has = (n: number) => kinds.every(({ points, least }) => least > 0 && valuesAt(points, n).length >= least);
  return first
    .map(({ n }) => n)
    .filter(has)
    .reduce<number | undefined>((largest, n) => Math.max(largest ?? n, n), undefined);
}

/**
 * From which N on a claim about large N can be tested: where the spread of τ of the published single-head networks has
 * begun to rise (timescales.csv: in N-DMS it is 0.32 up to N = 30 under both curricula, and 0.40 at 40).
 */
const largeN: Readonly<Record<string, number>> = { "n-parity": 15, "n-dms": 40 };

/** Why a comparison at this N says nothing about large N; undefined if it does, or there is none. */
export function tooSmall(task: string, n: number | undefined): string | undefined {
  const needed = largeN[task] ?? 0;
  return n === undefined || n >= needed ? undefined : `the largest N in common is ${n}, needs ${needed}`;
}

/**
 * Of a comparison at large N that not all networks have come to, the same at the largest N that all have; none if that
 * is not large.
 *
 * @param samplesAt  the samples that are compared, at N
 */
export function whereAllNetworksAre(
  task: string,
  [first, second]: readonly [readonly NetworkPoint[], readonly NetworkPoint[]],
  samplesAt: (n: number) => ClaimControl["samples"],
): ClaimControl | undefined {
  const n = commonN(first, second, Number.POSITIVE_INFINITY);
  if (n === undefined || n === commonN(first, second) || tooSmall(task, n) !== undefined) return undefined;
  return { how: `at N = ${n}, which all of these networks have come to`, samples: samplesAt(n) };
}

/** The points of each network. */
export function pointsOfRuns(points: readonly NetworkPoint[]): NetworkPoint[][] {
  return [...grouped(points, ({ run }) => run).values()];
}
