import { csvFormatRows, csvParseRows } from "d3-dsv";
import { RunError } from "./runError.js";

/** A cell of a tidy table; null and undefined are empty cells. */
export type TidyValue = number | string | boolean | null | undefined;

/** What a column holds, and what an empty cell of it stands for; "none" for a column without any. */
export interface TidyColumn {
  readonly name: string;
  readonly holds: "number" | "string" | "boolean" | "nothing";
  readonly empty: "null" | "undefined" | "none";
}

/**
 * The columns of rows.
 *
 * @throws RangeError if a column has values of different kinds, so that text could not tell them apart
 */
export function columnsOf(rows: readonly object[]): TidyColumn[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return names.map((name) => {
    const values = rows.map((row) => valueIn(row, name));
    const kinds = new Set(values.map(kindOf));
    const has = (kind: string) => kinds.delete(kind);
    const [isNull, isUndefined] = [has("null"), has("undefined")];
    const [holds = "nothing", another] = kinds;
    if (another !== undefined || (holds !== "nothing" && !isHeld(holds))) {
      throw new RangeError(`expected numbers, texts or truths in column ${name}, got ${[...kinds].join(" and ")}`);
    }
    if ((isNull && isUndefined) || ((isNull || isUndefined) && values.includes(""))) {
      throw new RangeError(`column ${name} has empty cells of two kinds: choose null, undefined or ""`);
    }
    return { name, holds, empty: isNull ? "null" : isUndefined ? "undefined" : "none" } as TidyColumn;
  });
}

/** Rows as CSV, numbers so that reading them gives exactly the same. */
export function formatTidy(columns: readonly TidyColumn[], rows: readonly object[]): string {
  const cells = rows.map((row) => columns.map(({ name }) => textOf(valueIn(row, name))));
  return `${csvFormatRows([columns.map(({ name }) => name), ...cells])}\n`;
}

/**
 * The rows of a CSV.
 *
 * @param fieldOf  name of the field that holds a column. Default: that of the column
 * @throws RunError if it does not have these columns, or a cell is not what its column holds
 */
export function parseTidy(
  columns: readonly TidyColumn[],
  text: string,
  fieldOf = (name: string) => name,
): Record<string, TidyValue>[] {
  const [header = [], ...lines] = csvParseRows(text);
  const names = columns.map(({ name }) => name).join();
  if (header.join() !== names) throw new RunError(`expected the columns ${names}, got ${header.join()}`);
  const fields = columns.map(({ name }) => fieldOf(name));
  return lines.map((cells, i) => {
    const row: Record<string, TidyValue> = {};
    columns.forEach((column, j) => {
      const value = cellOf(column, cells[j]);
      if (value === undefined && column.empty !== "undefined") {
        throw new RunError(`expected a ${column.holds} as ${column.name} in line ${i + 2}, got ${cells[j]}`);
      }
      if (value !== undefined) row[fields[j]] = value;
    });
    return row;
  });
}

function cellOf({ holds, empty }: TidyColumn, cell: string | undefined): TidyValue {
  if (cell === "" && empty !== "none") return empty === "null" ? null : undefined;
  if (holds === "string") return cell;
  if (holds === "boolean") return cell === "true" ? true : cell === "false" ? false : undefined;
  if (cell === "NaN") return Number.NaN;
  const value = cell === undefined || cell === "" ? Number.NaN : Number(cell);
  return Number.isNaN(value) ? undefined : value;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return Object.is(value, -0) ? "-0" : String(value);
}

function valueIn(row: object, name: string): unknown {
  return Object.hasOwn(row, name) ? Reflect.get(row, name) : undefined;
}

function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value;
}

function isHeld(kind: string): boolean {
  return ["number", "string", "boolean"].includes(kind);
}
