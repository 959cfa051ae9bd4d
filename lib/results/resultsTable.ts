import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { atomicWrite } from "../runs/atomicWrite.js";
import { camelCase, snakeCase } from "../runs/columnNames.js";
import { dataFolder } from "../runs/dataFolder.js";
import { fitsFilter, type RunFilter } from "../runs/loadRuns.js";
import { orderlessJson } from "../runs/orderlessJson.js";
import { RunError, reasonOf } from "../runs/runError.js";
import { columnsOf, formatTidy, parseTidy, type TidyColumn } from "../runs/tidyTable.js";
import type { AblationResult } from "./measureAblation.js";
import type { ContinuousTimeResult } from "./measureContinuousTime.js";
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
  weights: WeightsResult;
  timescales: TimescalesResult;
  "tau-net": TauNetResult;
  autocorrelation: AutocorrelationResult;
  dimensionality: DimensionalityResult;
  ablation: AblationResult;
  perturbation: PerturbationResult;
  forgetting: ForgettingResult;
  retraining: RetrainingResult;
  "length-generalisation": LengthGeneralisationResult;
  "fixed-points": FixedPointsResult;
  "forget-gate": ForgetGateResult;
  "gated-timescales": GatedTimescalesResult;
  "continuous-time": ContinuousTimeResult;
}

export type ResultTable = keyof ResultTables;

/** The network that a row belongs to. */
export interface MeasuredNetwork {
  /** Name of its run's folder. */
  run: string;
  profile: string;
  task: string;
  curriculum: string;
  model: string;
  /** What is special about the run, e.g. "tau-1"; null if nothing. */
  variant: string | null;
  seed: number;
  /** The largest N that the network has solved. */
  n: number;
  /** The first 16 hexadecimal digits of the SHA-256 of its file. */
  network: string;
}

/** Columns of measurements with the name of one that says whose row it is, and so would take its place: there must be none. */
type Shadowing = { [Table in ResultTable]: keyof ResultTables[Table] & keyof MeasuredNetwork }[ResultTable];

export type ResultRow<Table extends ResultTable> = [Shadowing] extends [never]
  ? MeasuredNetwork & ResultTables[Table]
  : never;

/** How all rows of a table were measured. */
export interface TableProtocol {
  readonly measurement: string;
  readonly version: number;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A table of measurements and how they were made. */
export interface StoredTable<Row> extends TableProtocol {
  readonly rows: Row[];
}

/** Which rows: like which runs, and which N. */
export interface ResultFilter extends RunFilter {
  n?: number | readonly number[];
}

/**
 * The measurements of a table that fit, as shipped in data/results.
 *
 * @param folder  where the tables are. Default: the project's data/results
 * @returns no rows if nothing has been measured yet
 * @throws RunError if the table is damaged
 * @example (await loadResults("ablation", { profile: "lab", n: [5, 30] })).rows
 */
export async function loadResults<Table extends ResultTable>(
  table: Table,
  filter: ResultFilter = {},
  folder: string = dataFolder("results"),
): Promise<StoredTable<ResultRow<Table>>> {
  const stored = await readTable<ResultRow<Table>>(join(folder, `${table}.csv`));
  if (!stored) return { measurement: table, version: 0, parameters: {}, rows: [] };
  const { n, ...runs } = filter;
  const ns = n === undefined ? undefined : [n].flat();
  return { ...stored, rows: stored.rows.filter((row) => fitsFilter(row, runs) && (ns?.includes(row.n) ?? true)) };
}

/**
 * A table as stored: a first line of comment, which tells how it was measured and what its columns hold, then CSV.
 *
 * @returns undefined if there is no such file
 * @throws RunError if it is damaged
 */
export async function readTable<Row extends object>(file: string): Promise<StoredTable<Row> | undefined> {
  if (!existsSync(file)) return undefined;
  const text = await readFile(file, "utf8");
  const end = text.indexOf("\n");
  try {
    const header: TableProtocol & { format: unknown; columns: TidyColumn[] } = JSON.parse(text.slice(2, end));
    if (header.format !== format) throw new RunError(`expected format ${format}, got ${String(header.format)}`);
    const { measurement, version, parameters, columns } = header;
    const rows = parseTidy(columns, text.slice(end + 1)).map(
      (row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [camelCase(name), value])) as Row,
    );
    return { measurement, version, parameters, rows };
  } catch (error) {
    throw new RunError(`cannot read the table ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Stores a table; rows in the order of their runs' names and N, so that the same rows give the same bytes.
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
  const header = { format, measurement, version, parameters, columns };
  await atomicWrite(file, `# ${JSON.stringify(header)}\n${formatTidy(columns, ordered)}`);
}

/** Whether two tables were measured in the same way. */
export function isSameProtocol(a: TableProtocol, b: TableProtocol): boolean {
  const text = ({ measurement, version, parameters }: TableProtocol) =>
    orderlessJson({ measurement, version, parameters });
  return text(a) === text(b);
}
