import { publishedTable } from "../figures/publishedTable.js";
import { linearFit } from "../statistics/linearFit.js";
import { fewestN } from "./againstN.js";
import type { PublishedValue } from "./claim.js";

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

/**
 * The slope of a published curve against N.
 *
 * @param range  the N that it is compared over; `to` is disregarded where the curve has too few points up to it
 * @param says   what the paper says in words, if there is no curve
 */
export function publishedSlope(
  name: CurveName,
  { from = 0, to = Number.POSITIVE_INFINITY }: { from?: number; to?: number },
  says: string,
): PublishedValue {
  const curve = publishedCurve(name).filter(({ n }) => n >= from);
  if (curve.length < fewestN) return { value: null, note: says };
  const within = curve.filter(({ n }) => n <= to);
  const points = within.length < fewestN ? curve : within;
  const { slope } = linearFit(points.map(({ n, value }) => [n, value]));
  return { value: slope, note: `curve, N = ${points[0].n} … ${points[points.length - 1].n}` };
}

/** The difference of two published curves at the N nearest to one that both have. */
export function publishedDifference(
  first: CurveName,
  second: CurveName,
  near: number | undefined,
  says: string,
): PublishedValue {
  const theirs = publishedCurve(second);
  const common = publishedCurve(first).flatMap(({ n, value }) => {
    const other = theirs.find((point) => point.n === n);
    return other ? [{ n, difference: value - other.value }] : [];
  });
  if (common.length === 0) return { value: null, note: says };
  const wanted = near ?? Number.POSITIVE_INFINITY;
  const distance = (n: number) => (wanted === Number.POSITIVE_INFINITY ? -n : Math.abs(n - wanted));
  const { n, difference } = common.reduce((best, point) => (distance(point.n) < distance(best.n) ? point : best));
  return { value: difference, note: `curves, N = ${n}` };
}
