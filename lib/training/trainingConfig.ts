import { isDeepStrictEqual } from "node:util";
import { asGiven } from "../asGiven.js";
import { builtInOptions } from "../builtIn.js";
import { type CurriculumName, type CurriculumOptions, curriculumNames } from "../curricula/curriculumNamed.js";
import { checkKnownFields, unknownField } from "../knownFields.js";
import type { Cell } from "../models/cell.js";
import { type ModelName, modelNames } from "../models/cellDescribed.js";
import { mustBeCount, mustBeName, mustBeObject } from "../mustBe.js";
import type { Suggested } from "../suggested.js";
import { type TaskName, taskNames } from "../tasks/taskNamed.js";
import { mustBeSeed, type TrainingConfig } from "./config.js";
import {
  type BuiltInOptimiserConfig,
  type Optimiser,
  type OptimiserConfig,
  type OptimiserName,
  optimisersByName,
} from "./optimiser.js";
import { type OwnParts, ownOptimiser } from "./ownParts.js";
import { type ProfileName, protocolOf } from "./profiles.js";
import { namedParts } from "./trainingParts.js";

/** What a person asks for; what is not said comes from the profile. */
export interface TrainingRequest {
  task: Suggested<TaskName>;
  /** A name, or a name with options such as { name: "sliding-window", width: 10, drop: 5 }. */
  curriculum: Suggested<CurriculumName> | ({ name: Suggested<CurriculumName> } & CurriculumOptions);
  /** Default: "quick". */
  profile?: Suggested<ProfileName>;
  /** Of the first parameters and all batches, 0 … 2³¹ − 1. Default: 1. */
  seed?: number;
  /** Default: the leaky RNN. Options of the model beside its name, e.g. { name: "leaky-rnn", tau: 1 }. */
  model?: Suggested<ModelName> | ({ name: Suggested<ModelName> } & Record<string, unknown>);
  /** The curriculum ends when this N is solved. */
  maxN?: number;
  /** At most so many epochs over all stages together. */
  epochs?: number;
  /** Neurons or units of the model, n. */
  neurons?: number;
  /** Sequences per step, B. */
  batch?: number;
  /** Training steps per epoch. */
  steps?: number;
  /** Test batches after each epoch. */
  testBatches?: number;
  /** A name, also of one that is given or was loaded. Default: SGD; for models with gates Adam. */
  optimiser?: Suggested<OptimiserName>;
  /** Default: the profile's; with another optimiser than the profile's, 0.001 for Adam and 0.05 for SGD. */
  learningRate?: number;
  /** Nesterov momentum of SGD, at least 0 and below 1. */
  momentum?: number;
  /** Global norm to which gradients are clipped. */
  clipNorm?: number;
  /** An N is solved when the share of right answers is above this, at least 0 and below 1. */
  solvedAbove?: number;
  /** Probability of a one in the sequences. Default: the task's own; for models with gates 0.5. */
  onesProbability?: number;
  /** In continuous time: the steps that a bit lasts, k, or several, of which every batch draws one. Default: 10. */
  repeats?: number | readonly number[];
}

/** The names of all of these fields. */
export const requestFields: readonly string[] = [
  ...["task", "curriculum", "profile", "seed", "model", "maxN", "epochs", "neurons", "batch", "steps", "testBatches"],
  ...["optimiser", "learningRate", "momentum", "clipNorm", "solvedAbove", "onesProbability", "repeats"],
];

/**
 * The full config of a request.
 *
 * @param own  a cell, a task, a curriculum or an optimiser of your own, in place of what has a name here
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
  if (maxN !== undefined) mustBeCount("maxN", maxN);
  if (own.curriculum && maxN !== undefined) {
    throw new RangeError(
      `maxN: expected none with a curriculum that is given, which says itself where it ends, got ${maxN}`,
    );
  }
  if (request.solvedAbove === 1) {
    throw new RangeError("solvedAbove: expected a share below 1, which right answers can be above, got 1");
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
    optimiser: optimiserConfig(protocol.optimiser, request, own.optimiser),
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

/**
 * The optimiser asked for, with what the protocol says of it; one that it says nothing of gets the usual numbers, one
 * that is given none but its own.
 */
function optimiserConfig(
  standard: BuiltInOptimiserConfig,
  { optimiser, learningRate, momentum }: TrainingRequest,
  given: Optimiser | undefined,
): OptimiserConfig {
  const usual: Readonly<Record<OptimiserName, BuiltInOptimiserConfig>> = {
    adam: { name: "adam", learningRate: 1e-3 },
    sgd: { name: "sgd", learningRate: 0.05, momentum: 0.1 },
    [standard.name]: standard,
  };
  const name = optimiser ?? given?.name ?? standard.name;
  let start: OptimiserConfig = name === "sgd" || name === "adam" ? usual[name] : { name };
  if (given) {
    start = { name, ...builtInOptions(given) };
    ownOptimiser(start, given); // before its numbers are missed, where it has another's name
  } else optimisersByName.named(name); // there must be one
  return {
    ...start,
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(momentum === undefined ? {} : { momentum }), // refused later where the optimiser has none
  };
}
