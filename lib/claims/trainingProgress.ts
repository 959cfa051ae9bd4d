import { commonEpochs } from "../runs/commonEpochs.js";
import { fitsFilter, type RunFilter } from "../runs/runFilter.js";
import type { Sample } from "./claim.js";
import type { ClaimData, ClaimRun } from "./claimData.js";

/** The runs that fit and have been trained for an epoch or more, of the paper's own model unless said otherwise. */
export function runsOf({ runs }: ClaimData, filter: RunFilter): ClaimRun[] {
  return runs.filter((run) => run.epochs.length > 0 && fitsFilter(run, filter));
}

/** Whether a run came to the end of its curriculum, and not only to a smaller N at which it was told to end. */
export function hasWholeCurriculum({ ended, lastN = 101 }: ClaimRun): boolean {
  return ended === "curriculum-ended" && lastN >= 101;
}

/** Whether a run was trained to its end, that of its curriculum or of its epochs, and not stopped before. */
export function isTrainedToItsEnd(run: ClaimRun): boolean {
  return hasWholeCurriculum(run) || run.ended === "max-epochs";
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
  // One that was told to end at some N might have gone further, and is compared as long as it was trained.
  const runs = [...first[1], ...second[1]].map((run) =>
    run.ended === "curriculum-ended" && !hasWholeCurriculum(run) ? { ...run, ended: undefined } : run,
  );
  const epochs = first[1].length === 0 || second[1].length === 0 ? undefined : commonEpochs(runs);
  const sample = ([name, runs]: readonly [string, readonly ClaimRun[]]): Sample => {
    return { name, values: runs.map((run) => largestNWithin(run, epochs)), step: 1 };
  };
  return { epochs, samples: [sample(first), sample(second)] };
}

/** "after 60 epochs", or "after as many epochs". */
export function afterEpochs(epochs: number | undefined): string {
  return `after ${epochs ?? "as many"} epochs`;
}
