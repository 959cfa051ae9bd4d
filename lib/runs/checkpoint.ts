import { basename } from "node:path";
import { checkOptionsOf } from "../knownFields.js";
import type { Cell, ModelDescription } from "../models/cell.js";
import { cellDescribed, modelNames } from "../models/cellDescribed.js";
import { checkCell } from "../models/checkCell.js";
import { sha256 } from "../sha256.js";
import type { Task } from "../tasks/task.js";
import type { Tensor, Tensors } from "../tensor/tensor.js";
import type { OptimiserConfig } from "../training/optimiser.js";
import { ownCell } from "../training/ownParts.js";
import type { Schedule } from "../training/trainer.js";
import { atomicWrite } from "./atomicWrite.js";
import { mustBeAsSaved } from "./checksums.js";
import { isObject } from "./isObject.js";
import { quoted } from "./quoted.js";
import { decodeSafetensors, encodeSafetensors, type SafetensorsContent, safetensorsBytes } from "./safetensors.js";
import { withTauAsDescribed } from "./storedTau.js";

/** Version of the description that is written. Files of other programs may have none. */
const currentFormat = "emergent-timescales/1";

/** What a network file says about its network, beside the tensors. */
export interface NetworkDescription {
  readonly model: ModelDescription;
  /** The name of its task. */
  readonly task: string;
  /** The name of the curriculum that it was trained with. */
  readonly curriculum?: string;
  /** The N that each readout head answers for, in the order of the heads; no N twice. */
  readonly heads: readonly number[];
  /** Of its training. */
  readonly seed?: number;
  /** The epoch after which the network was as it is. */
  readonly epoch?: number;
  /** In continuous time: how many steps a bit may have lasted in its training. */
  readonly repeats?: readonly number[];
  /** How it was trained: what a retraining goes on with. */
  readonly protocol?: TrainingProtocol;
  /** Anything else that is worth keeping; must be JSON. */
  readonly [key: string]: unknown;
}

/** What one step of a training is made of, and its test. */
export interface TrainingProtocol extends Pick<Schedule, "batch" | "steps" | "testBatches" | "clipNorm"> {
  readonly optimiser: OptimiserConfig;
  /** Probability of a one in the sequences. Default: the task's own. */
  readonly onesProbability?: number;
}

/** A trained network: its parameters, named as in a checkpoint, and what they are. */
export interface Network {
  /** Those of the cell, `readout.weight` [heads, 2, n] and `readout.bias` [heads, 2]. */
  readonly parameters: Tensors;
  readonly description: NetworkDescription;
}

/** A network, and its cell as far as it is known: what is stored is then checked against it. */
export interface SavedNetwork extends Network {
  readonly cell?: Cell;
}

/** A network from a file, checked, with the cell that its description stands for. */
export interface LoadedNetwork extends Network {
  readonly cell: Cell;
  /** The one that was given, if one was. */
  readonly task?: Task;
}

/** What is not to be found by the names in a file. */
export interface LoadOptions {
  /** The cell of a network whose model is one of your own. */
  readonly cell?: Cell;
  /** The task that it has to be a network of, such as one of your own. */
  readonly task?: Task;
}

/** A file is a safetensors file, but not of a network; the message names it, and what was expected and got. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}

type Refuse = (problem: string) => never;

/**
 * Stores a network as a safetensors file with its description in the metadata key `network`. Same network, same bytes.
 * Of a model that has no name here, the parameters can be checked only if its cell is given.
 *
 * @throws CheckpointError if the parameters do not fit the description or are not finite; nothing is written then
 * @throws RunError if the file cannot be written; one that was there before is unchanged
 */
export async function saveNetwork(file: string, network: SavedNetwork): Promise<void> {
  await atomicWrite(file, encodeNetwork(file, network));
}

/**
 * The bytes of a network's file.
 *
 * @param file  its name, for errors
 * @throws CheckpointError if the parameters do not fit the description or hold NaN
 */
export function encodeNetwork(file: string, { parameters, description, cell }: SavedNetwork): Uint8Array {
  const network = JSON.stringify({ format: currentFormat, ...description });
  const stored = { tensors: parameters, metadata: { network } };
  networkOf(stored, file, cell);
  return encodeSafetensors(parameters, stored.metadata);
}

/**
 * Loads a network file, whoever wrote it. Options of the model that its description leaves out have their defaults; a
 * τ that is one number for all neurons counts as fixed unless the description says "trained"; self-connections, which
 * the model does not have, are removed.
 *
 * @param options  what has no name here: the cell of a model, or the task, of your own
 * @throws RangeError if there is another option
 * @throws SafetensorsError if the file cannot be read
 * @throws CheckpointError if it holds no network, or not all of one, or one of another cell or task than is given
 * @throws RunError if it lies in a run's folder and is not the file that the run saved, by the hash in checksums.txt
 */
export async function loadNetwork(file: string, options: LoadOptions = {}): Promise<LoadedNetwork> {
  checkOptionsOf("loadNetwork", options, { cell: true, task: true });
  const { cell: given, task } = options;
  const { network, hash } = await readNetwork(file, given);
  await mustBeAsSaved(file, hash);
  const { cell, ...rest } = network;
  const { model, task: stated } = network.description;
  if (!cell) {
    const known = modelNames.join(", ");
    throw new CheckpointError(
      `there is no model "${model.name}"; expected one of: ${known}, or the cell itself, ` +
        `loadNetwork(file, { cell }), or one of your own by loadParts (--parts of commands) in ${file}`,
    );
  }
  if (task && task.name !== stated) {
    throw new CheckpointError(
      `expected a network of the task that is given, "${task.name}", got "${stated}" in ${file}`,
    );
  }
  return { ...rest, cell, ...(task && { task }) };
}

/**
 * A network whatever the checksums of its run say, and the SHA-256 of its file.
 *
 * @param given  its cell. Default: that of its model, which a model of one's own does not have
 * @throws SafetensorsError or CheckpointError as `loadNetwork` does
 */
export async function readNetwork(file: string, given?: Cell): Promise<{ network: SavedNetwork; hash: string }> {
  const bytes = await safetensorsBytes(file);
  const hash = sha256(bytes);
  const network = networkOf(decodeSafetensors(bytes, file), file, given);
  network.cell?.constrain?.(network.parameters);
  return { network, hash };
}

/**
 * The index, from 0, of the readout head that answers for an N.
 *
 * @throws RangeError if the network has none
 */
export function headFor({ heads }: NetworkDescription, n: number): number {
  const head = heads.indexOf(n);
  if (head < 0) throw new RangeError(`the network has no head for N = ${n}; it has heads for ${heads.join(", ")}`);
  return head;
}

/**
 * The name of the file of a network that solved N.
 *
 * @example networkFileName(5) // "N005.safetensors"
 */
export function networkFileName(n: number): string {
  return `${nName(n)}.safetensors`;
}

/**
 * An N as part of a name, so that names are in the order of N.
 *
 * @example nName(5) // "N005"
 */
export function nName(n: number): string {
  return `N${String(n).padStart(3, "0")}`;
}

/** The N of a network file's name; undefined for any other file. */
export function solvedN(file: string): number | undefined {
  const digits = /^N(\d{3,})\.safetensors$/.exec(basename(file))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** A checked network. Of a model that is not known, all but the readout heads is taken as it is. */
function networkOf({ tensors, metadata, skipped = [] }: SafetensorsContent, file: string, given?: Cell): SavedNetwork {
  const refuse: Refuse = (problem) => {
    throw new CheckpointError(`${problem} in ${file}`);
  };
  const stated = descriptionOf(metadata, refuse);
  const { model, tensors: source } = withTauAsDescribed(stated.model, tensors, refuse);
  const cell = cellOf(model, given, refuse);
  const description = { ...stated, model: cell?.description ?? model };
  const { heads } = description;
  const parameters: Tensors = {};
  const shapes = Object.entries(cell?.parameters ?? source).map(([name, { shape }]) => [name, shape] as const);
  const whole = [...shapes.map(([name]) => name), "readout.weight", "readout.bias"].find((name) =>
    skipped.includes(name),
  );
  if (whole !== undefined) refuse(`expected ${whole} to be F32 or F64, got whole numbers`);
  for (const [name, shape] of shapes) parameters[name] = parameterOf(source, name, shape, refuse);
  const answers = `, one head for each N of ${quoted(heads)},`;
  const weightShape = [heads.length, 2, description.model.neurons];
  parameters["readout.weight"] = parameterOf(source, "readout.weight", weightShape, refuse, answers);
  parameters["readout.bias"] = parameterOf(source, "readout.bias", [heads.length, 2], refuse, answers);
  return { parameters, description, ...(cell && { cell }) };
}

function descriptionOf(metadata: Readonly<Record<string, string>>, refuse: Refuse): NetworkDescription {
  if (metadata.network === undefined) return refuse("expected a description of the network in __metadata__, got none");
  const description = parseJson(metadata.network, refuse);
  if (!isObject(description)) return refuse("expected __metadata__.network to be a JSON object");
  const { format, model, task, curriculum, heads, seed, epoch, repeats, protocol } = description;
  if (format !== undefined && format !== currentFormat) {
    return refuse(`expected format ${currentFormat}, got ${quoted(format)}`);
  }
  if (!isObject(model) || typeof model.name !== "string") {
    return refuse(`expected model { name, neurons, … }, got ${quoted(model)}`);
  }
  if (typeof task !== "string" || task === "") {
    return refuse(`expected the name of the task, got ${quoted(task)}`);
  }
  if (curriculum !== undefined && typeof curriculum !== "string") {
    return refuse(`expected the name of the curriculum, got ${quoted(curriculum)}`);
  }
  if (!Array.isArray(heads) || heads.length === 0 || !heads.every((n) => Number.isSafeInteger(n) && n >= 1)) {
    return refuse(`expected heads to list the N of every head, integers >= 1, got ${quoted(heads)}`);
  }
  if (new Set(heads).size !== heads.length) return refuse(`expected another N for every head, got ${quoted(heads)}`);
  const { neurons } = model;
  if (typeof neurons !== "number") {
    return refuse(`expected model.neurons to be the number of neurons, got ${quoted(neurons)}`);
  }
  if (seed !== undefined && !isInteger(seed)) return refuse(`expected seed to be an integer, got ${quoted(seed)}`);
  if (epoch !== undefined && !(isInteger(epoch) && epoch >= 0)) {
    return refuse(`expected epoch to be an integer of at least 0, got ${quoted(epoch)}`);
  }
  if (repeats !== undefined && !isStepCounts(repeats)) {
    return refuse(`expected repeats to list how many steps a bit may last, integers >= 1, got ${quoted(repeats)}`);
  }
  if (protocol !== undefined && !isProtocol(protocol)) {
    return refuse(`expected protocol { optimiser: { name, … }, batch, steps, … }, got ${quoted(protocol)}`);
  }
  const checked = { task, curriculum, heads, seed, epoch, repeats, ...(protocol && { protocol }) };
  return { ...description, model: { ...model, name: model.name, neurons }, ...checked };
}

function isInteger(value: unknown): value is number {
  return Number.isInteger(value);
}

function isStepCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every((steps) => isInteger(steps) && steps >= 1);
}

/** Whether something is a protocol as far as its form goes; its numbers are checked where they are used. */
function isProtocol(value: unknown): value is TrainingProtocol {
  if (!isObject(value) || !isObject(value.optimiser) || typeof value.optimiser.name !== "string") return false;
  const { optimiser, onesProbability, batch, steps, testBatches, clipNorm } = value;
  const needed = [batch, steps, testBatches, clipNorm];
  const optional = [optimiser.learningRate, optimiser.momentum, onesProbability].filter((one) => one !== undefined);
  return [...needed, ...optional].every((one) => Number.isFinite(one));
}

function parseJson(text: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(`__metadata__.network is no valid JSON (${error instanceof Error ? error.message : error})`);
  }
}

/** The cell of a model, which is the given one if that is described so; undefined for one that is not known. */
function cellOf(model: ModelDescription, given: Cell | undefined, refuse: Refuse): Cell | undefined {
  try {
    if (given) checkCell(given);
    return given ? ownCell(model, given) : modelNames.includes(model.name) ? cellDescribed(model) : undefined;
  } catch (error) {
    if (error instanceof RangeError) return refuse(error.message);
    throw error;
  }
}

/** A checked parameter, its data not copied. `why` explains the shape. */
function parameterOf(tensors: Tensors, name: string, shape: readonly number[], refuse: Refuse, why = ""): Tensor {
  const expected = `${name} [${shape.join(", ")}]`;
  if (!Object.hasOwn(tensors, name)) return refuse(`expected ${expected}${why} got no such tensor`);
  const { shape: got, data } = tensors[name];
  if (got.length !== shape.length || got.some((length, axis) => length !== shape[axis])) {
    return refuse(`expected ${expected}${why || ","} got ${quoted(got)}`);
  }
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) refuse(`expected finite numbers, got ${data[bad]} at element ${bad} of ${name}`);
  return { shape, data };
}
