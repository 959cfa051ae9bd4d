import { counted } from "../counted.js";
import { sizeOf } from "../tensor/tensor.js";
import { isObject } from "./isObject.js";
import { quoted } from "./quoted.js";

/** Number formats that are read, with their bytes per element. Written is F32. */
const bytesPerElement = { F32: 4, F64: 8 } as const;
export type Dtype = keyof typeof bytesPerElement;

/** Formats of whole numbers and truth values, which no parameter of a network has: such tensors are passed over. */
const passedOver: Readonly<Record<string, number>> = {
  BOOL: 1,
  ...{ U8: 1, U16: 2, U32: 4, U64: 8 },
  ...{ I8: 1, I16: 2, I32: 4, I64: 8 },
};

/** Where a tensor lies in the data part of the file. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of their data. */
  readonly entries: readonly TensorEntry[];
  /** Names of the tensors that are passed over, in the same order. */
  readonly skipped: readonly string[];
}

/** A tensor of any format that the file may hold. */
type PlacedTensor = Omit<TensorEntry, "dtype"> & { readonly dtype: string };

/** Refuses a file: tells what is wrong with it. */
export type Refuse = (problem: string) => never;

/** Objects and lists are nested no deeper in a header: header, tensor, shape. */
const deepest = 3;

/**
 * Reads the JSON of a safetensors header, believing nothing.
 *
 * @param dataBytes  length of the data part of the file
 */
export function parseHeader(text: string, dataBytes: number, refuse: Refuse): Header {
  if (!text.startsWith("{")) refuse(`expected the header to begin with "{", got ${quoted(text.slice(0, 1))}`);
  checkNesting(text, refuse);
  const header = parseJson(text, refuse);
  if (!isObject(header)) return refuse("expected the header to be a JSON object");
  const metadata = metadataOf(header, refuse);
  const entries = Object.entries(header)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, entry]) => entryOf(name, entry, refuse))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkCover(entries, dataBytes, refuse);
  const read = entries.filter((entry): entry is TensorEntry => isRead(entry.dtype));
  return { metadata, entries: read, skipped: entries.filter(({ dtype }) => !isRead(dtype)).map(({ name }) => name) };
}

function parseJson(text: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(`the header is no valid JSON (${error instanceof Error ? error.message : error})`);
  }
}

/** Refuses deep nesting before a parser meets it, and keys given twice, of which JSON.parse would keep the last. */
function checkNesting(text: string, refuse: Refuse): void {
  const keys: Array<Set<string> | undefined> = []; // of each open object; undefined for an open list
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === "{" || character === "[") {
      keys.push(character === "{" ? new Set() : undefined);
      if (keys.length > deepest) refuse(`the header is nested deeper than the ${deepest} levels of the format`);
    } else if (character === "}" || character === "]") {
      keys.pop();
    } else if (character === '"') {
      const start = i;
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === "\\") i++;
      const open = keys[keys.length - 1];
      if (!open || !isBeforeColon(text, i + 1)) continue;
      const key = text.slice(start, i + 1);
      const name = key.includes("\\") ? String(parseJson(key, refuse)) : key.slice(1, -1);
      if (open.has(name)) refuse(`the header has ${quoted(name)} twice`);
      open.add(name);
    }
  }
}

function isBeforeColon(text: string, from: number): boolean {
  let i = from;
  while (" \t\n\r".includes(text[i] ?? "?")) i++;
  return text[i] === ":";
}

function metadataOf(header: Record<string, unknown>, refuse: Refuse): Record<string, string> {
  if (!Object.hasOwn(header, "__metadata__")) return {};
  const metadata = header.__metadata__;
  if (!isObject(metadata)) return refuse("expected __metadata__ to be an object of strings");
  const strings: Array<[string, string]> = [];
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== "string") return refuse(`expected __metadata__.${key} to be a string, got ${typeof value}`);
    strings.push([key, value]);
  }
  return Object.fromEntries(strings);
}

function entryOf(name: string, entry: unknown, refuse: Refuse): PlacedTensor {
  if (!isObject(entry)) return refuse(`expected tensor ${name} to be an object with dtype, shape and data_offsets`);
  for (const key of Object.keys(entry)) {
    if (!["dtype", "shape", "data_offsets"].includes(key)) refuse(`tensor ${name} has an unknown field ${key}`);
  }
  const { dtype, shape, data_offsets: offsets } = entry;
  const size = sizeOfElement(dtype, shape, offsets);
  if (typeof dtype !== "string" || size === undefined) {
    return refuse(`expected tensor ${name} to be F32 or F64, got ${quoted(dtype)}`);
  }
  if (!isCounts(shape) || !Number.isSafeInteger(sizeOf(shape) * size)) {
    return refuse(`expected the shape of ${name} to be a list of counts, got ${quoted(shape)}`);
  }
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    return refuse(`expected the data_offsets of ${name} to be [begin, end], got ${quoted(offsets)}`);
  }
  const [begin, end] = offsets;
  const bytes = sizeOf(shape) * size;
  if (end - begin !== bytes) {
    refuse(`expected ${counted(bytes, "byte")} for ${name} ${dtype} ${quoted(shape)}, got ${end - begin}`);
  }
  return { name, dtype, shape, begin, end };
}

function isRead(dtype: unknown): dtype is Dtype {
  return typeof dtype === "string" && Object.hasOwn(bytesPerElement, dtype);
}

/** Bytes of an element; undefined for a format that is not known, or that is passed over and does not fit its place. */
function sizeOfElement(dtype: unknown, shape: unknown, offsets: unknown): number | undefined {
  if (isRead(dtype)) return bytesPerElement[dtype];
  if (typeof dtype !== "string" || !Object.hasOwn(passedOver, dtype)) return undefined;
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) return undefined;
  return offsets[1] - offsets[0] === sizeOf(shape) * passedOver[dtype] ? passedOver[dtype] : undefined;
}

/** The format allows no gap, no overlap and nothing after the last tensor. */
function checkCover(entries: readonly PlacedTensor[], dataBytes: number, refuse: Refuse): void {
  let covered = 0;
  for (const { name, begin, end } of entries) {
    if (end > dataBytes)
      refuse(`expected ${counted(end, "byte")} of data for ${name}, got ${dataBytes}: the file is cut off`);
    if (begin !== covered) {
      refuse(`expected the data of ${name} to begin at ${covered}, where the one before ends, got ${begin}`);
    }
    covered = end;
  }
  if (covered !== dataBytes) refuse(`expected ${counted(covered, "byte")} of data for its tensors, got ${dataBytes}`);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}
