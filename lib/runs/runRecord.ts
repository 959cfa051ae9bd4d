import { join } from "node:path";
import { curriculumNamed, curriculumNames, endsAtLastN } from "../curricula/curriculumNamed.js";
import { sha256 } from "../sha256.js";
import { checkConfig, checkSchedule } from "../training/checkConfig.js";
import type { TrainingConfig } from "../training/config.js";
import { atomicWrite } from "./atomicWrite.js";
import { problemWithRecord } from "./checkRecord.js";
import { isObject } from "./isObject.js";
import { orderlessJson } from "./orderlessJson.js";
import type { Provenance } from "./provenance.js";
import { quoted } from "./quoted.js";
import { readTextIfThere } from "./readTextIfThere.js";
import { RunError } from "./runError.js";

const format = "emergent-timescales-run/1";

/** One uninterrupted piece of a run. Times are ISO 8601, in UTC. */
export interface Stretch extends Provenance {
  readonly started: string;
  /** When it ended; of one that is under way or was killed, when it last wrote. */
  readonly ended: string;
  /** Time from start to end on the wall clock. */
  readonly seconds: number;
  readonly engine: string;
  /** How many the engine had. */
  readonly threads: number;
  /** Of the epoch that was under way at the end: how long it had taken, in the stretches before, too. */
  readonly secondsIntoEpoch?: number;
  /** What differs from the stretch before, so that the run is not bit for bit one that never stopped. */
  readonly note?: string;
}

/** How a run ended. */
export interface RunOutcome {
  /** E.g. "curriculum-ended", "max-epochs", "time-limit", "diverged". */
  readonly reason: string;
  /** What happened, for a failure. */
  readonly message?: string;
}

/** How far a run is to be trained. */
export interface RunLimits {
  /** Epochs at most, from the first. */
  readonly epochs?: number;
  /** The curriculum ends when this N is solved. */
  readonly maxN?: number;
}

/** What run.json says of a run. */
export interface RunRecord {
  readonly format: typeof format;
  readonly config: TrainingConfig;
  /** What is special about it beside the config's names, e.g. "tau-1"; a part of the folder's name. */
  readonly variant?: string;
  /** SHA-256 of the config, whatever order its fields have: runs of the same hash are the same run. */
  readonly configHash: string;
  /** When it began: ISO 8601, in UTC. */
  readonly started: string;
  /** When and how it ended; absent as long as there is something left to train. */
  readonly finished?: string;
  readonly outcome?: RunOutcome;
  /** When its limits became others; the config has the latest. */
  readonly extended?: ReadonlyArray<RunLimits & { readonly at: string }>;
  /** Seconds on the wall clock, sum over stretches. */
  readonly seconds: number;
  readonly stretches: readonly Stretch[];
}

/**
 * The record of a run that is about to begin.
 *
 * @throws RangeError if its config is not valid, or would not be read again as it is
 */
export function newRecord(config: TrainingConfig, variant?: string): RunRecord {
  checkConfig(config);
  const started = new Date().toISOString();
  const record: RunRecord = {
    ...{ format, config, variant, configHash: configHash(config), started, seconds: 0, stretches: [] },
  };
  const problem = problemWithRecord(JSON.parse(JSON.stringify(record)));
  if (problem !== undefined) throw new RangeError(`the run could not be read again: ${problem}`);
  return record;
}

/** The record with another last stretch, or one more. */
export function withStretch(record: RunRecord, index: number, stretch: Stretch): RunRecord {
  const stretches = [...record.stretches.slice(0, index), stretch];
  return { ...record, stretches, seconds: stretches.reduce((sum, { seconds }) => sum + seconds, 0) };
}

/**
 * The config with other limits. A run that was trained under the one and goes on under the other is the same, bit for
 * bit, as one that had the other from the start.
 *
 * @throws RangeError if the number of epochs is not valid, or the curriculum takes no largest N, or not this one
 */
export function withLimits(config: TrainingConfig, { epochs, maxN }: RunLimits): TrainingConfig {
  const { schedule, curriculum } = config;
  const { name, ...options } = maxN === undefined ? curriculum : { ...curriculum, lastN: maxN };
  if (maxN !== undefined && maxN !== curriculum.lastN && !endsAtLastN(name)) {
    const reason = name === "all-at-once" ? "which trains all its N from the start" : "which says itself where it ends";
    throw new RangeError(`maxN: expected none with curriculum "${name}", ${reason}, got ${maxN}`);
  }
  if (curriculumNames.includes(name)) curriculumNamed(name, options);
  const longer = { ...schedule, maxEpochs: epochs ?? schedule.maxEpochs };
  checkSchedule(longer);
  return { ...config, curriculum: { name, ...options }, schedule: longer };
}

/** The hash of everything in a config but how far to train. */
export function protocolHash({ curriculum, schedule, ...config }: TrainingConfig): string {
  const { lastN: _, ...endless } = curriculum;
  const stages = endsAtLastN(curriculum.name) ? endless : curriculum;
  return configHash({ ...config, curriculum: stages, schedule: { ...schedule, maxEpochs: 0 } });
}

/**
 * SHA-256 of a config, whatever order its fields have.
 *
 * @returns 64 hexadecimal digits
 */
export function configHash(config: TrainingConfig): string {
  return sha256(orderlessJson(config));
}

/**
 * The record in a run's folder.
 *
 * @returns undefined if there is none
 * @throws RunError if it is damaged
 */
export async function readRecord(folder: string): Promise<RunRecord | undefined> {
  const file = join(folder, "run.json");
  const text = await readTextIfThere(file, ["ENOENT", "ENOTDIR"]);
  if (text === undefined) return undefined;
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch (error) {
    throw new RunError(`${file} is no valid JSON (${error instanceof Error ? error.message : error})`);
  }
  if (!isObject(record) || record.format !== format) {
    throw new RunError(
      `expected format ${format}, got ${quoted(isObject(record) ? record.format : record)} in ${file}`,
    );
  }
  if (!isRecord(record)) throw new RunError(`${problemWithRecord(record)} in ${file}`);
  if (!fitsItsHash(record)) {
    throw new RunError(`the config in ${file} is not the one that the run began with: its hash is another`);
  }
  return record;
}

function fitsItsHash({ config, configHash: hash }: RunRecord): boolean {
  try {
    return configHash(config) === hash;
  } catch {
    return false; // nested beyond the stack
  }
}

/** Whether everything that is used of a record is there. */
function isRecord(value: unknown): value is RunRecord {
  return problemWithRecord(value) === undefined;
}

/** @throws RunError if it cannot be written */
export async function writeRecord(folder: string, record: RunRecord): Promise<void> {
  await atomicWrite(join(folder, "run.json"), `${JSON.stringify(record, null, 2)}\n`);
}
