import { type Fields, mustBeRows, mustHaveFields } from "../mustBe.js";
import { commonEpochs } from "../runs/commonEpochs.js";
import { profiles } from "../training/profiles.js";
import { curriculumLook, type ShownCurriculum } from "./curriculumLook.js";

/** What the figures of training need of a run, whether it was trained just now or read from its folder. */
export interface TrainingRecord {
  readonly config: {
    readonly profile: string;
    readonly task: string;
    readonly curriculum: ShownCurriculum;
    readonly model?: { readonly name: string };
    readonly seed: number;
    /** Share of right answers above which an N is solved. Default: as published, 0.98. */
    readonly schedule?: { readonly solvedAbove: number };
  };
  /** Why its training ended: of one that was trained just now, and of one from its folder. */
  readonly reason?: string;
  readonly record?: { readonly outcome?: { readonly reason: string } };
  readonly epochs: readonly {
    /** From 1. */
    readonly epoch: number;
    /** Largest N of the stage. */
    readonly nMax: number;
    /** Share of right answers of the head of this N, 0 … 1. */
    readonly accuracyLast: number;
    /** Whether the stage counts as solved. */
    readonly solved: boolean;
  }[];
}

/**
 * Checks that something is a list of runs, each with what figures of training are drawn from.
 *
 * @param fields  of their configs, beside those that all have
 * @throws RangeError if it is no list, or a run lacks a field
 */
export function mustBeRuns<Run extends TrainingRecord>(
  what: string,
  runs: readonly Run[],
  fields: Fields<Run["config"]> = {},
): void {
  mustBeRows(what, runs, { config: "an object", epochs: "a list" });
  for (const [i, { config, epochs }] of runs.entries()) {
    const known: TrainingRecord["config"] = config;
    mustHaveFields(`${what}[${i}].config`, known, { task: "a string", curriculum: "an object", seed: "a number" });
    mustHaveFields<Run["config"]>(`${what}[${i}].config`, config, fields);
    mustHaveFields(`${what}[${i}].config.curriculum`, config.curriculum, { name: "a string" });
    mustBeRows(`${what}[${i}].epochs`, epochs, {
      epoch: "a number",
      nMax: "a number",
      accuracyLast: "a number",
      solved: "a boolean",
    });
  }
}

/** Largest N solved up to each epoch, one point for every epoch; null as long as nothing is solved. */
export function largestSolvedByEpoch({ epochs }: TrainingRecord): { epoch: number; n: number | null }[] {
  let largest: number | null = null;
  return epochs.map(({ epoch, nMax, solved }) => {
    if (solved) largest = Math.max(largest ?? 0, nMax);
    return { epoch, n: largest };
  });
}

/** The largest N that a run has solved, or null. */
export function lastSolved(run: TrainingRecord): number | null {
  return largestSolvedByEpoch(run).at(-1)?.n ?? null;
}

/** The share of right answers above which a run counts an N as solved; as published, where it does not say. */
export function solvedAbove({ config }: Pick<TrainingRecord, "config">): number {
  return config.schedule?.solvedAbove ?? profiles.paper.solvedAbove;
}

/** The same of several runs, each number once, ascending; the published one where there are none. */
export function criteriaOf(runs: readonly Pick<TrainingRecord, "config">[]): number[] {
  if (runs.length === 0) return [profiles.paper.solvedAbove];
  return [...new Set(runs.map(solvedAbove))].sort((a, b) => a - b);
}

/**
 * The run as it was after some epochs: runs are compared at equal numbers of them.
 *
 * @param epoch  the last that stays, counted from 1
 */
export function untilEpoch<Record extends TrainingRecord>(run: Record, epoch: number): Record {
  return { ...run, epochs: run.epochs.filter((row) => row.epoch <= epoch) };
}

/**
 * The runs after equal numbers of epochs: of each task and curriculum as many as its shortest run has that did not come
 * to the end of its curriculum. What is compared by the largest N must have had the same training.
 *
 * @throws RangeError if a run lacks a field
 */
export function atEqualEpochs<Record extends TrainingRecord>(runs: readonly Record[]): Record[] {
  mustBeRuns("runs", runs);
  const conditionOf = ({ config }: Record) => `${config.task} ${curriculumLook(config.curriculum).label}`;
  return runs.map((run) => {
    const alike = runs.filter((other) => conditionOf(other) === conditionOf(run));
    const trained = alike.map(({ reason, record, epochs }) => ({ ended: reason ?? record?.outcome?.reason, epochs }));
    return untilEpoch(run, commonEpochs(trained) ?? 0);
  });
}

/** Whether a run's training has come to an end, and was not only stopped. */
export function hasEnded({ reason, record }: Pick<TrainingRecord, "reason" | "record">): boolean {
  const why = reason ?? record?.outcome?.reason;
  return why !== undefined && why !== "aborted";
}
