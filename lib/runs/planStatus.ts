import { dirname, join } from "node:path";
import { reasonOf } from "../systemError.js";
import { isSolved } from "../training/isSolved.js";
import { otherStage } from "./otherStage.js";
import type { PlannedRun } from "./plan.js";
import { RunError } from "./runError.js";
import { lockHolder } from "./runLock.js";
import { configHash, protocolHash, readRecord } from "./runRecord.js";
import { findSource, otherSource } from "./start.js";
import { readRun, type StoredRun } from "./storedRun.js";
import { hasEnded } from "./trainRun.js";

/** An epoch that is done: what its N was, and how long it took. */
export interface TimedEpoch {
  /** Largest N of its stage. */
  readonly nMax: number;
  /** On the wall clock; absent where that is not known. */
  readonly seconds?: number;
}

/** How a run of a plan stands. */
export interface PlannedStatus {
  readonly planned: PlannedRun;
  readonly folder: string;
  /**
   * "waiting": the network that it begins with is not available yet. "missing": it has not begun. "interrupted": it has,
   * and is not at its end. "elsewhere": another process trains it. "done": it is as far as the plan says.
   */
  readonly state: "waiting" | "missing" | "interrupted" | "running" | "elsewhere" | "done" | "failed";
  /** How it ended, what it waits for, why it failed, or who has it. */
  readonly detail?: string;
  /** Those that are done, in order. */
  readonly epochs: readonly TimedEpoch[];
  /** Share of the epoch under way that is done, 0 … 1. */
  readonly share: number;
  /** Seconds on the wall clock, all stretches together. */
  readonly seconds: number;
}

/**
 * How a run of a plan stands on disk.
 *
 * @param parent  the folder of runs
 */
export async function statusOf(planned: PlannedRun, parent: string): Promise<PlannedStatus> {
  const folder = join(parent, planned.name);
  const status = { planned, folder, epochs: [], share: 0, seconds: 0 };
  try {
    if (!(await readRecord(folder))) return { ...status, ...(await beforeBegin(planned, parent)) };
    const run = await readRun(folder);
    const known = {
      ...status,
      seconds: run.record.seconds,
      epochs: run.epochs.map(({ nMax }, i) => ({ nMax, seconds: run.seconds[i] })),
    };
    const holder = await lockHolder(folder);
    if (holder !== undefined) return { ...known, state: "elsewhere", detail: holder };
    const { source } = planned;
    const problem = source && (await otherSource(source, parent, run.config.from));
    if (problem !== undefined) return { ...known, state: "failed", detail: `${folder} ${problem}` };
    return { ...known, ...standing(planned, run) };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return { ...status, state: "failed", detail: reasonOf(error) };
  }
}

/** How a run stands that has not begun. */
async function beforeBegin({ source }: PlannedRun, parent: string): Promise<Pick<PlannedStatus, "state" | "detail">> {
  if (!source) return { state: "missing" };
  const { file, isThere } = findSource(source, parent);
  if (isThere) return { state: "missing" };
  const record = await readRecord(dirname(file));
  const end = record?.outcome ? `; that run has ended: ${record.outcome.reason}` : "";
  return { state: "waiting", detail: `waits for ${file}${end}` };
}

function standing(
  { config: planned, seconds, source }: PlannedRun,
  { folder, record, epochs }: StoredRun,
): Pick<PlannedStatus, "state" | "detail"> {
  const config = source ? { ...planned, from: record.config.from } : planned;
  if (protocolHash(record.config) !== protocolHash(config)) {
    return { state: "failed", detail: `${folder} is a run of another config than the plan's` };
  }
  const { outcome } = record;
  if (outcome?.reason === "diverged") return { state: "failed", detail: outcome.message ?? "diverged" };
  if (record.configHash === configHash(config)) {
    return hasEnded(record, seconds) ? { state: "done", detail: outcome?.reason } : { state: "interrupted" };
  }
  if (otherStage(record.config.curriculum, config.curriculum, epochs)) {
    const detail = `${folder} has a largest N other than the plan's, and came to other stages by it`;
    return { state: "failed", detail };
  }
  // A run that was meant to go further than the plan is done when it has gone as far as the plan.
  const { lastN = Number.POSITIVE_INFINITY } = config.curriculum;
  const isFarEnough =
    epochs.length >= config.schedule.maxEpochs ||
    epochs.some((row) => row.nMax > lastN || (row.nMax === lastN && isSolved(row, config.schedule)));
  return isFarEnough ? { state: "done", detail: "trained further than the plan" } : { state: "interrupted" };
}
