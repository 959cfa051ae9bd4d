import { join } from "node:path";
import type { PlannedRun } from "./plan.js";
import { RunError, reasonOf } from "./runError.js";
import { readRun, type StoredRun } from "./runFolder.js";
import { lockHolder } from "./runLock.js";
import { configHash, protocolHash, readRecord } from "./runRecord.js";
import { hasEnded } from "./trainRun.js";

/** An epoch that is done: what its N was, and how long it took. */
export interface TimedEpoch {
  readonly nMax: number;
  readonly seconds?: number;
}

/** How a run of a plan stands. */
export interface PlannedStatus {
  readonly planned: PlannedRun;
  readonly folder: string;
  /** "elsewhere": another process trains it. */
  readonly state: "missing" | "interrupted" | "running" | "elsewhere" | "done" | "failed";
  /** How it ended, why it failed, or who has it. */
  readonly detail?: string;
  readonly epochs: readonly TimedEpoch[];
  /** Share of the epoch under way that is done. */
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
    if (!(await readRecord(folder))) return { ...status, state: "missing" };
    const run = await readRun(folder);
    const known = {
      ...status,
      seconds: run.record.seconds,
      epochs: run.epochs.map(({ nMax }, i) => ({ nMax, seconds: run.seconds[i] })),
    };
    const holder = await lockHolder(folder);
    if (holder !== undefined) return { ...known, state: "elsewhere", detail: holder };
    return { ...known, ...standing(planned, run) };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return { ...status, state: "failed", detail: reasonOf(error) };
  }
}

function standing(
  { config, seconds }: PlannedRun,
  { folder, record, epochs }: StoredRun,
): Pick<PlannedStatus, "state" | "detail"> {
  if (protocolHash(record.config) !== protocolHash(config)) {
    return { state: "failed", detail: `${folder} is a run of another config than the plan's` };
  }
  const { outcome } = record;
  if (outcome?.reason === "diverged") return { state: "failed", detail: outcome.message ?? "diverged" };
  if (record.configHash === configHash(config)) {
    return hasEnded(record, seconds) ? { state: "done", detail: outcome?.reason } : { state: "interrupted" };
  }
  // A run that was meant to go further than the plan is done when it has gone as far as the plan.
  const { solvedAbove, maxEpochs } = config.schedule;
  const { lastN = Number.POSITIVE_INFINITY } = config.curriculum;
  const isFarEnough =
    epochs.length >= maxEpochs ||
    epochs.some(
      ({ nMax, accuracyMean, accuracyLast }) =>
        nMax > lastN || (nMax === lastN && Math.min(accuracyMean, accuracyLast) > solvedAbove),
    );
  return isFarEnough ? { state: "done", detail: "trained further than the plan" } : { state: "interrupted" };
}
