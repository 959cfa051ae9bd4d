import type { ClaimRow, Verdict } from "../../lib/claims/claim.js";
import type { ClaimData, ClaimRun, MeasuredRow } from "../../lib/claims/claimData.js";
import { claimRows } from "../../lib/claims/claims.js";

/** Nothing measured, nothing trained. */
export const nothing: ClaimData = {
  runs: [],
  timescales: [],
  weights: [],
  dimensionality: [],
  ablation: [],
  perturbation: [],
  decoding: [],
  retraining: [],
};

export interface NetworkName {
  task?: string;
  curriculum?: string;
  model?: string;
  variant?: string | null;
  seed?: number;
}

/** A network of the lab profile. */
export function network(name: NetworkName) {
  const { task = "n-parity", curriculum = "single-head", model = "leaky-rnn", variant = null, seed = 1 } = name;
  const run = ["lab", task, curriculum, model, variant, `s${seed}`].filter((part) => part !== null).join("-");
  return { run, profile: "lab", task, curriculum, model, variant, seed };
}

/** When a run solved what. */
export interface Solved {
  epoch: number;
  n: number;
  tauMean?: number;
  tauStd?: number;
}

/** A run of so many epochs. */
export function trained(
  name: NetworkName,
  length: number,
  solved: readonly Solved[],
  more: { ended?: string; onlyN?: number } = {},
): ClaimRun {
  const epochs = Array.from({ length }, (_, i) => {
    const here = solved.find(({ epoch }) => epoch === i + 1);
    const next = solved.find(({ epoch }) => epoch > i);
    const nMax = here?.n ?? next?.n ?? more.onlyN ?? (solved.at(-1)?.n ?? 1) + 1;
    return { epoch: i + 1, nMax, solved: here !== undefined, tauMean: here?.tauMean, tauStd: here?.tauStd };
  });
  return { ...network(name), ...more, epochs };
}

/** A run that has only solved one N, in its last epoch. */
export function reached(name: NetworkName, n: number, length = 10, ended?: string): ClaimRun {
  return trained(name, length, [{ epoch: length, n }], { ended });
}

/** The values along a curve, for N = the keys. */
export function curve<Value>(values: Readonly<Record<number, Value>>): { n: number; value: Value }[] {
  return Object.entries(values).map(([n, value]) => ({ n: Number(n), value }));
}

export function weightRows(
  name: NetworkName,
  means: Readonly<Record<number, number>>,
): MeasuredRow<"weights", "mean">[] {
  return curve(means).map(({ n, value }) => ({ ...network(name), n, mean: value }));
}

export function ablationRows(name: NetworkName, n: number, short: number | null, long: number | null) {
  return (
    [
      ["short", short],
      ["long", long],
    ] as const
  ).map(([group, relativeAccuracy]): MeasuredRow<"ablation", "group" | "relativeAccuracy"> => {
    return { ...network(name), n, group, relativeAccuracy };
  });
}

/** Retrainings of one network: every N is a run of its own. */
export function retrainedRows(
  name: NetworkName,
  fromN: number,
  values: Readonly<Record<number, number>>,
  epochs = 20,
): ClaimData["retraining"] {
  return curve(values).map(({ n, value }) => {
    const before = network(name);
    return { ...before, run: `${before.run}-retrained-n-${n}`, fromN, n, epochs, relativeAccuracy: value };
  });
}

/** The rows of a claim for the lab profile whose statistic contains a text. */
export function rowsOf(data: Partial<ClaimData>, id: string, statistic = ""): ClaimRow[] {
  const rows = claimRows({ ...nothing, ...data }, ["lab"]);
  return rows.filter((row) => row.id === id && row.statistic.includes(statistic));
}

/** The verdict over the only such row. */
export function verdict(data: Partial<ClaimData>, id: string, statistic = ""): Verdict {
  return only(data, id, statistic).verdict;
}

/** The only such row. */
export function only(data: Partial<ClaimData>, id: string, statistic = ""): ClaimRow {
  const rows = rowsOf(data, id, statistic);
  if (rows.length !== 1) {
    throw new Error(
      `expected one row of ${id} with "${statistic}", got ${rows.map((row) => row.statistic).join("; ")}`,
    );
  }
  return rows[0];
}
