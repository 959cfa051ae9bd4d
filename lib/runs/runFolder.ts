import { existsSync } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { counted } from "../counted.js";
import { publishedRange } from "../curricula/nRange.js";
import { checkOptionsOf } from "../knownFields.js";
import type { Cell } from "../models/cell.js";
import { mustBeCount } from "../mustBe.js";
import { sha256 } from "../sha256.js";
import { reasonOf, systemCode } from "../systemError.js";
import type { TrainingConfig } from "../training/config.js";
import { isSolved } from "../training/isSolved.js";
import type { OwnParts } from "../training/ownParts.js";
import type { TrainingState } from "../training/trainer.js";
import { atomicWrite, temporaryFile } from "./atomicWrite.js";
import {
  encodeNetwork,
  type LoadedNetwork,
  loadNetwork,
  networkFileName,
  type SavedNetwork,
  solvedN,
} from "./checkpoint.js";
import { readChecksums, recordChecksum } from "./checksums.js";
import { HeadsTable } from "./headsTable.js";
import { LatestState, type SavedState } from "./latestState.js";
import { makeFolder } from "./makeFolder.js";
import { namesIn } from "./namesIn.js";
import { NumberTable } from "./numberTable.js";
import { otherStage } from "./otherStage.js";
import { provenance } from "./provenance.js";
import { RunError } from "./runError.js";
import { lockFile, RunLock } from "./runLock.js";
import { runName } from "./runName.js";
import {
  configHash,
  newRecord,
  protocolHash,
  type RunLimits,
  type RunOutcome,
  type RunRecord,
  readRecord,
  type Stretch,
  withLimits,
  withStretch,
  writeRecord,
} from "./runRecord.js";
import { stateFromLastNetwork } from "./stateFromLastNetwork.js";
import {
  type EpochRow,
  epochColumns,
  epochsFile,
  finalFile,
  headsFile,
  largestSolved,
  readEpochs,
  readEpochTable,
  readRun,
  recordOf,
  startFile,
  type timingColumns,
  timingTable,
} from "./storedRun.js";
import { keepTau, updateTauTable } from "./tauTable.js";

/** What a run's folder is called, and what run.json says beside the config. */
export interface RunOptions {
  /** What is special about the run beside the config's names, e.g. "tau-1"; a part of the folder's name. */
  variant?: string;
  /** The engine, as it describes itself: for run.json only. Default: "unknown". */
  engine?: string;
  /** Threads of the engine: for run.json only. Default: 1. */
  threads?: number;
  /** A published run, whose state is left out, goes on from its last network. */
  fromLastNetwork?: boolean;
}

/** A run is to be begun where there is one. */
export class RunExists extends RunError {}

/**
 * Begins a run in a new folder, which `runName` names. Close it at the end.
 *
 * @param parent  where the run's own folder goes, e.g. "data/runs"; made if it is not there
 * @throws RangeError if the config is not valid, or an option is unknown or not valid; of a cell, task or curriculum of
 *   one's own only the name is looked at
 * @throws RunExists if there is such a run already; RunInUse if another process has it; RunError if the folder holds
 *   other files or cannot be written to
 */
export async function createRun(parent: string, config: TrainingConfig, options: RunOptions = {}): Promise<Run> {
  checkRunOptions("createRun", options);
  const record = newRecord(config, options.variant);
  const folder = join(parent, runName(config, options.variant));
  await refuseIfRun(folder); // before anything is written into it
  try {
    await makeFolder(folder);
  } catch (error) {
    throw new RunError(`cannot make the folder ${folder}: ${reasonOf(error)}`, { cause: error });
  }
  return Run.begin(folder, options, async () => {
    await refuseIfRun(folder);
    const strangers = (await namesIn(folder)).filter((name) => !lockFile.test(name) && !temporaryFile.test(name));
    if (strangers.length > 0) {
      throw new RunError(`${folder} holds ${strangers[0]}, but is no run: it has no run.json; choose another folder`);
    }
    return record;
  });
}

function checkRunOptions(what: string, options: RunOptions): void {
  checkOptionsOf(what, options, { variant: true, engine: true, threads: true, fromLastNetwork: true });
  if (options.threads !== undefined) mustBeCount("threads", options.threads);
}

async function refuseIfRun(folder: string): Promise<void> {
  const record = await readRecord(folder);
  if (!record) return;
  const state = record.finished ? `finished on ${record.finished}` : "not finished";
  throw new RunExists(`${folder} is a run already, ${state}; resume it, or choose another seed or folder`);
}

/**
 * Opens a run to go on with it. Close it at the end.
 *
 * @param folder  the run's own folder
 * @throws RangeError if an option is unknown or not valid
 * @throws RunInUse if another process has it; RunError if it is no run, is damaged or cannot be written to
 */
export async function openRun(folder: string, options: RunOptions = {}): Promise<Run> {
  checkRunOptions("openRun", options);
  await recordOf(folder); // before a lock is put into what may be no run
  return Run.begin(folder, options, () => recordOf(folder));
}

/**
 * A run that this process writes. What it writes survives a kill at any moment: after each epoch append its rows, save
 * the network if it solved an N, then save the state; on resume, rows after the state that is found are taken away, and
 * training writes them again, the same.
 */
export class Run {
  private readonly latest: LatestState;
  private readonly epochs: NumberTable<keyof typeof epochColumns>;
  private readonly heads: HeadsTable;
  private readonly timing: NumberTable<keyof typeof timingColumns>;
  private readonly stretchIndex: number;
  private readonly clock = performance.now();
  /** When the epoch that is under way would have begun if it had never been interrupted. */
  private epochStarted: number;

  private constructor(
    readonly folder: string,
    private readonly lock: RunLock,
    private current: RunRecord,
    private stretch: Stretch,
    private readonly fromLastNetwork: boolean,
  ) {
    this.latest = new LatestState(folder);
    this.epochs = new NumberTable(join(folder, epochsFile), epochColumns);
    this.heads = new HeadsTable(join(folder, headsFile));
    this.timing = timingTable(folder);
    this.stretchIndex = current.stretches.length;
    this.epochStarted = this.clock - 1000 * (current.stretches.at(-1)?.secondsIntoEpoch ?? 0);
  }

  /**
   * Takes the lock of a run and begins a stretch of it. Others use `createRun` and `openRun`.
   *
   * @param find  what run.json says, or is to say, as found under the lock
   */
  static async begin(folder: string, options: RunOptions, find: () => Promise<RunRecord>): Promise<Run> {
    const lock = await RunLock.take(folder);
    try {
      const record = await find();
      await removeTemporaryFiles(folder);
      const now = new Date().toISOString();
      const { engine = unknownEngine, threads = 1 } = options;
      const stretch = { started: now, ended: now, seconds: 0, engine, threads, ...(await provenance()) };
      const note = differenceBetween(record.stretches.at(-1), stretch);
      const noted = note === undefined ? stretch : { ...stretch, note };
      const run = new Run(folder, lock, record, noted, options.fromLastNetwork ?? false);
      if (!(await run.isStateless())) await run.writeRecord(); // a published run is left as it is
      return run;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Why the run will not be, bit for bit, one that never stopped; undefined if it will. */
  get note(): string | undefined {
    return this.stretch.note;
  }

  /** Seconds that the epoch under way has had, on the wall clock, those before it was interrupted too. */
  get secondsIntoEpoch(): number {
    return (performance.now() - this.epochStarted) / 1000;
  }

  /** What run.json says. */
  get record(): RunRecord {
    return this.current;
  }

  /** What it is trained by, with its latest limits. */
  get config(): TrainingConfig {
    return this.current.config;
  }

  /**
   * The state to go on from: the last one saved, or the one before if that is damaged; of a published run, or one whose
   * states are all damaged, if that was asked for, one made from its last network. Takes away what was written after it,
   * so call it once, before the first epoch.
   *
   * @param signal  aborting ends making one from a network; then nothing has changed
   * @param own     what the config names and has no name here, of which one from a network is made
   * @returns undefined if none was saved, or it was aborted; `problem` tells why a later state could not be used, or
   *   what is different in one from a network
   * @throws RunError if states were saved but none can be used, or there are epochs of a state that is not here
   */
  async loadLatest(
    signal?: AbortSignal,
    own?: OwnParts,
  ): Promise<{ state: TrainingState; problem?: string } | undefined> {
    this.lock.check();
    await this.refuseIfStateless();
    if (this.fromLastNetwork && !(await savedStates(this.folder)).some(({ isUsed }) => isUsed)) {
      await this.latest.setAside();
    }
    if (await this.isStateless()) return this.restoreState(signal, own);
    const rows = (await this.epochs.read()).length;
    const found = await this.latest.load(problemWithStateAfter(rows));
    await this.keepEpochs(found ? found.state.epoch - 1 : 0);
    if (!found) return undefined;
    const { state, problems } = found;
    if (problems.length === 0) return { state };
    return { state, problem: `${problems.join("; ")}: going on from the state before, in epoch ${state.epoch}` };
  }

  private async restoreState(
    signal?: AbortSignal,
    own?: OwnParts,
  ): Promise<{ state: TrainingState; problem: string } | undefined> {
    const restored = await stateFromLastNetwork(await readRun(this.folder), signal, own);
    if (!restored) return undefined;
    const { state, note } = restored;
    this.stretch = { ...this.stretch, note: [note, this.stretch.note].filter((text) => text !== undefined).join("; ") };
    await this.writeRecord(); // with the note, before there is a state from which training could go on without it
    await this.latest.save(state);
    await this.keepEpochs(state.epoch - 1);
    return { state, problem: note };
  }

  /** Takes away what was written of epochs after the first `count`. */
  private async keepEpochs(count: number): Promise<void> {
    for (const table of [this.epochs, this.heads, this.timing]) await table.keep(count);
    await keepTau(this.folder, largestSolved(await readRun(this.folder)) ?? 0);
  }

  /** Whether it is a published run, whose state to go on from is left out. */
  private async isStateless(): Promise<boolean> {
    if (await this.latest.hasAny()) return false;
    // A state is saved after each epoch: a kill can come in between once.
    const networks = (await namesIn(this.folder)).filter((name) => solvedN(name) !== undefined);
    return networks.length > 1 || (await this.epochs.read()).length > 1;
  }

  /** Refuses to train a published run from its beginning over what is there. */
  private async refuseIfStateless(): Promise<void> {
    if (this.fromLastNetwork || !(await this.isStateless())) return;
    throw new RunError(
      `${this.folder} has ${counted((await this.epochs.read()).length, "epoch")}, but not the state to go on from (latest.json, ` +
        "latest.safetensors), as a published run; --from-last-network goes on from its last network, not bit for bit; " +
        "to train it anew, choose another folder",
    );
  }

  /**
   * Adds an epoch.
   *
   * @param seconds  how long it took on the wall clock
   * @throws RunError if it is not the one after the last, or another process has taken the run
   */
  async appendEpoch(row: EpochRow, seconds?: number): Promise<void> {
    this.lock.check();
    this.current = { ...this.current, finished: undefined, outcome: undefined };
    await this.epochs.refuseUnlessNext(row.epoch);
    await this.heads.append(row.epoch, row.accuracies ?? []); // first: whoever finds an epoch finds all of its heads
    await this.epochs.append(row);
    await this.timing.append({ epoch: row.epoch, seconds });
    this.epochStarted = performance.now();
  }

  /**
   * Stores a network that solved N, its hash, and its τ in tau.csv.
   *
   * @returns its file
   * @throws CheckpointError if the parameters do not fit the description or are not finite; RunError if it cannot be
   *   written
   */
  async saveSolved(n: number, network: SavedNetwork): Promise<string> {
    const file = await this.saveNetwork(networkFileName(n), network);
    await updateTauTable(this.folder, n);
    return file;
  }

  /** Stores the network that the run begins with, before its first step. */
  async saveStart(network: SavedNetwork): Promise<void> {
    await this.saveNetwork(startFile, network);
  }

  /**
   * The network that the run begins with.
   *
   * @param cell  its cell, if that is one of one's own
   * @throws RunError if it is not there; SafetensorsError or CheckpointError if it is damaged
   */
  async loadStart(cell?: Cell): Promise<LoadedNetwork> {
    const file = join(this.folder, startFile);
    if (!existsSync(file)) throw new RunError(`${file}, the network that this run begins with, is not there`);
    return loadNetwork(file, { cell });
  }

  /** Stores the network as it is at the end of all epochs, whether it solved its N or not. */
  async saveFinal(network: SavedNetwork): Promise<void> {
    await this.saveNetwork(finalFile, network);
  }

  /** Stores a network and its hash. */
  private async saveNetwork(name: string, network: SavedNetwork): Promise<string> {
    this.lock.check();
    const file = join(this.folder, name);
    const bytes = encodeNetwork(file, network);
    const hash = sha256(bytes);
    if ((await readChecksums(this.folder)).get(name) !== hash) await recordChecksum(this.folder, name, undefined);
    await atomicWrite(file, bytes);
    await recordChecksum(this.folder, name, hash);
    return file;
  }

  /** Stores the state to go on from, and that the run is alive. */
  async saveLatest(state: TrainingState): Promise<void> {
    this.lock.check();
    await this.latest.save(state);
    await this.writeRecord();
  }

  /** Writes down that the run goes on, after it had ended or as far as it is to go now. */
  async goOn(): Promise<void> {
    this.lock.check();
    this.current = { ...this.current, finished: undefined, outcome: undefined };
    await this.writeRecord();
  }

  /**
   * Moves the end of the run, e.g. to train one that has ended further. It is then the same as a run that had these
   * limits from the start. Written down when training goes on.
   *
   * @throws RunError if it was trained beyond them already, came to other stages than a run that had them from the start,
   *   diverged, or is a published run without its state; RangeError if the limits are not valid
   */
  async extend(limits: RunLimits): Promise<void> {
    await this.extendTo(withLimits(this.config, limits));
  }

  /**
   * Moves the end of the run to that of another config.
   *
   * @throws RunError also if the config differs in anything else
   */
  async extendTo(config: TrainingConfig): Promise<void> {
    const { outcome, extended = [] } = this.current;
    const hash = configHash(config);
    if (hash === this.current.configHash) return;
    if (protocolHash(config) !== protocolHash(this.config)) {
      throw new RunError(`${this.folder} is a run of another config: not only its limits differ`);
    }
    if (outcome?.reason === "diverged") throw new RunError(`${this.folder} diverged, and would do so again`);
    await this.refuseIfStateless();
    refuseIfElsewhere(this.folder, await readEpochs(this.folder), this.config, config);
    const limits = { epochs: config.schedule.maxEpochs, maxN: config.curriculum.lastN };
    const at = new Date().toISOString();
    this.current = {
      ...this.current,
      ...{ config, configHash: hash, finished: undefined, outcome: undefined },
      extended: [...extended, { at, ...limits }],
    };
  }

  /** Writes down how the run ended. It can still be opened, to be trained further. */
  async finish(outcome: RunOutcome): Promise<void> {
    this.lock.check();
    this.current = { ...this.current, finished: new Date().toISOString(), outcome };
    await this.writeRecord();
  }

  /** Lets another process have the run. */
  async close(): Promise<void> {
    await this.lock.release();
  }

  private async writeRecord(): Promise<void> {
    const seconds = Math.round(performance.now() - this.clock) / 1000;
    const secondsIntoEpoch = Math.round(1000 * this.secondsIntoEpoch) / 1000;
    this.stretch = { ...this.stretch, ended: new Date().toISOString(), seconds, secondsIntoEpoch };
    this.current = withStretch(this.current, this.stretchIndex, this.stretch);
    await writeRecord(this.folder, this.current);
  }
}

/** What speaks against a state when so many epochs are stored: it is of a later one. */
function problemWithStateAfter(rows: number): (state: TrainingState) => string | undefined {
  return ({ epoch }) =>
    epoch - 1 > rows ? `epochs.csv has ${counted(rows, "epoch")}, too few for a state in epoch ${epoch}` : undefined;
}

/** What is there of the states that a run could go on from, and which of them it would. Changes nothing. */
export async function savedStates(folder: string): Promise<SavedState[]> {
  const epochs = await readEpochTable(folder);
  return new LatestState(folder).look(problemWithStateAfter(epochs.length));
}

/** Refuses limits under which the run would have ended before where it is, or come to other stages. */
function refuseIfElsewhere(
  folder: string,
  epochs: readonly EpochRow[],
  { curriculum: before, schedule: judged }: TrainingConfig,
  { curriculum, schedule }: TrainingConfig,
): void {
  if (epochs.length > schedule.maxEpochs) {
    throw new RunError(`${folder} has ${counted(epochs.length, "epoch")} already, more than ${schedule.maxEpochs}`);
  }
  const { lastN = publishedRange.lastN } = curriculum;
  if (lastN === (before.lastN ?? publishedRange.lastN)) return;
  const isBeyond = (row: EpochRow) => row.nMax > lastN || (row.nMax === lastN && isSolved(row, judged));
  const row = epochs.find(isBeyond);
  if (row) throw new RunError(`${folder} has come to N = ${lastN} already, in epoch ${row.epoch}`);
  const known = epochs.map((row) => ({ ...row, solved: isSolved(row, judged) }));
  const other = otherStage(before, curriculum, known);
  if (!other) return;
  throw new RunError(
    `${folder} cannot end at N = ${lastN}: the stages of "${curriculum.name}" up to there are others than it came to, ` +
      `N = ${other.stage?.ns.join(", ")} in epoch ${other.followed + 1}`,
  );
}

/** Of a run of whose engine nothing is said. */
const unknownEngine = "unknown";

function isUnknown(value: unknown): boolean {
  return value === undefined || value === unknownEngine;
}

const rounding = "the last bits of the numbers may differ from those of a run that never stopped";

/** What may make a run another than one that never stopped, in words; undefined if nothing does. */
function differenceBetween(before: Stretch | undefined, now: Stretch): string | undefined {
  if (!before) return undefined;
  const differences = (["threads", "engine", "cpu", "platform"] as const).flatMap((field) =>
    isUnknown(before[field]) || isUnknown(now[field]) || before[field] === now[field]
      ? []
      : [`${field} ${before[field]} → ${now[field]}`],
  );
  const [old, current] = [before, now].map(({ versions }) => versions?.["onnxruntime-node"]);
  if (old !== undefined && old !== current) differences.push(`onnxruntime-node ${old} → ${current}`);
  const notes = differences.length === 0 ? [] : [`${rounding}: ${differences.join(", ")}`];
  const changed = Object.entries(now.parts ?? {}).filter(([file, hash]) => (before.parts?.[file] ?? hash) !== hash);
  if (changed.length > 0) {
    const files = changed.map(([file]) => file).join(", ");
    notes.push(`what it is trained by may be another than before: ${files} has changed`);
  }
  return notes.length === 0 ? undefined : notes.join("; ");
}

/**
 * Removes what a killed process had not finished writing. Files younger than a minute may be another process's lock.
 */
async function removeTemporaryFiles(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (!temporaryFile.test(name)) continue;
    const file = join(folder, name);
    if (name.includes(".lock.") && (await ageOf(file)) < 60_000) continue;
    await rm(file, { force: true });
  }
}

async function ageOf(file: string): Promise<number> {
  try {
    return Date.now() - (await stat(file)).mtimeMs;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return Number.POSITIVE_INFINITY;
    throw error;
  }
}
