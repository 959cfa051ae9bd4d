import type { AccuracyOfN } from "../training/trainer.js";
import { solvedAbove, type TrainingRecord } from "./trainingRecord.js";

/** A run with the accuracy of every head after every epoch, as far as it was stored. */
export interface HeadsRecord extends TrainingRecord {
  readonly epochs: readonly (TrainingRecord["epochs"][number] & { readonly accuracies?: readonly AccuracyOfN[] })[];
}

/** When the head of an N was first above the criterion; null if it never was. */
export interface FirstLearned {
  readonly n: number;
  /** From 1. */
  readonly epoch: number | null;
}

/**
 * For every N of a run, ascending, the first epoch after which its head was above the criterion.
 *
 * @param above  share of right answers, 0 … 1. Default: the one above which the run counts an N as solved
 * @returns one per N whose accuracies were stored
 */
export function firstLearned(run: HeadsRecord, above = solvedAbove(run)): FirstLearned[] {
  const first = new Map<number, number | null>();
  for (const { epoch, accuracies = [] } of run.epochs) {
    for (const { n, accuracy } of accuracies) {
      if ((first.get(n) ?? null) === null) first.set(n, accuracy > above ? epoch : null);
    }
  }
  return [...first].map(([n, epoch]) => ({ n, epoch })).sort((a, b) => a.n - b.n);
}
