import { basename } from "node:path";
import type { Cell, ModelDescription } from "../models/cell.js";
import { cellDescribed } from "../models/cellDescribed.js";
import type { Tensor, Tensors } from "../tensor/tensor.js";
import { atomicWrite } from "./atomicWrite.js";
import { mustBeAsSaved } from "./checksums.js";
import { quoted } from "./quoted.js";
import { decodeSafetensors, encodeSafetensors, type SafetensorsContent, safetensorsBytes } from "./safetensors.js";
import { sha256 } from "./sha256.js";
import { withTauAsDescribed } from "./storedTau.js";

/** Version of the description that is written. Files of other programs may have none. */
const currentFormat = "emergent-timescales/1";

/** What a network file says about its network, beside the tensors. */
export interface NetworkDescription {
  readonly model: ModelDescription;
  readonly task: string;
  readonly curriculum?: string;
  /** The N that each readout head answers for, in the order of the heads. */
  readonly heads: readonly number[];
  readonly seed?: number;
  /** The epoch after which the network was as it is. */
  readonly epoch?: number;
  /** Anything else that is worth keeping; must be JSON. */
  readonly [key: string]: unknown;
}

/** A trained network: its parameters, named as in a checkpoint, and what they are. */
export interface Network {
  readonly parameters: Tensors;
  readonly description: NetworkDescription;
}

/** A network from a file, checked, with the cell that its description stands for. */
export interface LoadedNetwork extends Network {
  readonly cell: Cell;
}

/** A file is a safetensors file, but not of a network; the message names it, and what was expected and got. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}

type Refuse = (problem: string) => never;

/**
 * Stores a network as a safetensors file with its description in the metadata key `network`. Same network, same bytes.
 *
 * @throws CheckpointError if the parameters do not fit the description or hold NaN; nothing is written then
 * @throws RunError if the file cannot be written; one that was there before is unchanged
 */
export async function saveNetwork(file: string, network: Network): Promise<void> {
  await atomicWrite(file, encodeNetwork(file, network));
}

/**
 * The bytes of a network's file.
 *
 * @param file  its name, for errors
 * @throws CheckpointError if the parameters do not fit the description or hold NaN
 */
export function encodeNetwork(file: string, { parameters, description }: Network): Uint8Array {
  const network = JSON.stringify({ format: currentFormat, ...description });
  const stored = { tensors: parameters, metadata: { network } };
  networkOf(stored, file);
  return encodeSafetensors(parameters, stored.metadata);
}

/**
 * Loads a network file, whoever wrote it. Options of the model that its description leaves out have their defaults; a
 * τ that is one number for all neurons counts as fixed unless the description says "trained"; self-connections, which
 * the model does not have, are removed.
 *
 * @throws SafetensorsError if the file cannot be read
 * @throws CheckpointError if it holds no network, or not all of one
 * @throws RunError if it lies in a run's folder and is not the file that the run saved, by the hash in its checksums.txt
 */
export async function loadNetwork(file: string): Promise<LoadedNetwork> {
  const { network, hash } = await readNetwork(file);
  await mustBeAsSaved(file, hash);
  return network;
}

/**
 * A network whatever the checksums of its run say, and the SHA-256 of its file.
 *
 * @throws SafetensorsError or CheckpointError as `loadNetwork` does
 */
export async function readNetwork(file: string): Promise<{ network: LoadedNetwork; hash: string }> {
  const bytes = await safetensorsBytes(file);
  const hash = sha256(bytes);
  const network = networkOf(decodeSafetensors(bytes, file), file);
  network.cell.constrain?.(network.parameters);
  return { network, hash };
}

/**
 * The index of the readout head that answers for an N.
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

function networkOf({ tensors, metadata }: SafetensorsContent, file: string): LoadedNetwork {
  const refuse: Refuse = (problem) => {
    throw new CheckpointError(`${problem} in ${file}`);
  };
  const stated = descriptionOf(metadata, refuse);
  const { model, tensors: source } = withTauAsDescribed(stated.model, tensors, refuse);
  const cell = cellOf(model, refuse);
  const description = { ...stated, model: cell.description };
  const { heads } = description;
  const parameters: Tensors = {};
  for (const [name, { shape }] of Object.entries(cell.parameters)) {
    parameters[name] = parameterOf(source, name, shape, refuse);
  }
  const answers = `, one head for each N of ${quoted(heads)},`;
  const weightShape = [heads.length, 2, cell.neurons];
  parameters["readout.weight"] = parameterOf(source, "readout.weight", weightShape, refuse, answers);
  parameters["readout.bias"] = parameterOf(source, "readout.bias", [heads.length, 2], refuse, answers);
  return { parameters, description, cell };
}

function descriptionOf(metadata: Readonly<Record<string, string>>, refuse: Refuse): NetworkDescription {
  if (metadata.network === undefined) return refuse("expected a description of the network in __metadata__, got none");
  const description = parseJson(metadata.network, refuse);
  if (!isObject(description)) return refuse("expected __metadata__.network to be a JSON object");
  const { format, model, task, curriculum, heads } = description;
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
  return { ...description, model: { ...model, name: model.name, neurons }, task, curriculum, heads };
}

function parseJson(text: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(`__metadata__.network is no valid JSON (${error instanceof Error ? error.message : error})`);
  }
}

function cellOf(model: ModelDescription, refuse: Refuse): Cell {
  try {
    return cellDescribed(model);
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
