import { commonEpochs } from "../runs/commonEpochs.js";
import { fitsFilter, type RunFilter } from "../runs/runFilter.js";
import type { Sample } from "./claim.js";
import type { ClaimData, ClaimRun } from "./claimData.js";

/** The runs that fit and have been trained for an epoch or more, of the paper's own model unless said otherwise. */
export function runsOf({ runs }: ClaimData, filter: RunFilter): ClaimRun[] {
  return runs.filter((run) => run.epochs.length > 0 && fitsFilter(run, filter));
}

/** Whether a run was trained to its end, that of its curriculum or of its epochs, and not stopped before. */
export function isTrainedToItsEnd({ ended }: ClaimRun): boolean {
  return ended === "curriculum-ended" || ended === "max-epochs";
}

/** The largest N solved within so many epochs; 0 if none was. */
export function largestNWithin({ epochs }: ClaimRun, limit = Number.POSITIVE_INFINITY): number {
  return Math.max(0, ...epochs.filter(({ epoch, solved }) => solved && epoch <= limit).map(({ nMax }) => nMax));
}

/** Largest N of two kinds of runs after the same number of epochs, which all of them have. */
export function largestNAtEqualEpochs([first, second]: readonly [name: string, runs: readonly ClaimRun[]][]): {
  epochs: number | undefined;
  samples: [Sample, Sample];
} {
  const epochs =
    first[1].length === 0 || second[1].length === 0 ? undefined : commonEpochs([...first[1], ...second[1]]);
  const sample = ([name, runs]: readonly [string, readonly ClaimRun[]]): Sample => {
    return { name, values: runs.map((run) => largestNWithin(run, epochs)), step: 1 };
  };
  return { epochs, samples: [sample(first), sample(second)] };
}

/** "after 60 epochs", or "after as many epochs". */
export function afterEpochs(epochs: number | undefined): string {
  return `after ${epochs ?? "as many"} epochs`;
}
