import { mean, standardDeviation } from "simple-statistics";
import type { Curriculum, Stage } from "../curricula/curriculum.js";
import { checkEngine } from "../engine/checkEngine.js";
import type { Engine } from "../engine/engine.js";
import { GraphEngine } from "../engine/graphEngine.js";
import type { ProviderName } from "../engine/providerName.js";
import { checkParameters } from "../engine/readout.js";
import { checkOptionsOf } from "../knownFields.js";
import type { Cell } from "../models/cell.js";
import { tauOfNeurons } from "../models/tauOfNeurons.js";
import { mustBeObject } from "../mustBe.js";
import { percentText } from "../percent.js";
import { anySignal, type Progress, silent, withProgress } from "../progress/progress.js";
import type { Task } from "../tasks/task.js";
import { taskNamed } from "../tasks/taskNamed.js";
import type { Tensors } from "../tensor/tensor.js";
import { checkState } from "./checkState.js";
import type { TrainingConfig } from "./config.js";
import type { Optimiser } from "./optimiser.js";
import {
  type Epoch,
  startOfTraining,
  type TrainingCallbacks,
  type TrainingParts,
  type TrainingState,
  trainFrom,
} from "./trainer.js";
import { type TrainingRequest, trainingConfig } from "./trainingConfig.js";
import { namedParts } from "./trainingParts.js";
import { trainingLabel, trainingSummary } from "./trainingSummary.js";

/** One epoch with the single-neuron timescales at its end. */
export interface RecordedEpoch extends Epoch {
  /** Mean over neurons of τ as stored, in steps, not clamped at 1; undefined for cells without a τ of every neuron. */
  tauMean?: number;
  /** Standard deviation over neurons of τ as stored, in steps, with their number in the denominator. */
  tauStd?: number;
}

/**
 * A network as it was when it solved a stage. Its cell and task hold functions, which no other thread or process takes:
 * leave them out of what is sent there.
 */
export interface SolvedNetwork {
  /** Largest N solved. */
  n: number;
  /** The epoch in which it solved it, from 1. */
  epoch: number;
  /** The stage that it solved: its N, and their heads. */
  stage: Stage;
  /** Copies: training goes on with its own. */
  parameters: Tensors;
  /** With the parameters and the task, what an analysis asks for: `estimateTimescales(run.solved[0])`. */
  cell: Cell;
  /** As its name stands for it, whatever the probability of ones that was trained with. */
  task: Task;
}

/** A training run in memory. */
export interface TrainingRun {
  /** The full config, with what the request left to the profile. */
  config: TrainingConfig;
  /** Those of this call, in order. */
  epochs: RecordedEpoch[];
  /** One per stage that was solved in this call, in order. */
  solved: SolvedNetwork[];
  /** Why it ended: the last stage was solved, the epochs were used up, or it was aborted. */
  reason: "curriculum-ended" | "max-epochs" | "aborted";
  /** Continue from here with `train(config, { from: run.state })`, where the config has more epochs; see `train`. */
  state: TrainingState;
}

/** How a training is run and watched, and what is not to be found by a name. */
export interface TrainingOptions {
  /** Default: `silent`. */
  progress?: Progress;
  /** Aborting stops after the current step; what there is then is returned, with "aborted" as its reason. */
  signal?: AbortSignal;
  /** Threads of the engine. Default: 1. */
  threads?: number;
  /** What the engine computes on; it is tried out first. Default: "cpu". */
  provider?: ProviderName;
  /** A cell of your own, in place of the request's model. */
  cell?: Cell;
  /** A task of your own; the request gives its name. */
  task?: Task;
  /** A curriculum of your own; the request gives its name. */
  curriculum?: Curriculum;
  /** An optimiser of your own, in place of the request's. */
  optimiser?: Optimiser;
  /** Another engine than the default one, in place of `threads` and `provider`; it is disposed of at the end. */
  engineFor?: (cell: Cell) => Engine;
  /** Where to continue. Not changed. */
  from?: TrainingState;
  /** Largest N that was solved before `from`, for what is said at the end. Default: none. */
  solvedBefore?: number;
  /** What to begin with, in place of random parameters: those of the network that the config is from. Not changed. */
  parameters?: Tensors;
  /** After every step: the state, whose tensors the next step changes, the step's loss in nats, and the schedule. */
  onStep?: TrainingCallbacks["onStep"];
  /**
   * After every epoch and its test; `state` is that of the next epoch, its stage the next one if this is solved. The
   * next step changes its tensors.
   */
  onEpoch?: (epoch: RecordedEpoch, state: TrainingState) => void | Promise<void>;
  /** When a stage is solved, before training goes on. */
  onSolved?: (network: SolvedNetwork) => void | Promise<void>;
}

/** The names of the options, for `checkOptionsOf`. */
export const trainingOptions: Readonly<Record<keyof TrainingOptions, true>> = {
  progress: true,
  signal: true,
  threads: true,
  provider: true,
  cell: true,
  task: true,
  curriculum: true,
  optimiser: true,
  engineFor: true,
  from: true,
  solvedBefore: true,
  parameters: true,
  onStep: true,
  onEpoch: true,
  onSolved: true,
};

/**
 * Trains one network.
 *
 * @example
 * const run = await train({ task: "n-parity", curriculum: "multi-head", profile: "quick", seed: 7 });
 * const last = run.solved.at(-1); // the largest N it solved
 * if (last) console.log(last.n, (await estimateTimescales(last)).summary);
 *
 * @example
 * // To go on: the same config with more epochs over all, from where it ended.
 * const schedule = { ...run.config.schedule, maxEpochs: run.config.schedule.maxEpochs + 20 };
 * await train({ ...run.config, schedule }, { from: run.state });
 *
 * @example
 * const evenOnly: Curriculum = {
 *   name: "even-only",
 *   headCount: 1,
 *   first: () => ({ ns: [2], heads: [0] }),
 *   next: ({ ns: [n] }) => (n < 20 ? { ns: [n + 2], heads: [0] } : undefined),
 * };
 * await train({ task: "n-parity", curriculum: "even-only" }, { curriculum: evenOnly });
 *
 * @example
 * const byGradient: Optimiser = {
 *   name: "sign-of-gradient",
 *   update(parameters, gradients, { steps }) {
 *     for (const [name, { data }] of Object.entries(gradients)) {
 *       data.forEach((slope, i) => void (parameters[name].data[i] -= 0.001 * Math.sign(slope)));
 *     }
 *     return { tensors: {}, steps: steps + 1 }; // remembers nothing
 *   },
 * };
 * await train({ task: "n-parity", curriculum: "multi-head" }, { optimiser: byGradient });
 *
 * @throws RangeError if the request names something that does not exist, a value is not valid, the config is from a
 *   network that is not given, or the state to continue from is one of another cell or curriculum
 * @throws TrainingDiverged if a loss is 2²⁴ or more, or it or a gradient is not finite
 * @throws ProviderError if the provider that is asked for is not there
 * @source Khajehabdollahi et al. 2024, Section 2 and Appendix (protocol)
 */
export async function train(
  request: TrainingRequest | TrainingConfig,
  options: TrainingOptions = {},
): Promise<TrainingRun> {
  checkOptionsOf("train", options, trainingOptions);
  const {
    progress = silent,
    signal,
    threads = 1,
    provider,
    cell,
    task,
    curriculum,
    optimiser,
    engineFor,
    from,
    solvedBefore = 0,
    parameters,
    onStep,
    onEpoch,
    onSolved,
  } = options;
  mustBeObject("the request", request);
  const own = { cell, task, curriculum, optimiser };
  const config = "schedule" in request ? request : trainingConfig(request, own);
  const named = namedParts(config, own);
  if (config.from && !from && !parameters) {
    throw new RangeError(`from: expected the parameters of the network ${config.from.network} to begin with, got none`);
  }
  if (parameters) checkParameters(named.cell, parameters);
  if (from) {
    const { name: _, ...curriculumOptions } = config.curriculum;
    checkState(from, named, curriculumOptions);
  }
  const testedTask = task ?? taskNamed(config.task);
  const { maxEpochs, steps } = config.schedule;
  const epochs: RecordedEpoch[] = [];
  const solved: SolvedNetwork[] = [];
  let shown: Record<string, string | number> = {};
  let largest = solvedBefore;
  const call = {
    label: trainingLabel(config),
    total: maxEpochs,
    done({ reason, state }: TrainingRun) {
      const end = reason === "aborted" ? "stopped" : "done";
      return trainingSummary(config, { end, epochs: state.epoch - 1, largest, last: epochs.at(-1) });
    },
  };
  // Made when nothing is left to refuse but itself, and disposed of whatever happens then.
  const engine = engineFor ? engineFor(named.cell) : new GraphEngine(named.cell, { threads, provider });
  const parts: TrainingParts = { ...named, engine };
  const work = async () => {
    const start = () => ({ ...startOfTraining(parts), ...(parameters && { parameters: structuredClone(parameters) }) });
    const outcome = await trainFrom(parts, from ? copyOf(from) : start(), {
      signal: anySignal(signal, progress.signal),
      async onStep(state, loss, schedule) {
        progress.update(state.epoch - 1 + state.step / steps, {
          N: Math.max(...state.stage.ns),
          loss: round(loss),
          ...shown,
        });
        await onStep?.(state, loss, schedule);
      },
      async onSolved({ epoch, nMax }, stage, parameters) {
        largest = Math.max(largest, nMax);
        const copied = structuredClone(parameters);
        const network = { n: nMax, epoch, stage, parameters: copied, cell: named.cell, task: testedTask };
        solved.push(network);
        await onSolved?.(network);
      },
      async onEpoch(epoch, state) {
        const recorded = { ...epoch, ...tauStatistics(state.parameters) };
        epochs.push(recorded);
        shown = { accuracy: percentText(epoch.accuracyLast, 1) };
        await onEpoch?.(recorded, state);
      },
    });
    return { config, epochs, solved, reason: outcome.reason, state: outcome.state };
  };
  try {
    checkEngine(engine, parts.cell);
    return await withProgress(progress, call, work);
  } finally {
    await engine.dispose();
  }
}

/** The state with tensors of its own: training changes them in place, and would change those of whoever gave them. */
function copyOf(state: TrainingState): TrainingState {
  const { parameters, optimiser } = state;
  const copied = structuredClone({ parameters, tensors: optimiser.tensors });
  return { ...state, parameters: copied.parameters, optimiser: { ...optimiser, tensors: copied.tensors } };
}

function round(loss: number): number {
  return Number(loss.toPrecision(3));
}

/** Mean and standard deviation over neurons of τ as stored, if there is one per neuron. */
function tauStatistics(parameters: Tensors): { tauMean?: number; tauStd?: number } {
  const taus = tauOfNeurons(parameters);
  if (!taus) return {};
  const values = Array.from(taus);
  return { tauMean: mean(values), tauStd: standardDeviation(values) };
}
