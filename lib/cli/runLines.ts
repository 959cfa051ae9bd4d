import { counted } from "../counted.js";
import { duration } from "../progress/duration.js";
import type { RunSummary } from "../runs/listRuns.js";
import type { Stretch } from "../runs/runRecord.js";
import type { StoredRun } from "../runs/storedRun.js";
import { gap, textTable } from "./textTable.js";

const columns = ["profile", "task", "curriculum", "model", "seed", "N reached", "epochs", "time", "state", "name"];

/** For a narrow terminal: profile, task, curriculum, model and seed are in the name, too. */
const narrowColumns = ["name", "N", "epochs", "time", "state"];

/**
 * Runs as the lines of a table, and below it a line for each that says more: what is damaged, or why it diverged.
 *
 * @param width  of the terminal, in characters: where the table is wider, one of fewer columns. Default: any
 */
export function runListLines(runs: readonly RunSummary[], width = Number.POSITIVE_INFINITY): string[] {
  const said = runs.flatMap(({ name, state, detail }) =>
    detail !== undefined && (state === "damaged" || state === "diverged") ? [`${name}: ${state}, ${detail}`] : [],
  );
  const table = textTable(columns, runs.map(row));
  const isNarrow = table.some((line) => line.length > width);
  return [...(isNarrow ? narrowTable(runs, width) : table), ...(said.length > 0 ? ["", ...said] : [])];
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
    duration(seconds ?? 0),
    state === "finished" && detail ? `${state}: ${detail}` : state,
    name,
  ];
}

/** A name that leaves no room for the rest has a line of its own: it is whole, as other commands take it. */
function narrowTable(runs: readonly RunSummary[], width: number): string[] {
  const facts = textTable(
    narrowColumns.slice(1),
    runs.map(({ config, largestN, epochs, seconds, state }) =>
      config ? [String(largestN ?? ""), String(epochs), duration(seconds ?? 0), state] : ["", "", "", state],
    ),
  );
  const names = [narrowColumns[0], ...runs.map(({ name }) => name)];
  const room = Math.max(0, width - gap.length - Math.max(...facts.map(({ length }) => length)));
  const nameWidth = Math.max(...names.map(({ length }) => length).filter((length) => length <= room), 0);
  return names.flatMap((name, i) =>
    name.length > nameWidth
      ? [name, " ".repeat(nameWidth) + gap + facts[i]]
      : [(name.padEnd(nameWidth) + gap + facts[i]).trimEnd()],
  );
}

/** Everything about one run: its config, how it was computed, every N that it solved. */
export function runLines(
  { folder, record, epochs, seconds }: StoredRun,
  { state, detail }: Pick<RunSummary, "state" | "detail">,
): string[] {
  return [
    folder,
    `${state}${detail ? `, ${detail}` : ""}`,
    `${counted(epochs.length, "epoch")}, ${duration(record.seconds)}, config ${record.configHash.slice(0, 12)}`,
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
    duration(seconds.slice(0, epoch.epoch).reduce<number>((sum, value) => sum + (value ?? 0), 0)),
    (100 * epoch.accuracyLast).toFixed(2),
    epoch.tauMean?.toFixed(4) ?? "",
    epoch.tauStd?.toFixed(4) ?? "",
  ]);
  return ["", ...textTable(["N", "epoch", "time", "accuracy %", "τ mean", "τ STD"], rows)];
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
  return `${started} to ${ended}, ${duration(seconds)}: ${machine}${note ? `\n  ${note}` : ""}`;
}
