import { asGiven } from "../asGiven.js";
import { curriculumNamed, curriculumNames } from "../curricula/curriculumNamed.js";
import { checkKnownFields, unknownField } from "../knownFields.js";
import { cellDescribed, modelNames } from "../models/cellDescribed.js";
import { mustBeCount, mustBeName, mustBeObject } from "../mustBe.js";
import { taskNames } from "../tasks/taskNamed.js";
import { mustBeSeed, type StartingNetwork, type TrainingConfig } from "./config.js";
import { type OptimiserConfig, optimiserNames, optimisersByName } from "./optimiser.js";
import type { Schedule } from "./trainer.js";

const configFields = [
  ...["profile", "task", "curriculum", "model", "optimiser", "schedule", "onesProbability", "repeats", "seed", "from"],
];

const scheduleFields = [
  "batch",
  "steps",
  "testBatches",
  "maxEpochs",
  "solvedAbove",
  "clipNorm",
] satisfies (keyof Schedule)[];

const optimiserFields = ["name", "learningRate", "momentum"];

const startFields = ["network", "n", "head", "curriculum", "seed"] satisfies (keyof StartingNetwork)[];

/** Where a config says what a request says in a field of another name. */
const placesInConfig: Readonly<Record<string, string>> = {
  ...{ epochs: "schedule.maxEpochs", batch: "schedule.batch", steps: "schedule.steps" },
  ...{ testBatches: "schedule.testBatches", clipNorm: "schedule.clipNorm", solvedAbove: "schedule.solvedAbove" },
  ...{ learningRate: "optimiser.learningRate", momentum: "optimiser.momentum" },
  ...{ neurons: "model.neurons", maxN: "curriculum.lastN" },
};

/**
 * Checks that a config, such as one that was changed by hand, has all of its parts, and fields that are known only:
 * another would change nothing, without a word. The options of its curriculum and model are checked by these.
 *
 * @throws RangeError naming the field
 */
function checkConfigFields(config: TrainingConfig): void {
  const field = unknownField(config, configFields);
  if (field !== undefined && Object.hasOwn(placesInConfig, field)) {
    throw new RangeError(`the config has an unknown field "${field}"; in a config it is ${placesInConfig[field]}`);
  }
  checkKnownFields("the config", config, configFields);
  const { task, curriculum, model, optimiser, schedule, from } = config;
  for (const [part, value] of Object.entries({ curriculum, model, optimiser, schedule })) {
    mustBeObject(`${part} of the config`, value);
  }
  mustBeName("task", task, taskNames);
  mustBeName("curriculum.name", curriculum.name, curriculumNames);
  mustBeName("model.name", model.name, modelNames);
  mustBeName("optimiser.name", optimiser.name, optimiserNames);
  checkKnownFields("schedule of the config", schedule, scheduleFields);
  if (from === undefined) return;
  mustBeObject("from of the config", from);
  checkKnownFields("from of the config", from, startFields);
}

/**
 * Checks how long and by what measure a network is trained: a number that is not valid would train nothing, or to no
 * end, without a word.
 *
 * @throws RangeError naming the number that is not valid
 */
export function checkSchedule({ batch, steps, testBatches, maxEpochs: epochs, solvedAbove, clipNorm }: Schedule): void {
  for (const [field, count] of Object.entries({ batch, steps, testBatches, epochs })) mustBeCount(field, count);
  if (!isProbability(solvedAbove)) {
    throw new RangeError(`solvedAbove: expected a share of right answers, 0 … 1, got ${asGiven(solvedAbove)}`);
  }
  if (!(typeof clipNorm === "number" && clipNorm > 0)) {
    throw new RangeError(`clipNorm: expected a positive number, got ${asGiven(clipNorm)}`);
  }
}

/** @throws RangeError if a number of an optimiser is not valid; of one's own, those that it has are checked */
function checkOptimiser(optimiser: OptimiserConfig): void {
  const isOwn = !optimisersByName.isBuiltIn(optimiser.name);
  const { learningRate } = optimiser;
  if (!(isOwn && learningRate === undefined) && !(Number.isFinite(learningRate) && Number(learningRate) > 0)) {
    throw new RangeError(`learningRate: expected a positive number, got ${asGiven(learningRate)}`);
  }
  checkKnownFields("optimiser of the config", optimiser, optimiserFields);
  if (!("momentum" in optimiser) || optimiser.momentum === undefined) return;
  const { name, momentum } = optimiser;
  if (name !== "sgd" && !isOwn)
    throw new RangeError(`momentum: expected none with optimiser ${name}, got ${asGiven(momentum)}`);
  if (typeof momentum === "number" && momentum >= 0 && momentum < 1) return;
  throw new RangeError(`momentum: expected a number of at least 0 and below 1, got ${asGiven(momentum)}`);
}

/** Whether something is a number in 0 … 1. */
function isProbability(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= 1;
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
