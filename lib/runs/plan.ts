import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { importModule } from "../importModule.js";
import { checkKnownFields } from "../knownFields.js";
import { reasonOf } from "../systemError.js";
import { isSeed, largestSeed, type TrainingConfig } from "../training/config.js";
import { retrainingConfig } from "../training/retrainingConfig.js";
import { requestFields, type TrainingRequest, trainingConfig } from "../training/trainingConfig.js";
import { nName } from "./checkpoint.js";
import { isObject } from "./isObject.js";
import { quoted } from "./quoted.js";
import { RunError } from "./runError.js";
import { runName } from "./runName.js";
import { configHash } from "./runRecord.js";
import type { PlannedSource } from "./start.js";
import { variantOf } from "./variantOf.js";

/**
 * What runs of a plan can have in common: the fields of a training request, each with a value, or a list of several
 * that make as many conditions, and limits, with one value.
 */
export type PlanRequest = {
  [Field in keyof Omit<TrainingRequest, "task" | "curriculum" | "model" | "seed" | "maxN" | "epochs">]:
    | TrainingRequest[Field]
    | readonly NonNullable<TrainingRequest[Field]>[];
} & Pick<TrainingRequest, "maxN" | "epochs"> & {
    /** A run ends when it has taken so many seconds on the wall clock. */
    seconds?: number;
  };

/**
 * Conditions (every combination of the values of its lists) × seeds; with `retrain`, their networks trained further
 * instead, each on every N of a list.
 */
export interface PlanEntry extends PlanRequest {
  /** A name, or several. */
  task: TrainingRequest["task"] | readonly TrainingRequest["task"][];
  /** A name, one with options, or several of these. */
  curriculum: TrainingRequest["curriculum"] | readonly TrainingRequest["curriculum"][];
  /** A name, one with options, or several of these. Default: the leaky RNN. */
  model?: NonNullable<TrainingRequest["model"]> | readonly NonNullable<TrainingRequest["model"]>[];
  /** A network each, 0 … 2³¹ − 1. */
  seeds: readonly number[];
  /**
   * The N that the networks had solved, and the N that each is trained on. Epochs are those of one N. Default: 20. All
   * else is that of the networks, which are found by it, also `repeats`: a bit lasts as long as in their training.
   */
  retrain?: { readonly fromN: number; readonly on: readonly number[] };
}

/** Networks to train, in this order; what stands beside `runs` holds for all of them. */
export interface Plan extends PlanRequest {
  /** What the plan is for. */
  about?: string;
  /** What an entry says itself goes before what the plan says. */
  runs: readonly PlanEntry[];
}

/** One network of a plan. */
export interface PlannedRun {
  /** The name of its folder. */
  readonly name: string;
  readonly config: TrainingConfig;
  /** What is special about it, e.g. "tau-1". */
  readonly variant?: string;
  /** The run ends when it has taken so many seconds on the wall clock. */
  readonly seconds?: number;
  /** The network that it begins with; what the config says of it is known once that one is there. */
  readonly source?: PlannedSource;
}

const conditionFields = ["task", "curriculum", "model", "seed"];
/** How far a run is trained makes no condition: runs that differ in it only would have the same name. */
const limitFields = ["maxN", "epochs", "seconds"];

/** Fields of a plan, beside those of its runs alone, that may hold a list of values. */
export const sweptFields: readonly string[] = requestFields.filter(
  (field) => !conditionFields.includes(field) && !limitFields.includes(field),
);

const commonFields = [...sweptFields, ...limitFields];
const planFields = ["about", "runs", ...commonFields];
const entryFields = ["task", "curriculum", "model", "seeds", "retrain", ...commonFields];

/**
 * The networks of a plan. Within an entry every condition has its first seed before any has its second.
 *
 * @returns each run once, however many entries name it
 * @throws RangeError if something in it is unknown or not valid, or two entries want different networks of one name
 * @example
 * plannedRuns({ runs: [{ task: "n-dms", curriculum: ["single-head", "multi-head"], seeds: [1, 2] }] }).length // 4
 * @example
 * const runs = [{ task: "n-dms", curriculum: "multi-head", learningRate: [0.02, 0.2], batch: [16, 64], seeds: [1] }];
 * plannedRuns({ runs }).length // 4
 */
export function plannedRuns({ runs, about: _, ...common }: Plan): PlannedRun[] {
  const planned = new Map<string, PlannedRun>();
  for (const { task, curriculum, model, seeds, retrain, ...own } of runs) {
    const { seconds, ...request } = { ...common, ...own };
    for (const wanted of combinations({ seed: seeds, model: model ?? "leaky-rnn", task, curriculum, ...request })) {
      const those = retrain ? retrainings(wanted, retrain, seconds) : [plannedRun(trainingConfig(wanted), seconds)];
      for (const run of those) addTo(planned, run);
    }
  }
  return [...planned.values()];
}

/** Every combination of the values of all fields that hold a list, the last field's values first. */
function combinations(
  fields: PlanRequest & Pick<PlanEntry, "task" | "curriculum" | "model"> & { seed: readonly number[] },
) {
  let all: object[] = [{}];
  for (const [field, value] of Object.entries(fields)) {
    const values = isListOf(field, value) ? value : [value];
    all = all.flatMap((request) => values.map((one) => ({ ...request, [field]: one })));
  }
  return all as TrainingRequest[];
}

/** Whether a field holds several values. A list of repeats is one: k is drawn of it; several are lists in a list. */
function isListOf(field: string, value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && (field !== "repeats" || value.some(Array.isArray));
}

function addTo(planned: Map<string, PlannedRun>, run: PlannedRun): void {
  const other = planned.get(run.name);
  if (!other) planned.set(run.name, run);
  else if (configHash(other.config) !== configHash(run.config)) {
    throw new RangeError(`the plan has two different runs of the name ${run.name}`);
  } else if (other.seconds !== run.seconds) {
    const [one, two] = [other, run].map(({ seconds }) => (seconds === undefined ? "none" : String(seconds)));
    throw new RangeError(`the plan has the run ${run.name} twice, with seconds ${one} and ${two}`);
  }
}

/** The retrainings of one network, which `wanted` names: its limits are of no matter. */
function retrainings(
  { curriculum, epochs, maxN: _, ...wanted }: TrainingRequest,
  { fromN, on }: NonNullable<PlanEntry["retrain"]>,
  seconds: number | undefined,
): PlannedRun[] {
  const source = plannedRun(trainingConfig({ ...wanted, curriculum }), undefined);
  const special = source.variant === undefined ? "" : `${source.variant}-`;
  return on.map((n) => {
    const config = retrainingConfig({ ...wanted, n, epochs });
    const variant = `${special}retrained-from-${source.config.curriculum.name}-${nName(fromN)}-on-${nName(n)}`;
    return { name: runName(config, variant), config, variant, seconds, source: { run: source.name, n: fromN } };
  });
}

function plannedRun(config: TrainingConfig, seconds: number | undefined): PlannedRun {
  const variant = variantOf(config);
  return { name: runName(config, variant), config, variant, seconds };
}

/**
 * Reads a plan and gives the networks that it names, as `plannedRuns` does.
 *
 * @param file  JSON that is a `Plan`, or a module whose default export is one, e.g. plans/mine.mjs
 * @throws RunError if the file cannot be read or is no plan; the message names it
 */
export async function readPlan(file: string): Promise<PlannedRun[]> {
  return (await readPlanFile(file)).runs;
}

/** A plan's file, as `readPlan` reads it: what it says, and the networks that this names. */
export async function readPlanFile(file: string): Promise<{ plan: Plan; runs: PlannedRun[] }> {
  const isModule = moduleExtensions.includes(extname(file));
  const text = isModule ? "" : await planText(file);
  try {
    const plan = isModule ? await exportedPlan(file) : parsedPlan(text);
    checkPlan(plan);
    return { plan, runs: plannedRuns(plan) };
  } catch (error) {
    throw new RunError(`${file}: ${reasonOf(error)}`, { cause: error });
  }
}

const moduleExtensions = [".mjs", ".js", ".mts", ".ts"];

async function planText(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).replace(/^\uFEFF/, ""); // the mark that some editors begin a file with
  } catch (error) {
    throw new RunError(`cannot read the plan ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

function parsedPlan(text: string): unknown {
  if (text.trim() === "") throw new RangeError("expected a plan, got an empty file");
  try {
    return JSON.parse(text);
  } catch (error) {
    const isOf = `JSON, or a module with a default export (${moduleExtensions.join(", ")})`;
    throw new RangeError(`expected a plan, ${isOf}, got no JSON: ${reasonOf(error)}`, { cause: error });
  }
}

async function exportedPlan(file: string): Promise<unknown> {
  const { exported } = await importModule(file);
  if ("default" in exported) return exported.default;
  const got = Object.keys(exported).join(", ") || "no exports";
  throw new RangeError(`expected a default export, the plan, got ${got}`);
}

function checkPlan(plan: unknown): asserts plan is Plan {
  checkFields("the plan", plan, planFields);
  const { runs } = plan;
  if (!Array.isArray(runs) || runs.length === 0) throw new RangeError(`expected a list of runs, got ${quoted(runs)}`);
  runs.forEach((entry, i) => {
    const place = `runs[${i}]`;
    checkFields(place, entry, entryFields);
    for (const field of ["task", "curriculum", "seeds"]) {
      if (entry[field] === undefined) throw new RangeError(`${place}: expected ${field}, got none`);
    }
    checkNames(place, "task", entry.task, isName, "the name of a task");
    const isNamed = (value: unknown) => isName(value) || (isObject(value) && isName(value.name));
    checkNames(place, "curriculum", entry.curriculum, isNamed, "a name, or an object with one");
    if (entry.model !== undefined) checkNames(place, "model", entry.model, isNamed, "a name, or an object with one");
    const { seeds } = entry;
    if (!Array.isArray(seeds) || seeds.length === 0 || !seeds.every(isSeed)) {
      const expected = `a list of integers from 0 to ${largestSeed}`;
      throw new RangeError(`${place}: expected seeds to be ${expected}, got ${quoted(seeds)}`);
    }
    if (entry.retrain !== undefined) checkRetrain(`${place}.retrain`, entry.retrain);
  });
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

/** Checks a field that holds one of something or a list of several. */
function checkNames(place: string, field: string, value: unknown, is: (one: unknown) => boolean, what: string): void {
  const isValid = Array.isArray(value) ? value.length > 0 && value.every(is) : is(value);
  if (!isValid) throw new RangeError(`${place}: expected ${field} to be ${what}, or a list, got ${quoted(value)}`);
}

function checkRetrain(place: string, retrain: unknown): void {
  checkFields(place, retrain, ["fromN", "on"]);
  const { fromN, on } = retrain;
  const isN = (n: unknown) => Number.isSafeInteger(n) && Number(n) >= 1;
  if (!isN(fromN)) throw new RangeError(`${place}: expected fromN to be an integer >= 1, got ${quoted(fromN)}`);
  if (!Array.isArray(on) || on.length === 0 || !on.every(isN)) {
    throw new RangeError(`${place}: expected on to be a list of integers >= 1, got ${quoted(on)}`);
  }
}

function checkFields(
  place: string,
  value: unknown,
  known: readonly string[],
): asserts value is Record<string, unknown> {
  if (!isObject(value)) {
    throw new RangeError(`expected ${place} to be an object, got ${quoted(value)}`);
  }
  checkKnownFields(place, value, known);
  for (const [field, content] of Object.entries(value)) {
    if (!Array.isArray(content)) continue;
    if (limitFields.includes(field)) {
      const lists = sweptFields.join(", ");
      throw new RangeError(
        `${place}: expected one ${field}, got ${quoted(content)}; lists make conditions, and can be of ${lists}`,
      );
    }
    if (content.length === 0 && sweptFields.includes(field)) {
      throw new RangeError(`${place}: expected a value of ${field}, or a list of some, got an empty list`);
    }
  }
  const { seconds } = value;
  if (seconds !== undefined && !(typeof seconds === "number" && seconds > 0)) {
    throw new RangeError(`${place}: expected seconds to be a positive number, got ${quoted(seconds)}`);
  }
}
