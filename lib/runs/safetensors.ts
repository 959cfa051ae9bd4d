import { readdir, readFile, stat } from "node:fs/promises";
import { counted } from "../counted.js";
import { reasonOf } from "../systemError.js";
import { sizeOf, type Tensors } from "../tensor/tensor.js";
import { atomicWrite } from "./atomicWrite.js";
import { parseHeader, type Refuse, type TensorEntry } from "./safetensorsHeader.js";

/** A file is not what the safetensors format demands; the message names it, and what was expected and got. */
export class SafetensorsError extends Error {
  override readonly name = "SafetensorsError";
}

/** Named tensors and named strings: what a safetensors file holds. */
export interface SafetensorsContent {
  readonly tensors: Tensors;
  readonly metadata: Readonly<Record<string, string>>;
  /** Names of the tensors of whole numbers or truth values, which are not read; absent if the file has none. */
  readonly skipped?: readonly string[];
}

/** Length of the header length at the beginning of a file. */
const prefixBytes = 8;

/** The longest header that the format's reference implementation accepts. */
const longestHeader = 100_000_000;

/** Names in a hostile file can be long; messages are not. */
const longestProblem = 400;

/**
 * The bytes of a safetensors file with these tensors, as F32, and metadata. Same content, same bytes: tensors are
 * stored by name, whatever order they come in.
 *
 * @throws RangeError if a tensor's data does not fit its shape or its name is not usable
 * @source https://huggingface.co/docs/safetensors, "Format"
 */
export function encodeSafetensors(tensors: Tensors, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const header: Array<[string, unknown]> = [];
  if (Object.keys(metadata).length > 0) header.push(["__metadata__", metadata]);
  const names = Object.keys(tensors).sort();
  let dataBytes = 0;
  for (const name of names) {
    const { shape, data } = tensors[name];
    if (name === "__metadata__") throw new RangeError("a tensor cannot be named __metadata__");
    if (data.length !== sizeOf(shape)) {
      throw new RangeError(
        `expected ${counted(sizeOf(shape), "element")} for ${name} [${shape.join(", ")}], got ${data.length}`,
      );
    }
    header.push([name, { dtype: "F32", shape, data_offsets: [dataBytes, dataBytes + 4 * data.length] }]);
    dataBytes += 4 * data.length;
  }
  const unpadded = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerBytes = Math.ceil(unpadded.length / 8) * 8; // so that data can be mapped into memory as it is
  const file = new Uint8Array(prefixBytes + headerBytes + dataBytes);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, prefixBytes, prefixBytes + headerBytes);
  file.set(unpadded, prefixBytes);
  let at = prefixBytes + headerBytes;
  for (const name of names) {
    for (const value of tensors[name].data) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return file;
}

/**
 * The content of a safetensors file. F64 is rounded to float32; tensors of whole numbers, such as counters
 * that Python programs store beside the weights, are passed over; other number formats are refused. Values may be NaN
 * or infinite.
 *
 * @param file  its name, for errors
 * @throws SafetensorsError if the bytes break any rule of the format
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): SafetensorsContent {
  const refuse: Refuse = (problem) => {
    throw new SafetensorsError(`${problem.slice(0, longestProblem)} in ${file}`);
  };
  if (bytes.length < prefixBytes) refuse(`expected at least ${prefixBytes} bytes, got ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stated = view.getBigUint64(0, true);
  const headerBytes = Number(stated);
  if (headerBytes > Math.min(longestHeader, bytes.length - prefixBytes)) {
    const got = `a header within ${counted(bytes.length, "byte")}, got a header length of ${stated}`;
    refuse(`no safetensors file, or one that is cut off: expected ${got}`);
  }
  const dataStart = prefixBytes + headerBytes;
  const text = headerText(bytes.subarray(prefixBytes, dataStart), refuse);
  const { metadata, entries, skipped } = parseHeader(text, bytes.length - dataStart, refuse);
  const tensors = Object.fromEntries(
    entries.map((entry) => [entry.name, { shape: entry.shape, data: valuesOf(view, dataStart, entry) }]),
  );
  return { tensors, metadata, ...(skipped.length > 0 && { skipped }) };
}

function headerText(bytes: Uint8Array, refuse: Refuse): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse("expected the header to be UTF-8 text");
  }
}

function valuesOf(view: DataView, dataStart: number, { dtype, shape, begin }: TensorEntry): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  const start = dataStart + begin;
  if (dtype === "F32") for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(start + 4 * i, true);
  else for (let i = 0; i < values.length; i++) values[i] = view.getFloat64(start + 8 * i, true);
  return values;
}

/**
 * Reads a safetensors file. F64 is rounded to float32; tensors of whole numbers or truth values are passed over. Values
 * may be NaN or infinite.
 *
 * @throws SafetensorsError if it cannot be read, breaks any rule of the format, or holds other number formats
 * @source https://huggingface.co/docs/safetensors, "Format"
 */
export async function readSafetensors(file: string): Promise<SafetensorsContent> {
  return decodeSafetensors(await safetensorsBytes(file), file);
}

/**
 * The bytes of a safetensors file, for `decodeSafetensors`. A pipe or a device would never end: only regular files are
 * read.
 *
 * @throws SafetensorsError if it cannot be read
 */
export async function safetensorsBytes(file: string): Promise<Uint8Array> {
  let found: string[] = [];
  try {
    const status = await stat(file);
    if (status.isFile()) return await readFile(file);
    if (status.isDirectory()) found = (await readdir(file)).filter((name) => /^N\d+\.safetensors$/.test(name)).sort();
  } catch (error) {
    throw new SafetensorsError(`cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  }
  const networks = found.length === 0 ? "" : `; it holds the networks ${found.join(", ")}`;
  throw new SafetensorsError(`cannot read ${file}: it is not a file${networks}`);
}

/**
 * Writes a safetensors file of F32 atomically. Same content, same bytes: tensors are stored by name.
 *
 * @throws RangeError if a tensor's data does not fit its shape, or it is named "__metadata__"
 * @throws RunError if it cannot be written; a file that was there before is unchanged
 * @source https://huggingface.co/docs/safetensors, "Format"
 */
export async function writeSafetensors(
  file: string,
  tensors: Tensors,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  await atomicWrite(file, encodeSafetensors(tensors, metadata));
}
