import { isDeepStrictEqual } from "node:util";
import { asGiven } from "../asGiven.js";
import { builtInOptions } from "../builtIn.js";
import {
  type CurriculumName,
  type CurriculumOptions,
  curriculumNamed,
  curriculumNames,
} from "../curricula/curriculumNamed.js";
import { checkEngine } from "../engine/checkEngine.js";
import type { Engine } from "../engine/engine.js";
import { checkKnownFields, unknownField } from "../knownFields.js";
import type { Cell, ModelDescription } from "../models/cell.js";
import { cellDescribed, type ModelName, modelNames } from "../models/cellDescribed.js";
import { checkCell } from "../models/checkCell.js";
import { mustBeName, mustBeObject } from "../mustBe.js";
import type { Suggested } from "../suggested.js";
import { type TaskName, taskNamed, taskNames } from "../tasks/taskNamed.js";
import { checkConfigFields, checkOptimiser, checkSchedule, isProbability } from "./checkConfig.js";
import { mustBeOptimiser, type OptimiserConfig, optimiserOf } from "./optimiser.js";
import { type OwnParts, ownCell, ownCurriculum, ownTask } from "./ownParts.js";
import { type ProfileName, protocolOf } from "./profiles.js";
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
  /** Probability of a one in the sequences; absent where it is the task's own. */
  readonly onesProbability?: number;
  /** In continuous time: how many steps a bit may be shown, k, drawn anew for every batch. */
  readonly repeats?: readonly number[];
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

/** What a person asks for; what is not said comes from the profile. */
export interface TrainingRequest {
  task: Suggested<TaskName>;
  /** A name, or a name with options such as { name: "sliding-window", width: 10, drop: 5 }. */
  curriculum: Suggested<CurriculumName> | ({ name: Suggested<CurriculumName> } & CurriculumOptions);
  /** Default: "quick". */
  profile?: Suggested<ProfileName>;
  /** Default: 1. */
  seed?: number;
  /** Default: the leaky RNN. Options of the model beside its name, e.g. { name: "leaky-rnn", tau: 1 }. */
  model?: Suggested<ModelName> | ({ name: Suggested<ModelName> } & Record<string, unknown>);
  /** The curriculum ends when this N is solved. */
  maxN?: number;
  epochs?: number;
  neurons?: number;
  batch?: number;
  steps?: number;
  testBatches?: number;
  /** Default: SGD; for models with gates Adam. */
  optimiser?: OptimiserConfig["name"];
  learningRate?: number;
  /** Nesterov momentum of SGD, at least 0 and below 1. */
  momentum?: number;
  /** Global norm to which gradients are clipped. */
  clipNorm?: number;
  /** An N is solved when the share of right answers is above this, 0 … 1. */
  solvedAbove?: number;
  /** Probability of a one in the sequences. Default: the task's own; for models with gates 0.5. */
  onesProbability?: number;
  /** In continuous time: the steps that a bit lasts, k, or several, of which every batch draws one. Default: 10. */
  repeats?: number | readonly number[];
}

const requestFields = [
  ...["task", "curriculum", "profile", "seed", "model", "maxN", "epochs", "neurons", "batch", "steps", "testBatches"],
  ...["optimiser", "learningRate", "momentum", "clipNorm", "solvedAbove", "onesProbability", "repeats"],
];

/** Of the recurrent weights, and of the states of one step of a batch: 0.4 GB. */
const mostNumbers = 1e8;

/** The largest seed of a training; the smallest is 0. */
export const largestSeed = 2 ** 31 - 1;

/** Whether a training can have this seed. */
export function isSeed(seed: unknown): boolean {
  return Number.isInteger(seed) && Number(seed) >= 0 && Number(seed) <= largestSeed;
}

function mustBeSeed(seed: unknown): void {
  if (isSeed(seed)) return;
  throw new RangeError(`seed: expected an integer from 0 to ${largestSeed}, got ${asGiven(seed)}`);
}

/**
 * The full config of a request.
 *
 * @throws RangeError naming the field that is unknown or not valid
 */
export function trainingConfig(request: TrainingRequest, own: OwnParts = {}): TrainingConfig {
  mustBeObject("the request", request);
  checkKnownFields("the request", request, requestFields);
  const { task, curriculum, profile = "quick", seed = 1, model = "leaky-rnn", maxN } = request;
  mustBeName("task", task, taskNames);
  const asked = named("curriculum", curriculum, curriculumNames);
  const askedModel = named("model", model, modelNames);
  const modelName = own.cell?.name ?? askedModel.name;
  const { neurons, schedule, ...protocol } = protocolOf(profile, modelName);
  const onesProbability = request.onesProbability ?? protocol.onesProbability;
  mustBeSeed(seed);
  if (maxN !== undefined && (!Number.isInteger(maxN) || maxN < 1)) {
    throw new RangeError(`maxN: expected an integer of at least 1, got ${asGiven(maxN)}`);
  }
  if (own.curriculum && maxN !== undefined) {
    throw new RangeError(
      `maxN: expected none with a curriculum that is given, which says itself where it ends, got ${maxN}`,
    );
  }
  refuseContradictions(request, asked, own.cell);
  // One of the library's own brings its options along, without which the config would stand for another.
  const options =
    own.curriculum && unknownField(asked, ["name"]) === undefined
      ? { ...asked, ...builtInOptions(own.curriculum) }
      : asked;
  const config: TrainingConfig = {
    profile,
    task,
    curriculum: maxN === undefined ? options : { ...options, lastN: maxN },
    model: own.cell?.description ?? {
      neurons: request.neurons ?? neurons,
      ...askedModel,
    },
    optimiser: optimiserConfig(protocol.optimiser, request),
    schedule: {
      ...schedule,
      batch: request.batch ?? schedule.batch,
      steps: request.steps ?? schedule.steps,
      testBatches: request.testBatches ?? schedule.testBatches,
      maxEpochs: request.epochs ?? schedule.maxEpochs,
      clipNorm: request.clipNorm ?? schedule.clipNorm,
      solvedAbove: request.solvedAbove ?? schedule.solvedAbove,
    },
    ...(onesProbability === undefined ? {} : { onesProbability }),
    ...(request.repeats === undefined ? {} : { repeats: [request.repeats].flat() }),
    seed,
  };
  const { cell, repeats } = namedParts(config, own);
  return { ...config, model: cell.description, ...(repeats ? { repeats } : {}) };
}

/** Refuses a request that says something twice, and each time something else: one of both would be lost. */
function refuseContradictions(
  { model, neurons, maxN }: TrainingRequest,
  { lastN }: { readonly name: string } & CurriculumOptions,
  cell: Cell | undefined,
): void {
  if (maxN !== undefined && lastN !== undefined && maxN !== lastN) {
    throw new RangeError(`maxN: expected ${asGiven(lastN)}, the lastN of the curriculum, or none, got ${maxN}`);
  }
  const options: Readonly<Record<string, unknown>> = typeof model === "string" ? { name: model } : { ...model };
  const known: Readonly<Record<string, unknown>> = cell ? { ...cell.description } : { neurons: options.neurons };
  const [source, said] = cell ? ["cell that is given", { neurons, ...options }] : ["model", { neurons }];
  for (const [field, value] of Object.entries(said)) {
    if (value === undefined || (!cell && known[field] === undefined) || isDeepStrictEqual(known[field], value))
      continue;
    const name = field === "name" ? "model" : field;
    throw new RangeError(
      `${name}: expected ${asGiven(known[field])}, that of the ${source}, or none, got ${asGiven(value)}`,
    );
  }
}

/** A name or an object with a name, as an object. */
function named<Options extends { readonly name: string }>(
  field: string,
  value: string | Options,
  names: readonly string[],
): { readonly name: string } | Options {
  if (typeof value === "object") mustBeName(`${field}.name`, value?.name, names);
  else mustBeName(field, value, names);
  return typeof value === "string" ? { name: value } : value;
}

/** The optimiser asked for, with what the protocol says of it; one that it says nothing of gets the usual numbers. */
function optimiserConfig(
  standard: OptimiserConfig,
  { optimiser, learningRate, momentum }: TrainingRequest,
): OptimiserConfig {
  if (optimiser !== undefined) mustBeOptimiser(optimiser);
  const own: OptimiserConfig =
    optimiser === undefined || optimiser === standard.name
      ? standard
      : optimiser === "adam"
        ? { name: "adam", learningRate: 1e-3 }
        : { name: "sgd", learningRate: 0.05, momentum: 0.1 };
  return {
    ...own,
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(momentum === undefined ? {} : { momentum }), // refused later where the optimiser has none
  };
}

/**
 * Checks a config as far as it can be without what has no name here, which only whoever trains has.
 *
 * @throws RangeError naming the field that is unknown or not valid
 */
export function checkConfig(config: TrainingConfig): void {
  checkConfigFields(config);
  const { curriculum, model, optimiser, schedule, onesProbability, seed } = config;
  const { name, ...options } = curriculum;
  mustBeSeed(seed);
  checkSchedule(schedule);
  checkOptimiser(optimiser);
  if (onesProbability !== undefined && !isProbability(onesProbability)) {
    throw new RangeError(`onesProbability: expected a probability, 0 … 1, got ${asGiven(onesProbability)}`);
  }
  if (modelNames.includes(model.name)) cellDescribed(model);
  if (curriculumNames.includes(name)) curriculumNamed(name, options);
}

/**
 * What the names in a config stand for, all checked.
 *
 * @throws RangeError naming the field that is unknown or not valid
 */
export function namedParts(config: TrainingConfig, own: OwnParts = {}) {
  checkConfig(config);
  const { task, curriculum: named, model, optimiser, schedule, onesProbability, repeats, seed } = config;
  const { name, ...options } = named;
  const cell = own.cell ?? cellDescribed(model);
  checkCell(cell);
  if (own.cell) ownCell(model, own.cell);
  checkSize(cell.neurons, schedule.batch);
  const knownTask = own.task ? ownTask(task, own.task) : taskNamed(task);
  return {
    cell,
    task: onesProbability === undefined ? knownTask : { ...knownTask, onesProbability },
    repeats: checkedRepeats(cell, repeats),
    curriculum: own.curriculum ? ownCurriculum(named, own.curriculum) : curriculumNamed(name, options),
    optimiser: optimiserOf(optimiser),
    schedule,
    seed,
  };
}

/** Refuses what would not fit into memory, before anything is made for it. */
function checkSize(neurons: number, batch: number): void {
  const mostNeurons = Math.floor(Math.sqrt(mostNumbers));
  if (neurons > mostNeurons) throw new RangeError(`neurons: expected at most ${mostNeurons}, got ${neurons}`);
  const mostSequences = Math.floor(mostNumbers / neurons);
  if (batch <= mostSequences) return;
  throw new RangeError(`batch: expected at most ${mostSequences} with ${neurons} neurons, got ${batch}`);
}

/** How long a bit is shown; only a network in continuous time can be shown one for longer than a step. */
function checkedRepeats(cell: Cell, repeats: readonly number[] | undefined): readonly number[] | undefined {
  if (!cell.continuousTime) {
    if (repeats === undefined) return undefined;
    throw new RangeError(
      `repeats: expected none for a model in discrete time (${cell.name}), got ${repeats.join(", ")}`,
    );
  }
  const known = repeats ?? [10];
  if (!Array.isArray(known)) throw new RangeError(`repeats: expected a list, got ${asGiven(known)}`);
  if (known.length === 0 || !known.every((k) => Number.isInteger(k) && k >= 1)) {
    throw new RangeError(`repeats: expected integers of at least 1, got ${known.map(asGiven).join(", ") || "none"}`);
  }
  return known;
}

/**
 * Everything needed to train by a config, on an engine made for its cell.
 *
 * @throws RangeError naming the field of the config that is not valid; or if the engine is made for another cell
 */
export function trainingParts(
  config: TrainingConfig,
  engineFor: (cell: Cell) => Engine,
  own: OwnParts = {},
): TrainingParts {
  const parts = namedParts(config, own);
  const engine = engineFor(parts.cell);
  checkEngine(engine, parts.cell);
  return { ...parts, engine };
}
