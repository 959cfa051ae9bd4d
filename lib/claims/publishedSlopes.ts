import { type CurveName, publishedCurve, publishedValueAt } from "../published/publishedCurve.js";
import { linearFit } from "../statistics/linearFit.js";
import { fewestN, pointsOfRuns } from "./againstN.js";
import type { PublishedShares, PublishedValue } from "./claim.js";
import type { NetworkPoint } from "./networkPoints.js";

/** Which part of a curve: N from … to, both included. */
export interface RangeOfN {
  from?: number;
  to?: number;
}

/**
 * The slope of a published curve against N, for the table: ours is a share of it only at the same N, see
 * `sharesOfSlope`.
 *
 * @param range  the N that it is taken over; where the curve has too few points there, all from the first of them on
 * @param says   what the paper says in words, if there is no curve
 */
export function publishedSlope(name: CurveName, range: RangeOfN, says: string): PublishedValue {
  const [within, beyond] = [range, { from: range.from }].map((part) => publishedCurve(name).filter(isWithin(part)));
  const points = within.length < fewestN ? beyond : within;
  if (points.length < fewestN) return { value: null, note: says };
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
  const [a, b] = [first, second].map((name) => publishedValueAt(publishedCurve(name), n));
  if (a === undefined || b === undefined) return { value: null, note: says };
  return { value: a - b, note: `curves at N = ${n}` };
}

function isWithin({ from = 0, to = Number.POSITIVE_INFINITY }: RangeOfN) {
  return ({ n }: { n: number }) => n >= from && n <= to;
}
