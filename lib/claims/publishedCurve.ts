import { publishedTable } from "../figures/publishedTable.js";
import { linearFit } from "../statistics/linearFit.js";
import { fewestN, pointsOfRuns } from "./againstN.js";
import type { PublishedShares, PublishedValue } from "./claim.js";
import type { NetworkPoint } from "./networkPoints.js";

/** A published curve against N: mean or standard deviation of τ or τ_net. */
export interface CurveName {
  task: string;
  curriculum: string;
  statistic: "tau_mean" | "tau_std" | "tau_net_mean" | "tau_net_std";
  /** Default: "leak-inside". */
  model?: "leak-inside" | "leak-outside";
}

/** Its points by N, in steps; none if it was not published, or cannot be read off. */
export function publishedCurve({ model = "leak-inside", ...name }: CurveName): { n: number; value: number }[] {
  return publishedTable("timescales")
    .filter((row) => Object.entries({ model, ...name }).every(([column, value]) => row[column] === value))
    .map(({ n, value }) => ({ n: Number(n), value: Number(value) }))
    .sort((a, b) => a.n - b.n);
}

/** Which part of a curve: N from … to, both included. */
export interface RangeOfN {
  from?: number;
  to?: number;
}

/**
 * The slope of a published curve against N, for the table: ours is a share of it only at the same N, see
 * `sharesOfSlope`.
 *
 * @param range  the N that it is taken over; disregarded where the curve has too few points there
 * @param says   what the paper says in words, if there is no curve
 */
export function publishedSlope(name: CurveName, range: RangeOfN, says: string): PublishedValue {
  const curve = publishedCurve(name);
  if (curve.length < fewestN) return { value: null, note: says };
  const within = curve.filter(isWithin(range));
  const points = within.length < fewestN ? curve : within;
  const { slope } = linearFit(points.map(({ n, value }) => [n, value]));
  const note = `curve, N = ${points[0].n} … ${points[points.length - 1].n}`;
  return { value: slope, note, isIncomparable: true };
}

/**
 * The slope of each network's values against N, as a share of that of a published curve, both through the N that they
 * have in common: a line through other N of a bent curve has another slope.
 *
 * @returns none for networks that have fewer than three N in common with the curve
 */
export function sharesOfSlope(name: CurveName, points: readonly NetworkPoint[], range: RangeOfN): PublishedShares {
  const curve = new Map(
    publishedCurve(name)
      .filter(isWithin(range))
      .map(({ n, value }) => [n, value]),
  );
  const compared = pointsOfRuns(points.filter(({ n }) => curve.has(n))).filter((own) => own.length >= fewestN);
  const values = compared.map((own) => {
    const theirs = linearFit(own.map(({ n }) => [n, curve.get(n) as number]));
    return linearFit(own.map(({ n, value }) => [n, value])).slope / theirs.slope;
  });
  const ends = compared.map((own) => Math.max(...own.map(({ n }) => n)));
  const least = Math.min(...compared.flat().map(({ n }) => n));
  const [first, last] = [Math.min(...ends), Math.max(...ends)];
  const note = `curve at the N in common, ${least} … ${last}${first === last ? "" : " as far as each network goes"}`;
  return { values, note: values.length === 0 ? "no N in common" : note };
}

/** The difference of two published curves at N, read off between the points that they have. */
export function publishedDifference(
  first: CurveName,
  second: CurveName,
  n: number | undefined,
  says: string,
): PublishedValue {
  if (n === undefined) return { value: null, note: says };
  const [a, b] = [first, second].map((name) => valueAt(publishedCurve(name), n));
  if (a === undefined || b === undefined) return { value: null, note: says };
  return { value: a - b, note: `curves at N = ${n}` };
}

/** The value at N on the line between the points beside it; undefined beyond the ends. */
function valueAt(curve: readonly { n: number; value: number }[], n: number): number | undefined {
  const after = curve.find((point) => point.n >= n);
  const before = curve.findLast((point) => point.n <= n);
  if (!before || !after) return undefined;
  const share = after.n === before.n ? 0 : (n - before.n) / (after.n - before.n);
  return before.value + share * (after.value - before.value);
}

function isWithin({ from = 0, to = Number.POSITIVE_INFINITY }: RangeOfN) {
  return ({ n }: { n: number }) => n >= from && n <= to;
}
