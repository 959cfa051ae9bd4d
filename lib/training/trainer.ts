import { type Curriculum, checkStage, type Stage } from "../curricula/curriculum.js";
import type { Engine } from "../engine/engine.js";
import type { Cell } from "../models/cell.js";
import { RandomStream } from "../random/stream.js";
import type { Task } from "../tasks/task.js";
import type { Tensors } from "../tensor/tensor.js";
import { drawInput } from "./batch.js";
import { isSolved } from "./isSolved.js";
import { clipGlobalNorm, freshOptimiserState, type Optimiser, type OptimiserState } from "./optimiser.js";
import { initialParameters, withHeads } from "./parameters.js";

/** How long, how much, and when a stage counts as solved. */
export interface Schedule {
  /** Sequences per step, B. */
  batch: number;
  /** Training steps per epoch. */
  steps: number;
  /** Test batches after each epoch. */
  testBatches: number;
  /** At most so many epochs over all stages together. */
  maxEpochs: number;
  /** A stage is solved when the mean accuracy over its heads, and that of its largest N, are above this, 0 … 1. */
  solvedAbove: number;
  /** Global norm to which gradients are clipped. */
  clipNorm: number;
}

/** Everything that training needs, and nothing of it is known to the trainer by name. */
export interface TrainingParts {
  cell: Cell;
  task: Task;
  curriculum: Curriculum;
  engine: Engine;
  optimiser: Optimiser;
  schedule: Schedule;
  /** In continuous time: how many steps a bit may be shown; every batch draws one of them. */
  repeats?: readonly number[];
  seed: number;
}

/** All that the next step depends on. Continuing from a stored state gives the same network as never having stopped. */
export interface TrainingState {
  /** Epoch that is under way, from 1. */
  epoch: number;
  /** Steps of it that are done. */
  step: number;
  /** Sum of the losses of these steps, in nats. */
  lossSum: number;
  stage: Stage;
  /** The stage is solved and the curriculum had none after it: there is nothing left to train. */
  ended?: true;
  /** Those of the cell, `readout.weight` [heads, 2, n] and `readout.bias` [heads, 2]. */
  parameters: Tensors;
  optimiser: OptimiserState;
  /** Positions of the random streams. */
  streams: { training: readonly number[]; testing: readonly number[] };
}

/** Accuracy of the head of one N. */
export interface AccuracyOfN {
  readonly n: number;
  /** Share of right answers, 0 … 1. */
  readonly accuracy: number;
}

/** What training tells of an epoch: the row of epochs.csv, and the rows of heads.csv. */
export interface Epoch {
  /** From 1. */
  epoch: number;
  /** Smallest N of the stage. */
  nMin: number;
  /** Largest N of the stage. */
  nMax: number;
  /** Sum over heads of the mean cross-entropy, mean over the epoch's steps, in nats. */
  loss: number;
  /** Share of right answers on the test batches, 0 … 1, mean over all heads. */
  accuracyMean: number;
  /** Share of right answers of the head of the largest N, 0 … 1. */
  accuracyLast: number;
  /** Share of right answers of the head of each N of the stage, ascending. */
  accuracies: readonly AccuracyOfN[];
  /** Whether the stage counts as solved. */
  solved: boolean;
}

/** Who hears of a training while it goes on, and what stops it. */
export interface TrainingCallbacks {
  /** After every step: the state, whose tensors the next step changes, the step's loss in nats, and the schedule. */
  onStep?(state: TrainingState, loss: number, schedule: Schedule): void | Promise<void>;
  /**
   * After every epoch and its test; `state` is that of the next epoch, its stage the next one if this is solved. The
   * next step changes its tensors.
   */
  onEpoch?(epoch: Epoch, state: TrainingState): void | Promise<void>;
  /** When a stage is solved, before training goes on: the network as it is then, which the next step changes. */
  onSolved?(epoch: Epoch, stage: Stage, parameters: Tensors): void | Promise<void>;
  /** Aborting stops after the current step; training can continue from the state that is returned. */
  signal?: AbortSignal;
}

export interface TrainingOutcome {
  /** Why training ended: curriculum through, epochs used up, or aborted. */
  reason: "curriculum-ended" | "max-epochs" | "aborted";
  epochs: Epoch[];
  state: TrainingState;
}

/**
 * Of a head, in nats: beyond, the logits are so large that neighbouring float32 differ by more than 1, and nothing is
 * learned any more.
 */
const largestLoss = 2 ** 24;

/**
 * The loss of a head is 2^24 or more, or it or a gradient is no longer a finite number. The last stored state and network
 * are still good.
 */
export class TrainingDiverged extends Error {
  override readonly name = "TrainingDiverged";
}

/** What makes a network, beside its training. */
type NetworkParts = Pick<TrainingParts, "cell" | "curriculum" | "seed">;

/** The state before the first step. */
export function startOfTraining({ cell, curriculum, seed }: NetworkParts): TrainingState {
  const stage = curriculum.first();
  checkStage(curriculum.name, stage, curriculum.headCount);
  return {
    epoch: 1,
    step: 0,
    lossSum: 0,
    stage,
    parameters: initialParameters(cell, headsOf(stage), seed),
    optimiser: freshOptimiserState,
    streams: {
      training: RandomStream.named(seed, "training").state,
      testing: RandomStream.named(seed, "testing").state,
    },
  };
}

/**
 * The state with which training goes on after an epoch: in the same stage, in the next one if this is solved, or, if
 * there is none, at its end.
 *
 * @param state  that of the epoch, all its steps done
 */
export function afterEpoch(parts: NetworkParts, state: TrainingState, solved: boolean): TrainingState {
  const { stage } = state;
  const next = solved ? parts.curriculum.next(stage) : stage;
  const following = { ...state, epoch: state.epoch + 1, step: 0, lossSum: 0 };
  return next ? entering(parts, following, next) : { ...following, ended: true };
}

/** The same state at the beginning of another stage. */
function entering(
  { cell, curriculum, seed }: NetworkParts,
  { ended: _, ...rest }: TrainingState,
  stage: Stage,
): TrainingState {
  checkStage(curriculum.name, stage, curriculum.headCount);
  return { ...rest, stage, parameters: withHeads(rest.parameters, cell, headsOf(stage), seed) };
}

/** Number of readout heads that a stage needs. */
function headsOf({ heads }: Stage): number {
  return Math.max(...heads) + 1;
}

/**
 * Trains a network: epochs of steps and a test, stage after stage of the curriculum.
 *
 * @param state  where to begin or continue; its tensors are changed in place
 * @throws TrainingDiverged if a loss is 2²⁴ or more, or it or a gradient is not finite
 * @source Khajehabdollahi et al. 2024, Section 2 and Appendix (protocol)
 */
export async function trainFrom(
  parts: TrainingParts,
  state: TrainingState = startOfTraining(parts),
  { onStep, onEpoch, onSolved, signal }: TrainingCallbacks = {},
): Promise<TrainingOutcome> {
  const { cell, curriculum, engine, optimiser, schedule } = parts;
  const training = RandomStream.at(state.streams.training);
  const testing = RandomStream.at(state.streams.testing);
  const epochs: Epoch[] = [];

  if (state.ended) {
    const next = curriculum.next(state.stage); // there is one if the curriculum has become longer since
    if (!next) return { reason: "curriculum-ended", epochs, state };
    state = entering(parts, state, next);
  }

  while (state.epoch <= schedule.maxEpochs) {
    const { stage } = state;
    while (state.step < schedule.steps) {
      if (signal?.aborted) return { reason: "aborted", epochs, state };
      const input = drawInput(parts, stage, schedule.batch, training);
      cell.constrain?.(state.parameters);
      const { lossPerHead, gradients } = await engine.lossGradient(state.parameters, input);
      const loss = lossPerHead.reduce((sum, value) => sum + value, 0);
      const norm = clipGlobalNorm(gradients, schedule.clipNorm);
      if (!lossPerHead.every((one) => one < largestLoss) || !Number.isFinite(norm)) {
        throw new TrainingDiverged(
          `training diverged in epoch ${state.epoch}, step ${state.step + 1}, N = ${Math.max(...stage.ns)}: ` +
            `loss ${loss}, gradient norm ${norm}; expected finite numbers, a loss below 2^24. ` +
            "A smaller learning rate may help.",
        );
      }
      state = {
        ...state,
        step: state.step + 1,
        lossSum: state.lossSum + loss,
        optimiser: optimiser.update(state.parameters, gradients, state.optimiser),
        streams: { ...state.streams, training: training.state },
      };
      await onStep?.(state, loss, schedule);
    }

    cell.constrain?.(state.parameters);
    const accuracies = await test(parts, state.parameters, stage, testing);
    const accuracyMean = accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length;
    const accuracyLast = accuracies[accuracies.length - 1];
    const epoch: Epoch = {
      epoch: state.epoch,
      nMin: Math.min(...stage.ns),
      nMax: Math.max(...stage.ns),
      loss: state.lossSum / schedule.steps,
      accuracyMean,
      accuracyLast,
      accuracies: accuracies.map((accuracy, i) => ({ n: stage.ns[i], accuracy })),
      solved: isSolved({ accuracyMean, accuracyLast }, schedule),
    };
    epochs.push(epoch);
    if (epoch.solved) await onSolved?.(epoch, stage, state.parameters);
    state = afterEpoch(parts, { ...state, streams: { ...state.streams, testing: testing.state } }, epoch.solved);
    await onEpoch?.(epoch, state);
    if (state.ended) return { reason: "curriculum-ended", epochs, state };
  }
  return { reason: "max-epochs", epochs, state };
}

/** Accuracy of every head on fresh batches. */
async function test(parts: TrainingParts, parameters: Tensors, stage: Stage, stream: RandomStream): Promise<number[]> {
  const { engine, schedule } = parts;
  const right = stage.heads.map(() => 0);
  for (let i = 0; i < schedule.testBatches; i++) {
    const input = drawInput(parts, stage, schedule.batch, stream);
    const logits = await engine.logits(parameters, input); // [B, K, 2]
    for (let j = 0; j < input.labels.length; j++) {
      const answer = logits[2 * j + 1] > logits[2 * j] ? 1 : 0;
      if (answer === input.labels[j]) right[j % right.length]++;
    }
  }
  return right.map((count) => count / (schedule.testBatches * schedule.batch));
}
