import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { atomicWrite } from "../runs/atomicWrite.js";
import { camelCase, snakeCase } from "../runs/columnNames.js";
import { dataFolder } from "../runs/dataFolder.js";
import { shippedRuns } from "../runs/loadRuns.js";
import { orderlessJson } from "../runs/orderlessJson.js";
import { readOrdinaryFile } from "../runs/readOrdinaryFile.js";
import { RunError } from "../runs/runError.js";
import { checkFilter, checkVariants, fitsFilter, ofAnyModel, type RunFilter } from "../runs/runFilter.js";
import { columnsOf, formatTidy, parseTidy, type TidyColumn } from "../runs/tidyTable.js";
import { sha256 } from "../sha256.js";
import { reasonOf } from "../systemError.js";
import type { AblationResult } from "./measureAblation.js";
import type { ContinuousTimeResult } from "./measureContinuousTime.js";
import type { DecodingResult } from "./measureDecoding.js";
import type { DimensionalityResult } from "./measureDimensionality.js";
import type { FixedPointsResult } from "./measureFixedPoints.js";
import type { ForgetGateResult } from "./measureForgetGate.js";
import type { ForgettingResult } from "./measureForgetting.js";
import type { GatedTimescalesResult } from "./measureGatedTimescales.js";
import type { LengthGeneralisationResult } from "./measureLengths.js";
import type { PerturbationResult } from "./measurePerturbation.js";
import type { RetrainingResult } from "./measureRetraining.js";
import type { AutocorrelationResult, TauNetResult, TimescalesResult } from "./measureTimescales.js";
import type { WeightsResult } from "./measureWeights.js";

const format = "emergent-timescales-table/1";

/** The tables of data/results, and what a row of each holds beside the network that it belongs to. */
export interface ResultTables {
  /** A row per network: statistics of its recurrent weights, spectral radii. */
  weights: WeightsResult;
  /** A row per network, inputs and which neurons are kept: τ_net over neurons, in steps. */
  timescales: TimescalesResult;
  /** A row per neuron: τ and τ_net in steps. */
  "tau-net": TauNetResult;
  /** A row per network and lag, 0 … 60 steps. */
  autocorrelation: AutocorrelationResult;
  /** A row per network: components for 90 % of the variance. */
  dimensionality: DimensionalityResult;
  /** A row per network and group of 20 neurons, ablated one at a time. */
  ablation: AblationResult;
  /** A row per network, kind and size of perturbation. */
  perturbation: PerturbationResult;
  /** A row per network, inputs, tested N and head. */
  forgetting: ForgettingResult;
  /** A row per network and decoded N. */
  decoding: DecodingResult;
  /** A row per network and the N that it was retrained on. */
  retraining: RetrainingResult;
  /** A row per network and window of steps. */
  "length-generalisation": LengthGeneralisationResult;
  /** A row per network, constant input and period. */
  "fixed-points": FixedPointsResult;
  /** A row per GRU or LSTM and inputs: timescales of its gate, in steps. */
  "forget-gate": ForgetGateResult;
  /** A row per GRU or LSTM, inputs and which units are kept: τ_net over units, in steps. */
  "gated-timescales": GatedTimescalesResult;
  /** A row per network in continuous time and number of steps that a bit lasts. */
  "continuous-time": ContinuousTimeResult;
}

/** The name of a table of data/results. */
export type ResultTable = keyof ResultTables;

/** The name of the measurement that fills each table, which may fill others too. */
const measurementOf: Readonly<Record<ResultTable, string>> = {
  weights: "weights",
  timescales: "timescales",
  "tau-net": "timescales",
  autocorrelation: "timescales",
  dimensionality: "dimensionality",
  ablation: "ablation",
  perturbation: "perturbation",
  forgetting: "forgetting",
  decoding: "decoding",
  retraining: "retraining",
  "length-generalisation": "length-generalisation",
  "fixed-points": "fixed-points",
  "forget-gate": "forget-gate",
  "gated-timescales": "gated-timescales",
  "continuous-time": "continuous-time",
};

/** The network that a row belongs to. */
export interface MeasuredNetwork {
  /** Name of its run's folder. */
  run: string;
  profile: string;
  task: string;
  curriculum: string;
  model: string;
  /** What is special about the run, e.g. "tau-1", beside that it is a retraining; null if nothing. */
  variant: string | null;
  seed: number;
  /** The largest N that the network has solved; of a retraining, the N that it was retrained on. */
  n: number;
  /** The first 16 hexadecimal digits of the SHA-256 of its file. */
  network: string;
}

/** A row of a table: the network that it belongs to, and what was measured of it, in columns of other names. */
export type ResultRow<Table extends ResultTable> = MeasuredNetwork & ResultTables[Table];

/** How all rows of a table were measured. */
export interface TableProtocol {
  /** Its name: see `networkMeasurements`. */
  readonly measurement: string;
  /** Of the measurement; 0 of a table that is not there. */
  readonly version: number;
  /** All that the numbers depend on beside the network. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A table of measurements and how they were made. */
export interface StoredTable<Row> extends TableProtocol {
  readonly rows: Row[];
}

/** A table as it is on disk. */
export interface ReadTable<Row> extends StoredTable<Row> {
  /** Whether its rows are those that were written; without a checksum nobody knows. */
  readonly hasChecksum: boolean;
}

/** The first line of a table, after "# ". */
interface Header extends TableProtocol {
  readonly format: typeof format;
  readonly columns: readonly TidyColumn[];
  /** SHA-256 of all of the above and of the CSV. Tables of before there were checksums have none. */
  readonly checksum?: string;
}

/** Which rows: like which runs, and which N. */
export interface ResultFilter extends RunFilter {
  /** The largest N that the network has solved; of a retraining, the N that it was retrained on. */
  n?: number | readonly number[];
}

/**
 * The measurements of a table that fit, as shipped in data/results.
 *
 * @param folder  where the tables are; there a filter without `model` or `variant` lets any through. Default: the
 *   project's data/results
 * @returns no rows if nothing has been measured yet
 * @throws RangeError if there is no such table, or the filter has an unknown field, or a name that neither this
 *   library, nor the table, nor a shipped run has
 * @throws RunError if the table is damaged, or not as it was written
 * @example (await loadResults("ablation", { profile: "lab", n: [5, 30] })).rows
 */
export async function loadResults<Table extends ResultTable>(
  table: Table,
  filter: ResultFilter = {},
  folder: string = dataFolder("results"),
): Promise<StoredTable<ResultRow<Table>>> {
  if (!Object.hasOwn(measurementOf, table)) {
    throw new RangeError(`there is no table "${table}"; expected one of: ${Object.keys(measurementOf).join(", ")}`);
  }
  const stored = await readTable<ResultRow<Table>>(join(folder, `${table}.csv`));
  checkFilter(filter, stored?.rows ?? [], ["n"]);
  if (!stored) return { measurement: measurementOf[table], version: 0, parameters: {}, rows: [] };
  await checkVariants(filter, stored.rows, `${table}.csv`, shippedRuns);
  const isShipped = resolve(folder) === resolve(dataFolder("results"));
  const { n, ...runs } = isShipped ? filter : ofAnyModel(filter);
  const ns = n === undefined ? undefined : [n].flat();
  const { hasChecksum: _, rows, ...protocol } = stored;
  return { ...protocol, rows: rows.filter((row) => fitsFilter(row, runs) && (ns?.includes(row.n) ?? true)) };
}

/**
 * A table as stored: a first line of comment, which tells how it was measured and what its columns hold, then CSV.
 *
 * @returns undefined if there is no such file
 * @throws RunError if it is damaged, or not as it was written
 */
export async function readTable<Row extends object>(file: string): Promise<ReadTable<Row> | undefined> {
  if (!existsSync(file)) return undefined;
  try {
    const text = (await readOrdinaryFile(file)).toString("utf8");
    const end = text.indexOf("\n");
    const table = text.slice(end + 1);
    const header: Header = JSON.parse(text.slice(2, end));
    if (header.format !== format) throw new RunError(`expected format ${format}, got ${String(header.format)}`);
    const { measurement, version, parameters, columns, checksum } = header;
    const described = { format, measurement, version, parameters, columns } as const;
    // The whole line, not only what is used of it: a damaged name of the checksum would look like none.
    if (text.slice(0, end) !== lineOf({ ...described, checksum })) throw new RunError("its first line is damaged");
    if (checksum !== undefined && checksum !== checksumOf(described, table)) throw new RunError(wrongChecksum);
    const rows = parseTidy(columns, table, camelCase) as Row[];
    return { measurement, version, parameters, rows, hasChecksum: checksum !== undefined };
  } catch (error) {
    throw new RunError(`cannot read the table ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

const wrongChecksum =
  "its checksum is wrong: the table is damaged or was edited. npm run measure makes it anew, git checkout brings back " +
  'one that is shipped; to keep what was edited on purpose, take ,"checksum":"…" out of its first line';

/**
 * Stores a table with its checksum; rows in the order of their runs' names and N, so that the same rows give the same
 * bytes.
 *
 * @throws RangeError if a column has values of different kinds; RunError if the file cannot be written
 */
export async function writeTable(
  file: string,
  { rows, measurement, version, parameters }: StoredTable<MeasuredNetwork>,
): Promise<void> {
  const ordered = [...rows]
    .sort((a, b) => (a.run < b.run ? -1 : a.run > b.run ? 1 : a.n - b.n))
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [snakeCase(name), value])));
  const columns = columnsOf(ordered);
  const described = { format, measurement, version, parameters, columns } as const;
  const table = formatTidy(columns, ordered);
  await atomicWrite(file, `${lineOf({ ...described, checksum: checksumOf(described, table) })}\n${table}`);
}

function lineOf(header: Header): string {
  return `# ${JSON.stringify(header)}`;
}

function checksumOf(described: Omit<Header, "checksum">, table: string): string {
  return sha256(`${orderlessJson(described)}\n${table}`);
}

/** Whether two tables were measured in the same way. */
export function isSameProtocol(a: TableProtocol, b: TableProtocol): boolean {
  const text = ({ measurement, version, parameters }: TableProtocol) =>
    orderlessJson({ measurement, version, parameters });
  return text(a) === text(b);
}
