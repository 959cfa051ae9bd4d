/** What is looked at of a run. */
interface TrainedRun {
  /** Why its training ended; undefined if it was stopped. */
  readonly ended?: string | null;
  readonly epochs: { readonly length: number };
}

/**
 * The largest number of epochs that all runs have. One that came to the end of its curriculum, or diverged, stays where
 * it is, and limits nothing.
 *
 * @returns undefined if there are no runs
 */
export function commonEpochs(runs: readonly TrainedRun[]): number | undefined {
  const unfinished = runs.filter(({ ended }) => ended !== "curriculum-ended" && ended !== "diverged");
  if (unfinished.length > 0) return Math.min(...unfinished.map(({ epochs }) => epochs.length));
  return runs.length === 0 ? undefined : Math.max(...runs.map(({ epochs }) => epochs.length));
}
