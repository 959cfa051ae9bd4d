import { join } from "node:path";
import type { TrainingConfig } from "../training/config.js";
import { isSolved } from "../training/isSolved.js";
import type { AccuracyOfN } from "../training/trainer.js";
import { solvedN } from "./checkpoint.js";
import { HeadsTable } from "./headsTable.js";
import { namesIn } from "./namesIn.js";
import { NumberTable } from "./numberTable.js";
import { RunError } from "./runError.js";
import { type RunRecord, readRecord } from "./runRecord.js";

/** One epoch. What the model does not have, such as τ of a gated cell, is absent. */
export interface EpochRow {
  /** From 1. */
  readonly epoch: number;
  /** Smallest N of the stage. */
  readonly nMin: number;
  /** Largest N of the stage. */
  readonly nMax: number;
  /** Sum over heads of the mean cross-entropy, mean over the epoch's steps, in nats. */
  readonly loss: number;
  /** Share of right answers on the test batches, 0 … 1, mean over all heads. */
  readonly accuracyMean: number;
  /** Share of right answers of the head of the largest N, 0 … 1. */
  readonly accuracyLast: number;
  /** Mean over neurons of τ as stored, in steps, not clamped at 1. */
  readonly tauMean?: number;
  /** Standard deviation over neurons of τ as stored, in steps, with their number in the denominator. */
  readonly tauStd?: number;
  /** Of the head of each N, ascending: from heads.csv, which older runs lack. */
  readonly accuracies?: readonly AccuracyOfN[];
}

/** The columns of epochs.csv. No clock is among them: a resumed run gives the same file as one that never stopped. */
export const epochColumns = {
  epoch: "epoch",
  nMin: "n_min",
  nMax: "n_max",
  loss: "loss",
  accuracyMean: "accuracy_mean",
  accuracyLast: "accuracy_last",
  tauMean: "tau_mean",
  tauStd: "tau_std",
} as const;

export const epochsFile = "epochs.csv";
/** The accuracy of every head, beside epochs.csv. */
export const headsFile = "heads.csv";

/** The columns of timing.csv: how long each epoch took on the wall clock. */
export const timingColumns = { epoch: "epoch", seconds: "seconds" } as const;

/** timing.csv is only a clock: a run goes on, and is read, also where it lacks epochs, or is not there. */
export function timingTable(folder: string): NumberTable<keyof typeof timingColumns> {
  return new NumberTable(join(folder, "timing.csv"), timingColumns, true);
}

/** A row of epochs.csv, and whether the stage counts as solved by the config's criterion. */
export interface StoredEpoch extends EpochRow {
  readonly solved: boolean;
}

/** A run as it stands on disk, for those who only read. */
export interface StoredRun {
  /** Its path. */
  readonly folder: string;
  /** What run.json says. */
  readonly record: RunRecord;
  /** That of the record. */
  readonly config: TrainingConfig;
  readonly epochs: readonly StoredEpoch[];
  /** Seconds on the wall clock that each epoch took, as far as known; as many as there are epochs. */
  readonly seconds: readonly (number | undefined)[];
  /** The networks that solved an N and are there, by rising N. */
  readonly solved: ReadonlyArray<{ readonly n: number; readonly file: string }>;
  /** Of a run that began with another's network: the file of that one. */
  readonly start?: string;
  /** Of a run that began with another's network: the file of the network at the end of all epochs. */
  readonly final?: string;
}

/** What a run that began with another's network has beside the networks that solved an N. */
export const startFile = "start.safetensors";
export const finalFile = "final.safetensors";

/**
 * Reads a run, also one that is under way.
 *
 * @throws RunError if it is no run or is damaged
 */
export async function readRun(folder: string): Promise<StoredRun> {
  const record = await recordOf(folder);
  const epochs = await readEpochs(folder);
  const timing = new Map((await timingTable(folder).read()).map(({ epoch, seconds }) => [epoch, seconds]));
  const names = await namesIn(folder);
  const solved = names.flatMap((name) => {
    const n = solvedN(name);
    return n === undefined ? [] : [{ n, file: join(folder, name) }];
  });
  solved.sort((a, b) => a.n - b.n);
  const { config } = record;
  const judged = epochs.map((row) => ({ ...row, solved: isSolved(row, config.schedule) }));
  return {
    ...{ folder, record, config, epochs: judged, seconds: epochs.map(({ epoch }) => timing.get(epoch)), solved },
    ...(names.includes(startFile) && { start: join(folder, startFile) }),
    ...(names.includes(finalFile) && { final: join(folder, finalFile) }),
  };
}

/** The largest N that a run solved, by its epochs: of a published run not all networks may be here. */
export function largestSolved({ epochs }: Pick<StoredRun, "epochs">): number | undefined {
  const solved = epochs.filter((row) => row.solved);
  return solved.length === 0 ? undefined : Math.max(...solved.map(({ nMax }) => nMax));
}

export async function recordOf(folder: string): Promise<RunRecord> {
  const record = await readRecord(folder);
  if (!record) throw new RunError(`${folder} is no run: it has no run.json`);
  return record;
}

/** The table of epochs of a run, without the accuracies of single heads. */
export async function readEpochTable(folder: string): Promise<EpochRow[]> {
  const table = new NumberTable(join(folder, epochsFile), epochColumns);
  return (await table.read()).map(({ epoch, nMin, nMax, loss, accuracyMean, accuracyLast, ...tau }) => {
    if (
      epoch === undefined ||
      nMin === undefined ||
      nMax === undefined ||
      loss === undefined ||
      accuracyMean === undefined ||
      accuracyLast === undefined
    ) {
      throw new RunError(`expected a number in every column but tau's, got an empty cell in ${table.file}`);
    }
    return { epoch, nMin, nMax, loss, accuracyMean, accuracyLast, ...tau };
  });
}

export async function readEpochs(folder: string): Promise<EpochRow[]> {
  const rows = await readEpochTable(folder);
  const file = join(folder, epochsFile);
  const heads = new HeadsTable(join(folder, headsFile));
  const accuracies = await heads.read(); // after epochs.csv: training writes in the other order
  return rows.map((row) => {
    if (row.nMin === row.nMax) {
      if (row.accuracyMean !== row.accuracyLast) {
        const [mean, last] = [row.accuracyMean, row.accuracyLast];
        throw new RunError(
          `expected one accuracy in epoch ${row.epoch}, of N = ${row.nMax} alone, got ${mean} and ${last} in ${file}`,
        );
      }
      return { ...row, accuracies: [{ n: row.nMax, accuracy: row.accuracyLast }] };
    }
    const own = accuracies.get(row.epoch);
    if (!own) return row;
    if (!belongTo(row, own)) {
      throw new RunError(`the accuracies of epoch ${row.epoch} in ${heads.file} are others than in ${file}`);
    }
    return { ...row, accuracies: own };
  });
}

/** Whether these are the accuracies that an epoch's mean was made of, to the last bit. */
function belongTo({ nMin, nMax, accuracyMean, accuracyLast }: EpochRow, accuracies: readonly AccuracyOfN[]): boolean {
  const [first, last] = [accuracies[0], accuracies[accuracies.length - 1]];
  const sum = accuracies.reduce((total, { accuracy }) => total + accuracy, 0);
  const isOfStage = first.n === nMin && last.n === nMax;
  return isOfStage && last.accuracy === accuracyLast && sum / accuracies.length === accuracyMean;
}
