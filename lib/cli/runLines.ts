import { counted } from "../counted.js";
import type { RunSummary } from "../runs/listRuns.js";
import type { Stretch } from "../runs/runRecord.js";
import type { StoredRun } from "../runs/storedRun.js";
import { textTable } from "./textTable.js";

// The name last: it is the longest, and a narrow terminal breaks it only.
const columns = ["profile", "task", "curriculum", "model", "seed", "N reached", "epochs", "hours", "state", "name"];

/** Runs as the lines of a table, and below it a line for each that says more: what is damaged, or why it diverged. */
export function runListLines(runs: readonly RunSummary[]): string[] {
  const said = runs.flatMap(({ name, state, detail }) =>
    detail !== undefined && (state === "damaged" || state === "diverged") ? [`${name}: ${state}, ${detail}`] : [],
  );
  return [...textTable(columns, runs.map(row)), ...(said.length > 0 ? ["", ...said] : [])];
}

function row({ name, config, variant, largestN, epochs, seconds, state, detail }: RunSummary): string[] {
  if (!config) return [...columns.slice(0, -2).map(() => ""), state, name];
  return [
    config.profile,
    config.task,
    config.curriculum.name,
    variant === undefined ? config.model.name : `${config.model.name}, ${variant}`,
    String(config.seed),
    String(largestN ?? ""),
    String(epochs),
    hours(seconds),
    state === "finished" && detail ? `${state}: ${detail}` : state,
    name,
  ];
}

function hours(seconds = 0): string {
  return (seconds / 3600).toFixed(2);
}

/** Everything about one run: its config, how it was computed, every N that it solved. */
export function runLines(
  { folder, record, epochs, seconds }: StoredRun,
  { state, detail }: Pick<RunSummary, "state" | "detail">,
): string[] {
  return [
    folder,
    `${state}${detail ? `, ${detail}` : ""}`,
    `${counted(epochs.length, "epoch")}, ${hours(record.seconds)} hours, config ${record.configHash.slice(0, 12)}`,
    "",
    JSON.stringify(record.config, null, 2),
    "",
    "Stretches",
    ...record.stretches.map(described),
    ...solvedLines({ epochs, seconds }),
  ];
}

function solvedLines({ epochs, seconds }: Pick<StoredRun, "epochs" | "seconds">): string[] {
  const solved = epochs.filter((epoch) => epoch.solved);
  if (solved.length === 0) return [];
  const rows = solved.map((epoch) => [
    String(epoch.nMax),
    String(epoch.epoch),
    hours(seconds.slice(0, epoch.epoch).reduce<number>((sum, value) => sum + (value ?? 0), 0)),
    (100 * epoch.accuracyLast).toFixed(2),
    epoch.tauMean?.toFixed(4) ?? "",
    epoch.tauStd?.toFixed(4) ?? "",
  ]);
  return ["", ...textTable(["N", "epoch", "hours", "accuracy %", "τ mean", "τ STD"], rows)];
}

function described({
  started,
  ended,
  seconds,
  engine,
  threads,
  cpu,
  versions,
  git,
  parts = {},
  note,
}: Stretch): string {
  const commit = git ? `, commit ${git.commit.slice(0, 12)}${git.dirty ? " with changes" : ""}` : "";
  const own = Object.entries(parts).map(([file, hash]) => `, ${file} ${hash.slice(0, 12)}`);
  const machine = `${counted(threads, "thread")} of ${cpu}, ${engine}, Node ${versions.node}${commit}${own.join("")}`;
  return `${started} to ${ended}, ${hours(seconds)} hours: ${machine}${note ? `\n  ${note}` : ""}`;
}
