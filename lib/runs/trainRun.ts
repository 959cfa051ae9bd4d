import { asGiven } from "../asGiven.js";
import type { Stage } from "../curricula/curriculum.js";
import type { Provider } from "../engine/providerName.js";
import { checkOptionsOf } from "../knownFields.js";
import type { Cell } from "../models/cell.js";
import { type Progress, silent } from "../progress/progress.js";
import type { Tensors } from "../tensor/tensor.js";
import type { TrainingConfig } from "../training/config.js";
import { withOnlyHeads } from "../training/parameters.js";
import { type TrainingOptions, train, trainingOptions } from "../training/train.js";
import { namedParts } from "../training/trainingParts.js";
import { trainingLabel, trainingSummary } from "../training/trainingSummary.js";
import type { SavedNetwork } from "./checkpoint.js";
import type { Run } from "./runFolder.js";
import type { RunRecord } from "./runRecord.js";
import { largestSolved, readRun, type StoredRun } from "./storedRun.js";

/**
 * A cell, a task, a curriculum or an optimiser of one's own must be given again whenever the run goes on: on disk is only
 * its name.
 */
export interface TrainRunOptions extends Omit<TrainingOptions, "from" | "solvedBefore" | "parameters"> {
  /** Told when training does not go on from the last state that was saved: it is damaged, or made from a network. */
  onProblem?: (problem: string) => void;
  /**
   * The run ends when it has taken so many seconds on the wall clock, all its stretches together. Default: no limit.
   */
  seconds?: number;
}

const { from: _, solvedBefore: __, parameters: ___, ...ofTraining } = trainingOptions;
const trainRunOptions: Readonly<Record<keyof TrainRunOptions, true>> = {
  ...ofTraining,
  onProblem: true,
  seconds: true,
};

/** The engine that trains, as run.json names it. */
export function engineNamed(provider: Provider): string {
  return `onnxruntime-node, ${provider}`;
}

/** Within a long epoch the state is saved this often: so much work is lost at most by a kill. */
const saveEveryMilliseconds = 60_000;

/**
 * Trains a run from wherever it stands to its end, and writes everything down. Killed at any moment and called again on
 * the reopened run, it ends with the same networks and the same epochs.csv. A run that has ended is left as it is, and
 * its progress tells its end again; one whose seconds were used up goes on if there are more of them, or no limit. One
 * that began with another's network leaves the network of its end too, whether it solved its N or not.
 *
 * @returns the run as it is on disk then; without an outcome if it was aborted
 * @throws RangeError if its config names what is neither known nor given, seconds are no such number, or an option is
 *   unknown, before anything is written
 * @throws TrainingDiverged if a loss is 2²⁴ or more, or it or a gradient is not finite; the run has ended then
 * @throws RunError if something cannot be read or written
 * @throws ProviderError if the provider that is asked for is not there
 */
export async function trainRun(run: Run, allOptions: TrainRunOptions = {}): Promise<StoredRun> {
  checkOptionsOf("trainRun", allOptions, trainRunOptions);
  const { onProblem, seconds, ...options } = allOptions;
  if (seconds !== undefined && !(seconds >= 0)) {
    throw new RangeError(`seconds: expected a number of at least 0, got ${asGiven(seconds)}`);
  }
  if (hasEnded(run.record, seconds)) return showEnd(await readRun(run.folder), options.progress);
  const { cell, task, curriculum, optimiser } = options;
  const own = { cell, task, curriculum, optimiser };
  namedParts(run.config, own); // before anything is changed
  const found = await run.loadLatest(options.signal, own);
  if (!found && options.signal?.aborted) return readRun(run.folder);
  if (found?.problem) onProblem?.(found.problem);
  const start = run.config.from && !found ? await run.loadStart(cell) : undefined;
  await run.goOn();
  const timeIsUp = new AbortController();
  const deadline = performance.now() + 1000 * ((seconds ?? Number.POSITIVE_INFINITY) - run.record.seconds);
  let saved = performance.now();
  try {
    const { reason, state } = await train(run.config, {
      ...options,
      signal: options.signal ? AbortSignal.any([options.signal, timeIsUp.signal]) : timeIsUp.signal,
      from: found?.state,
      solvedBefore: largestSolved(await readRun(run.folder)),
      parameters: start?.parameters,
      async onSolved(network) {
        const { parameters, stage, epoch } = network;
        await run.saveSolved(network.n, networkOf(run.config, cell, parameters, stage, epoch));
        await options.onSolved?.(network);
      },
      async onStep(state, loss, schedule) {
        if (performance.now() - saved > saveEveryMilliseconds) {
          await run.saveLatest(state);
          saved = performance.now();
        }
        await options.onStep?.(state, loss, schedule);
        if (performance.now() > deadline) timeIsUp.abort();
      },
      async onEpoch(epoch, state) {
        await run.appendEpoch(epoch, Math.round(1000 * run.secondsIntoEpoch) / 1000);
        await run.saveLatest(state);
        saved = performance.now();
        await options.onEpoch?.(epoch, state);
      },
    });
    if (reason === "aborted") {
      await run.saveLatest(state);
      if (timeIsUp.signal.aborted) await run.finish({ reason: "time-limit" });
    } else {
      const { parameters, stage, epoch } = state;
      if (run.config.from) await run.saveFinal(networkOf(run.config, cell, parameters, stage, epoch - 1));
      await run.finish({ reason });
    }
  } catch (error) {
    if (error instanceof Error && error.name === "TrainingDiverged") {
      await run.finish({ reason: "diverged", message: error.message });
    }
    throw error;
  }
  return readRun(run.folder);
}

/** Tells a display how far a run had come when it ended. */
function showEnd(run: StoredRun, progress: Progress = silent): StoredRun {
  const { config, epochs, record } = run;
  const reason = record.outcome?.reason;
  const end = reason === "diverged" ? reason : reason === "time-limit" ? "stopped" : "done";
  progress.start(trainingLabel(config), config.schedule.maxEpochs);
  const stand = { end, epochs: epochs.length, largest: largestSolved(run) ?? 0, last: epochs.at(-1) };
  progress.finish(trainingSummary(config, stand));
  return run;
}

/** A run's network as it is stored, with the heads that are in training and what its file says of it. */
function networkOf(
  { task, curriculum, model, seed, profile, repeats, from, optimiser, schedule, onesProbability }: TrainingConfig,
  cell: Cell | undefined,
  parameters: Tensors,
  { ns, heads: inTraining }: Stage,
  epoch: number,
): SavedNetwork {
  const order = inTraining.map((_, i) => i).sort((a, b) => inTraining[a] - inTraining[b]);
  const heads = order.map((i) => ns[i]);
  const { batch, steps, testBatches, clipNorm } = schedule;
  const protocol = {
    optimiser,
    batch,
    steps,
    testBatches,
    clipNorm,
    ...(onesProbability !== undefined && { onesProbability }),
  };
  return {
    parameters: withOnlyHeads(
      parameters,
      order.map((i) => inTraining[i]),
    ),
    description: {
      ...{ model, task, curriculum: curriculum.name, heads, seed, epoch, profile },
      ...(repeats && { repeats }),
      ...(from && { from }),
      protocol,
    },
    cell,
  };
}

/**
 * Whether there is nothing left to train.
 *
 * @param seconds  how long it may take, all its stretches together
 */
export function hasEnded({ outcome, seconds: taken }: RunRecord, seconds = Number.POSITIVE_INFINITY): boolean {
  return outcome !== undefined && (outcome.reason !== "time-limit" || taken >= seconds);
}
