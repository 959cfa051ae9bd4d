import type { MeasuredNetwork } from "./resultsTable.js";

/**
 * Of each run, the rows of the network that solved an N; where there is none, of the one whose N is nearest to it, the
 * smaller of two.
 *
 * @returns rows in the order in which they came
 */
export function solvedNearest<Row extends Pick<MeasuredNetwork, "run" | "n">>(rows: readonly Row[], n: number): Row[] {
  const chosen = new Map<string, number>();
  for (const { run, n: solved } of rows) {
    const before = chosen.get(run) ?? Number.POSITIVE_INFINITY;
    const isNearer = Math.abs(solved - n) < Math.abs(before - n);
    if (isNearer || (Math.abs(solved - n) === Math.abs(before - n) && solved < before)) chosen.set(run, solved);
  }
  return rows.filter(({ run, n: solved }) => chosen.get(run) === solved);
}
