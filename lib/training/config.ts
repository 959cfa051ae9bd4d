import { type CurriculumOptions, curriculumNamed } from "../curricula/curriculumNamed.js";
import type { Engine } from "../engine/engine.js";
import type { Cell, ModelDescription } from "../models/cell.js";
import { cellDescribed } from "../models/cellDescribed.js";
import { taskNamed } from "../tasks/taskNamed.js";
import { adam, type Optimiser, sgd } from "./optimiser.js";
import { profileNamed } from "./profiles.js";
import type { Schedule, TrainingParts } from "./trainer.js";

/** All that defines a training run: plain data, stored in its run.json. Same config, same network. */
export interface TrainingConfig {
  /** The profile that the numbers come from; they hold, whatever a profile of that name says later. */
  readonly profile: string;
  readonly task: string;
  readonly curriculum: { readonly name: string } & Readonly<CurriculumOptions>;
  readonly model: ModelDescription;
  readonly optimiser: OptimiserConfig;
  readonly schedule: Schedule;
  readonly seed: number;
  /** The network that it begins with; absent where it begins with a random one. */
  readonly from?: StartingNetwork;
}

/** A trained network that a run goes on from, with one of its readout heads and without its optimiser's state. */
export interface StartingNetwork {
  /** SHA-256 of its file, as it stands in the checksums of its run. */
  readonly network: string;
  /** The N that it had solved. */
  readonly n: number;
  /** Index of the readout head of this N in its file: the only one that stays. */
  readonly head: number;
  /** What it was trained with, where its file says so. */
  readonly curriculum?: string;
  readonly seed?: number;
}

export type OptimiserConfig =
  | { readonly name: "sgd"; readonly learningRate: number; readonly momentum: number }
  | { readonly name: "adam"; readonly learningRate: number };

/** What a person asks for; what is not said comes from the profile. */
export interface TrainingRequest {
  task: string;
  /** A name, or a name with options such as { name: "sliding-window", width: 10, drop: 5 }. */
  curriculum: string | ({ name: string } & CurriculumOptions);
  /** Default: "quick". */
  profile?: string;
  /** Default: 1. */
  seed?: number;
  /** Default: the leaky RNN. Options of the model beside its name, e.g. { name: "leaky-rnn", tau: 1 }. */
  model?: string | ({ name: string } & Record<string, unknown>);
  /** The curriculum ends when this N is solved. */
  maxN?: number;
  epochs?: number;
  neurons?: number;
  batch?: number;
  steps?: number;
  testBatches?: number;
  learningRate?: number;
}

/**
 * The full config of a request.
 *
 * @param ownCell  a cell that has no name here; the request's model is not looked at then
 * @throws RangeError naming the field that is not valid
 */
export function trainingConfig(request: TrainingRequest, ownCell?: Cell): TrainingConfig {
  const { task, curriculum, profile = "quick", seed = 1, model = "leaky-rnn", maxN } = request;
  const { neurons, learningRate, momentum, ...schedule } = profileNamed(profile);
  if (!Number.isInteger(seed)) throw new RangeError(`seed: expected an integer, got ${seed}`);
  const options = typeof curriculum === "string" ? { name: curriculum } : curriculum;
  const config: TrainingConfig = {
    profile,
    task,
    curriculum: maxN === undefined ? options : { ...options, lastN: maxN },
    model: ownCell?.description ?? {
      neurons: request.neurons ?? neurons,
      ...(typeof model === "string" ? { name: model } : model),
    },
    optimiser: { name: "sgd", learningRate: request.learningRate ?? learningRate, momentum },
    schedule: {
      ...schedule,
      batch: request.batch ?? schedule.batch,
      steps: request.steps ?? schedule.steps,
      testBatches: request.testBatches ?? schedule.testBatches,
      maxEpochs: request.epochs ?? schedule.maxEpochs,
    },
    seed,
  };
  const { cell } = resolve(config, ownCell);
  return { ...config, model: cell.description };
}

/** What the names in a config stand for, all checked. */
function resolve(
  { task, curriculum: { name, ...options }, model, optimiser, schedule, seed }: TrainingConfig,
  ownCell?: Cell,
) {
  for (const field of ["batch", "steps", "testBatches", "maxEpochs"] as const) {
    if (!Number.isInteger(schedule[field]) || schedule[field] < 1) {
      throw new RangeError(`${field}: expected an integer of at least 1, got ${schedule[field]}`);
    }
  }
  if (!(optimiser.learningRate > 0 && Number.isFinite(optimiser.learningRate))) {
    throw new RangeError(`learningRate: expected a positive number, got ${optimiser.learningRate}`);
  }
  return {
    cell: ownCell ?? cellDescribed(model),
    task: taskNamed(task),
    curriculum: curriculumNamed(name, options),
    optimiser: optimiserOf(optimiser),
    schedule,
    seed,
  };
}

function optimiserOf(config: OptimiserConfig): Optimiser {
  return config.name === "sgd" ? sgd(config) : adam(config);
}

/** Everything needed to train by a config, on an engine made for its cell, or for a cell that has no name here. */
export function trainingParts(
  config: TrainingConfig,
  engineFor: (cell: Cell) => Engine,
  ownCell?: Cell,
): TrainingParts {
  const parts = resolve(config, ownCell);
  return { ...parts, engine: engineFor(parts.cell) };
}
