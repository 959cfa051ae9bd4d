import type { Stage } from "../curricula/curriculum.js";
import { type TrainingOptions, train } from "../training/train.js";
import type { TrainingState } from "../training/trainer.js";
import { type EpochRow, type Run, readRun, type StoredRun } from "./runFolder.js";

export interface TrainRunOptions extends Omit<TrainingOptions, "from"> {
  /** Told when the last saved state was damaged and training goes on from the one before. */
  onProblem?: (problem: string) => void;
}

/** Within a long epoch the state is saved this often: so much work is lost at most by a kill. */
const saveEveryMilliseconds = 60_000;

/**
 * Trains a run from wherever it stands to its end, and writes everything down. Killed at any moment and called again on
 * the reopened run, it ends with the same networks and the same epochs.csv. A run that has ended is left as it is.
 *
 * @returns the run as it is on disk then; without an outcome if it was aborted
 * @throws TrainingDiverged if the loss or a gradient is not a finite number; the run has ended then
 * @throws RunError if something cannot be read or written
 */
export async function trainRun(run: Run, { onProblem, ...options }: TrainRunOptions = {}): Promise<StoredRun> {
  const found = await run.loadLatest();
  if (found?.problem) onProblem?.(found.problem);
  if (run.record.outcome) return readRun(run.folder);
  if (found && (await isThrough(run, found.state))) {
    await run.finish({ reason: "curriculum-ended" });
    return readRun(run.folder);
  }
  let before = performance.now();
  let saved = before;
  try {
    const { reason, state } = await train(run.config, {
      ...options,
      from: found?.state,
      async onSolved(network) {
        const { task, curriculum, model, seed, profile } = run.config;
        await run.saveSolved(network.n, {
          parameters: network.parameters,
          description: {
            model,
            task,
            curriculum: curriculum.name,
            heads: headsInOrder(network.stage),
            seed,
            epoch: network.epoch,
            profile,
          },
        });
        await options.onSolved?.(network);
      },
      async onStep(state, loss, schedule) {
        if (performance.now() - saved > saveEveryMilliseconds) {
          await run.saveLatest(state);
          saved = performance.now();
        }
        await options.onStep?.(state, loss, schedule);
      },
      async onEpoch(epoch, state) {
        const now = performance.now();
        await run.appendEpoch(epoch, Math.round(now - before) / 1000);
        await run.saveLatest(state);
        before = now;
        saved = performance.now();
        await options.onEpoch?.(epoch, state);
      },
    });
    if (reason === "aborted") await run.saveLatest(state);
    else await run.finish({ reason });
  } catch (error) {
    if (error instanceof Error && error.name === "TrainingDiverged") {
      await run.finish({ reason: "diverged", message: error.message });
    }
    throw error;
  }
  return readRun(run.folder);
}

/** The N of every readout head, in the order of the heads. */
function headsInOrder({ ns, heads }: Stage): number[] {
  const ordered: number[] = [];
  heads.forEach((head, i) => {
    ordered[head] = ns[i];
  });
  return ordered;
}

/**
 * Whether a run was killed after its curriculum had ended, before that was written down: a stage that is solved and
 * still the current one was the last.
 */
async function isThrough(run: Run, { stage, step }: TrainingState): Promise<boolean> {
  const { epochs } = await readRun(run.folder);
  const last: EpochRow | undefined = epochs[epochs.length - 1];
  const { solvedAbove } = run.config.schedule;
  return (
    last !== undefined &&
    step === 0 &&
    last.nMax === Math.max(...stage.ns) &&
    last.accuracyMean > solvedAbove &&
    last.accuracyLast > solvedAbove
  );
}
