import { readFile, rename } from "node:fs/promises";
import { basename, join } from "node:path";
import { counted } from "../counted.js";
import { checkOptionsOf } from "../knownFields.js";
import { type Progress, silent } from "../progress/progress.js";
import { loadNetwork } from "../runs/checkpoint.js";
import { makeFolder } from "../runs/makeFolder.js";
import { cachedRows, type ResultsCacheOptions } from "../runs/resultsCache.js";
import { RunError } from "../runs/runError.js";
import { RunLock } from "../runs/runLock.js";
import type { StoredRun } from "../runs/storedRun.js";
import { variantOfRetrained } from "../runs/variantOf.js";
import { sha256 } from "../sha256.js";
import { reasonOf } from "../systemError.js";
import type { NetworkMeasurement } from "./networkMeasurement.js";
import {
  isSameProtocol,
  type MeasuredNetwork,
  type ReadTable,
  readTable,
  type StoredTable,
  type TableProtocol,
  writeTable,
} from "./resultsTable.js";

/** One network that a measurement is to be made of. */
export interface MeasurementTask {
  readonly measurement: NetworkMeasurement;
  /** Of the network. */
  readonly file: string;
  /** What its rows will say of it. */
  readonly network: MeasuredNetwork;
}

/** What is there of a measurement's tables, and what is missing. */
export interface MeasurementPlan {
  readonly measurement: NetworkMeasurement;
  readonly tables: ReadonlyMap<string, StoredTable<MeasuredNetwork>>;
  /** Names of tables that are good but have no checksum yet. */
  readonly unchecked: readonly string[];
  /** Names of tables that are there and cannot be gone on with: they are damaged, or were measured in another way. */
  readonly unusable: readonly string[];
  readonly missing: readonly MeasurementTask[];
  /** Runs that it applies to but whose networks it cannot measure, and why. */
  readonly leftOut: ReadonlyArray<{ readonly run: string; readonly reason: string }>;
  /** Files of networks that cannot be read, and why. */
  readonly unreadable: ReadonlyArray<{ readonly file: string; readonly problem: string }>;
}

/**
 * What is still to be measured of stored networks. Rows of a table that were measured in another way, or of networks
 * whose files are other ones now, count as missing; rows of networks that are not there any more are kept.
 *
 * @param folder    where the tables are
 * @param onProblem told when a table cannot be gone on with; one is begun anew then, and the old one set aside
 */
export async function planMeasurement(
  measurement: NetworkMeasurement,
  runs: readonly StoredRun[],
  { folder, onProblem }: { folder: string; onProblem?: (problem: string) => void },
): Promise<MeasurementPlan> {
  const protocol = protocolOf(measurement);
  const tables = new Map<string, StoredTable<MeasuredNetwork>>();
  const unchecked: string[] = [];
  const unusable: string[] = [];
  for (const table of measurement.tables) {
    const file = join(folder, `${table}.csv`);
    let stored: ReadTable<MeasuredNetwork> | undefined;
    const refuse = (problem: string) => {
      onProblem?.(`${problem}; it is made anew, and this one set aside`);
      unusable.push(table);
      stored = undefined;
    };
    try {
      stored = await readTable<MeasuredNetwork>(file);
      if (stored && !isSameProtocol(stored, protocol)) {
        refuse(`the ${counted(stored.rows.length, "row")} of ${file} were measured in another way than now`);
      }
    } catch (error) {
      refuse(reasonOf(error));
    }
    if (stored && !stored.hasChecksum) unchecked.push(table);
    tables.set(table, { ...protocol, rows: stored?.rows ?? [] });
  }
  const measured = [...tables.values()].map(({ rows }) => new Set(rows.map(networkOf)));
  const missing: MeasurementTask[] = [];
  const leftOut: Array<{ run: string; reason: string }> = [];
  const unreadable: Array<{ file: string; problem: string }> = [];
  for (const run of runs) {
    if (!measurement.applies(run.config.model)) continue;
    const networks = measurement.networks?.(run) ?? (run.config.from ? [] : run.solved);
    const reason = measurement.leavesOut?.(run.config.model);
    if (reason !== undefined) {
      if (networks.length > 0) leftOut.push({ run: basename(run.folder), reason });
      continue;
    }
    const last = networks.at(-1)?.n;
    for (const { n, file } of networks) {
      if (measurement.ns && n !== last && !measurement.ns.includes(n)) continue;
      try {
        const network = await measuredNetwork(run, n, file);
        const isThere = measured.every((networks) => networks.has(networkOf(network)));
        if (!isThere) missing.push({ measurement, file, network });
      } catch (error) {
        unreadable.push({ file, problem: `cannot read ${file}: ${reasonOf(error)}` });
      }
    }
  }
  return { measurement, tables, unchecked, unusable, missing, leftOut, unreadable };
}

/**
 * Measures one network, or reads what was measured before from the cache.
 *
 * @returns the rows of each table, by its name, without the network that they belong to
 * @throws RunError, SafetensorsError or CheckpointError if the network cannot be read; RangeError if an option is
 *   unknown; what the measurement throws
 */
export async function measureNetwork(
  { measurement, file, network: { n } }: MeasurementTask,
  options: ResultsCacheOptions & { progress?: Progress } = {},
): Promise<Record<string, object[]>> {
  checkOptionsOf("measureNetwork", options, { folder: true, onProblem: true, progress: true });
  const { progress = silent, ...cache } = options;
  const { version, parameters, tables } = measurement;
  let measured: Promise<Record<string, object[]>> | undefined;
  const measure = () => {
    measured ??= loadNetwork(file).then((network) => measurement.measure({ ...network, file }, n, progress));
    return measured;
  };
  const results: Record<string, object[]> = {};
  for (const table of tables) {
    const compute = async () => (await measure())[table];
    results[table] = await cachedRows({ network: file, analysis: table, version, parameters }, compute, cache);
  }
  return results;
}

/** A network that was measured, and the rows of each table. */
export interface MeasuredTask {
  readonly task: MeasurementTask;
  readonly results: Record<string, object[]>;
}

/**
 * Adds what was measured to the tables as they are now, in place of older rows of the same networks, and stores them,
 * with checksums. A table that cannot be gone on with is kept beside the new one. Of several processes that do so at
 * once, one waits for the other.
 *
 * @throws RunError if a table cannot be written, or another process is at them for minutes
 */
export async function storeMeasured(
  measurement: NetworkMeasurement,
  measured: readonly MeasuredTask[],
  options: { folder: string; onProblem?: (problem: string) => void },
): Promise<void> {
  const { folder } = options;
  await makeFolder(folder);
  const lock = await RunLock.takeWithin(folder, patience);
  try {
    const { tables, unusable } = await planMeasurement(measurement, [], options);
    for (const table of unusable) await setAside(join(folder, `${table}.csv`));
    await writeTables(measurement, tables, measured, folder);
  } finally {
    await lock.release();
  }
}

/** How long to wait for another process that stores its measurements, in milliseconds. */
const patience = 120_000;

/** Keeps a file that another takes the place of, by a name that tells it from others that were set aside before. */
async function setAside(file: string): Promise<void> {
  try {
    const hash = sha256(await readFile(file)).slice(0, 8);
    await rename(file, `${file}.unusable-${hash}`);
  } catch (error) {
    throw new RunError(`cannot set ${file} aside: ${reasonOf(error)}`, { cause: error });
  }
}

async function writeTables(
  measurement: NetworkMeasurement,
  tables: MeasurementPlan["tables"],
  measured: readonly MeasuredTask[],
  folder: string,
): Promise<void> {
  const replaced = new Set(measured.map(({ task: { network } }) => placeOf(network)));
  for (const table of measurement.tables) {
    const before = tables.get(table)?.rows ?? [];
    const kept = before.filter((row) => !replaced.has(placeOf(row)));
    const added = measured.flatMap(({ task, results }) => results[table].map((row) => ({ ...task.network, ...row })));
    if (kept.length + added.length === 0) continue;
    await writeTable(join(folder, `${table}.csv`), { ...protocolOf(measurement), rows: [...kept, ...added] });
  }
}

function protocolOf({ name, version, parameters }: NetworkMeasurement): TableProtocol {
  return { measurement: name, version, parameters };
}

/** Tells the networks apart that rows are of; two of the same run and N have other files. */
function networkOf({ network, ...place }: MeasuredNetwork): string {
  return `${placeOf(place)} ${network}`;
}

/** What a run has one network of. */
function placeOf({ run, n }: Pick<MeasuredNetwork, "run" | "n">): string {
  return `${run} ${n}`;
}

/** Of a retraining, curriculum and seed are those that the network had before. */
async function measuredNetwork(
  { folder, record, config }: StoredRun,
  n: number,
  file: string,
): Promise<MeasuredNetwork> {
  const { profile, task, curriculum, model, seed, from } = config;
  return {
    run: basename(folder),
    ...{ profile, task, curriculum: from?.curriculum ?? curriculum.name, model: model.name },
    ...{ variant: (from ? variantOfRetrained(config) : record.variant) ?? null, seed: from?.seed ?? seed, n },
    network: sha256(await readFile(file)).slice(0, 16),
  };
}
