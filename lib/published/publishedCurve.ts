import { publishedTable } from "./publishedTable.js";

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

/** The value of such a curve at N, on the line between the points beside it; undefined beyond the ends. */
export function publishedValueAt(curve: readonly { n: number; value: number }[], n: number): number | undefined {
  const after = curve.find((point) => point.n >= n);
  const before = curve.findLast((point) => point.n <= n);
  if (!before || !after) return undefined;
  const share = after.n === before.n ? 0 : (n - before.n) / (after.n - before.n);
  return before.value + share * (after.value - before.value);
}
