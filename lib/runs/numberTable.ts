import { readFile } from "node:fs/promises";
import { csvFormatRows, csvParseRows } from "d3-dsv";
import { appendText } from "./appendText.js";
import { atomicWrite } from "./atomicWrite.js";
import { RunError, reasonOf, systemCode } from "./runError.js";

/** A row of a table with one column per field; undefined and NaN are empty cells. */
export type NumberRow<Field extends string> = { readonly [F in Field]?: number };

/**
 * A CSV file of numbers that grows by one row per epoch, the epoch in its first column, from 1 without gaps. Numbers
 * are written so that reading them gives exactly the same. A row that a killed process wrote half is not there.
 */
export class NumberTable<Field extends string> {
  private readonly fields: readonly Field[];
  private readonly header: string;
  /** How many rows there are, as soon as this object has seen. */
  private rows?: number;

  /** @param columns  fields and the names of their columns, in order; the first is the epoch */
  constructor(
    readonly file: string,
    private readonly columns: Readonly<Record<Field, string>>,
  ) {
    this.fields = Object.keys(columns) as Field[];
    this.header = `${Object.values(columns).join(",")}\n`;
  }

  /**
   * All whole rows; none if there is no file.
   *
   * @throws RunError if the file is not such a table
   */
  async read(): Promise<Array<NumberRow<Field>>> {
    const text = await readFile(this.file, "utf8").catch((error: unknown) => {
      if (systemCode(error) === "ENOENT") return "";
      throw new RunError(`cannot read ${this.file}: ${reasonOf(error)}`, { cause: error });
    });
    const [header, ...lines] = csvParseRows(text.slice(0, text.lastIndexOf("\n") + 1));
    if (header === undefined) return [];
    if (`${header.join(",")}\n` !== this.header) {
      throw new RunError(`expected the columns ${this.header.trim()}, got ${header.join(",")} in ${this.file}`);
    }
    return lines.map((cells, i) => this.rowOf(cells, i + 1));
  }

  /**
   * Adds the row of the next epoch, on the disk when this returns.
   *
   * @throws RunError if that is not possible, or the row is another epoch's; the table is as before
   */
  async append(row: NumberRow<Field>): Promise<void> {
    const rows = await this.refuseUnlessNext(row[this.fields[0]]);
    await appendText(this.file, this.lineOf(row));
    this.rows = rows + 1;
  }

  /**
   * @returns how many rows there are
   * @throws RunError if another epoch is the next
   */
  async refuseUnlessNext(epoch: number | undefined): Promise<number> {
    const rows = this.rows ?? (await this.keep());
    if (epoch !== rows + 1) throw new RunError(`expected epoch ${rows + 1} next, got ${epoch} for ${this.file}`);
    return rows;
  }

  /**
   * Keeps the first so many rows, by default all, and nothing of a row that was written half.
   *
   * @returns how many rows there are then
   */
  async keep(rows = Number.POSITIVE_INFINITY): Promise<number> {
    const kept = (await this.read()).slice(0, rows);
    await atomicWrite(this.file, this.header + kept.map((row) => this.lineOf(row)).join(""));
    this.rows = kept.length;
    return kept.length;
  }

  private lineOf(row: NumberRow<Field>): string {
    const cells = this.fields.map((field) => {
      const value = row[field];
      return value === undefined || Number.isNaN(value) ? "" : String(value);
    });
    return `${csvFormatRows([cells])}\n`;
  }

  private rowOf(cells: readonly string[], epoch: number): NumberRow<Field> {
    const refuse = (expected: string, got: string): never => {
      throw new RunError(`expected ${expected}, got ${got} in line ${epoch + 1} of ${this.file}`);
    };
    if (cells.length !== this.fields.length) refuse(`${this.fields.length} cells`, String(cells.length));
    const row: { [F in Field]?: number } = {};
    this.fields.forEach((field, i) => {
      if (cells[i] === "") return;
      const value = Number(cells[i]);
      if (Number.isNaN(value)) refuse(`a number as ${this.columns[field]}`, JSON.stringify(cells[i]));
      row[field] = value;
    });
    if (row[this.fields[0]] !== epoch) refuse(`epoch ${epoch}`, String(row[this.fields[0]]));
    return row;
  }
}
