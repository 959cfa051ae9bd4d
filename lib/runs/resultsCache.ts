import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { checkOptionsOf } from "../knownFields.js";
import { sha256 } from "../sha256.js";
import { reasonOf, systemCode } from "../systemError.js";
import { atomicWrite } from "./atomicWrite.js";
import { makeFolder } from "./makeFolder.js";
import { orderlessJson } from "./orderlessJson.js";
import { readOrdinaryFile } from "./readOrdinaryFile.js";
import { RunError } from "./runError.js";
import { columnsOf, formatTidy, parseTidy, type TidyColumn } from "./tidyTable.js";

const format = "emergent-timescales-results/1";

/** What a measurement depends on. */
export interface Measurement {
  /** The network's file; what counts is its content, not its name. */
  readonly network: string;
  /** Name of the analysis, also of the folder of its results: letters, digits, "-" and "_". */
  readonly analysis: string;
  /** Raised by whoever changes the analysis so that it gives other numbers. */
  readonly version: number;
  /** Everything else that the numbers depend on, as JSON. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Where results are stored, and who hears of problems. */
export interface ResultsCacheOptions {
  /** Default: "data/results/cache" in the working folder. */
  folder?: string;
  /** Told when a stored result is damaged and computed anew, or a new one cannot be stored. */
  onProblem?: (problem: string) => void;
}

/** The first line of a stored result, after "# ". */
interface Header {
  readonly format: typeof format;
  readonly analysis: string;
  readonly version: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** SHA-256 of the network's file. */
  readonly network: string;
  readonly columns: readonly TidyColumn[];
  /** How many there are. */
  readonly rows: number;
  /** SHA-256 of all of the above and of the table. */
  readonly checksum: string;
}

type Key = Omit<Header, "columns" | "rows" | "checksum">;

/** Computations under way in this process, by file. */
const underWay = new Map<string, Promise<object[]>>();

/**
 * The rows of a measurement: read if the same was computed before, with the same network, parameters and version of the
 * analysis, else computed and stored as a tidy CSV with one line of comment. What is damaged is computed anew. Any
 * number of processes may do this at the same time.
 *
 * An analysis in several steps stores each under its own parameters; another parameter of the last step then leaves the
 * others as they are.
 *
 * @param compute  gives plain rows: numbers, texts, truths, null; each column of one kind
 * @returns a copy of the rows
 * @throws RunError if the network cannot be read; RangeError if the name of the analysis is not valid, or rows cannot
 *   be stored as a table; what `compute` throws
 */
export async function cachedRows<Row extends object>(
  measurement: Measurement,
  compute: () => Promise<readonly Row[]>,
  options: ResultsCacheOptions = {},
): Promise<Row[]> {
  checkOptionsOf("cachedRows", options, { folder: true, onProblem: true });
  const { folder = join("data", "results", "cache"), onProblem } = options;
  const { analysis, version, parameters } = measurement;
  if (!/^[\w-]+$/.test(analysis)) {
    throw new RangeError(`analysis: expected letters, digits, "-" and "_", got "${analysis}"`);
  }
  const key = { format, analysis, version, parameters, network: await hashOf(measurement.network) } satisfies Key;
  const name = `${key.network.slice(0, 16)}-${sha256(orderlessJson(key)).slice(0, 16)}.csv`;
  const file = resolve(folder, analysis, name);

  const storedOrNew = async (): Promise<object[]> => {
    const stored = await readStored(file, key, onProblem);
    if (stored) return stored;
    const rows = [...(await compute())];
    const text = storedText(key, rows);
    try {
      await makeFolder(dirname(file));
      await atomicWrite(file, text);
    } catch (error) {
      onProblem?.(`the result of ${analysis} is not stored: ${reasonOf(error)}`);
    }
    return rows;
  };
  let rows = underWay.get(file);
  if (!rows) {
    rows = storedOrNew().finally(() => underWay.delete(file));
    underWay.set(file, rows);
  }
  // Same key, same analysis: the rows are of the kind that its `compute` gives. Everyone gets copies.
  return structuredClone(await rows) as Row[];
}

function storedText(key: Key, rows: readonly object[]): string {
  const columns = columnsOf(rows);
  const table = formatTidy(columns, rows);
  const described = { ...key, columns, rows: rows.length };
  return `${lineOf({ ...described, checksum: checksumOf(described, table) })}\n${table}`;
}

function lineOf(header: Header): string {
  return `# ${JSON.stringify(header)}`;
}

async function readStored(
  file: string,
  key: Key,
  onProblem: ResultsCacheOptions["onProblem"],
): Promise<object[] | undefined> {
  try {
    const text = (await readOrdinaryFile(file)).toString("utf8");
    const end = text.indexOf("\n");
    const header: Header = JSON.parse(text.slice(2, end));
    const { checksum, ...described } = header;
    const table = text.slice(end + 1);
    if (text.slice(0, end) !== lineOf(header)) throw new RunError("its first line is damaged");
    if (checksum !== checksumOf(described, table)) throw new RunError("its checksum is wrong");
    const { columns, rows, ...stored } = described;
    if (orderlessJson(stored) !== orderlessJson(key)) throw new RunError("it is another measurement's");
    return columns.length === 0 ? Array.from({ length: rows }, () => ({})) : parseTidy(columns, table);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") onProblem?.(`${file} is computed anew: ${reasonOf(error)}`);
    return undefined;
  }
}

function checksumOf(described: object, table: string): string {
  return sha256(`${orderlessJson(described)}\n${table}`);
}

async function hashOf(network: string): Promise<string> {
  try {
    return sha256(await readFile(network));
  } catch (error) {
    throw new RunError(`cannot read ${network}: ${reasonOf(error)}`, { cause: error });
  }
}
