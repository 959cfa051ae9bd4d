import { csvFormatRows, csvParseRows } from "d3-dsv";
import { counted } from "../counted.js";
import { appendText } from "./appendText.js";
import { atomicWrite } from "./atomicWrite.js";
import { readTextIfThere } from "./readTextIfThere.js";
import { RunError } from "./runError.js";

/** A row of a table with one column per field; undefined and NaN are empty cells. */
export type NumberRow<Field extends string> = { readonly [F in Field]?: number };

/**
 * A CSV file of numbers that grows by one row per epoch, the epoch in its first column, from 1 and without gaps unless
 * they are allowed. Numbers are written so that reading them gives exactly the same. A row that a killed process wrote
 * half is not there.
 */
export class NumberTable<Field extends string> {
  private readonly fields: readonly Field[];
  private readonly header: string;
  /** The last epoch, 0 if there is none, as soon as this object has seen. */
  private last?: number;

  /**
   * @param columns  fields and the names of their columns, in order; the first is the epoch
   * @param hasGaps  whether epochs may be missing
   */
  constructor(
    readonly file: string,
    private readonly columns: Readonly<Record<Field, string>>,
    private readonly hasGaps = false,
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
    const text = (await readTextIfThere(this.file)) ?? "";
    const [header, ...lines] = csvParseRows(text.slice(0, text.lastIndexOf("\n") + 1));
    if (header === undefined) return [];
    if (`${header.join(",")}\n` !== this.header) {
      throw new RunError(`expected the columns ${this.header.trim()}, got ${header.join(",")} in ${this.file}`);
    }
    let before = 0;
    return lines.map((cells, i) => {
      const row = this.rowOf(cells, i + 2);
      const epoch = this.epochOf(row);
      if (!this.isNext(epoch, before)) {
        const expected = this.hasGaps ? `an epoch after ${before}` : `epoch ${before + 1}`;
        throw new RunError(`expected ${expected}, got ${epoch} in line ${i + 2} of ${this.file}`);
      }
      before = epoch;
      return row;
    });
  }

  /**
   * Adds the row of the next epoch, on the disk when this returns.
   *
   * @throws RunError if that is not possible, or the row is another epoch's; the table is as before
   */
  async append(row: NumberRow<Field>): Promise<void> {
    const epoch = this.epochOf(row);
    await this.refuseUnlessNext(epoch);
    await appendText(this.file, this.lineOf(row));
    this.last = epoch;
  }

  /** @throws RunError if another epoch is the next */
  async refuseUnlessNext(epoch: number): Promise<void> {
    const last = this.last ?? (await this.keep());
    if (!this.isNext(epoch, last)) {
      throw new RunError(`expected epoch ${last + 1} next, got ${epoch} for ${this.file}`);
    }
  }

  /**
   * Keeps the rows up to an epoch, by default all, and nothing of a row that was written half.
   *
   * @returns the last epoch that is there then, 0 if there is none
   */
  async keep(epochs = Number.POSITIVE_INFINITY): Promise<number> {
    const kept = (await this.read()).filter((row) => this.epochOf(row) <= epochs);
    await atomicWrite(this.file, this.header + kept.map((row) => this.lineOf(row)).join(""));
    this.last = kept.length === 0 ? 0 : this.epochOf(kept[kept.length - 1]);
    return this.last;
  }

  private epochOf(row: NumberRow<Field>): number {
    return row[this.fields[0]] ?? Number.NaN;
  }

  private isNext(epoch: number, last: number): boolean {
    return this.hasGaps ? Number.isInteger(epoch) && epoch > last : epoch === last + 1;
  }

  private lineOf(row: NumberRow<Field>): string {
    const cells = this.fields.map((field) => {
      const value = row[field];
      return value === undefined || Number.isNaN(value) ? "" : String(value);
    });
    return `${csvFormatRows([cells])}\n`;
  }

  private rowOf(cells: readonly string[], line: number): NumberRow<Field> {
    const refuse = (expected: string, got: string): never => {
      throw new RunError(`expected ${expected}, got ${got} in line ${line} of ${this.file}`);
    };
    if (cells.length !== this.fields.length) refuse(counted(this.fields.length, "cell"), String(cells.length));
    const row: { [F in Field]?: number } = {};
    this.fields.forEach((field, i) => {
      if (cells[i] === "") return;
      const value = Number(cells[i]);
      if (Number.isNaN(value)) refuse(`a number as ${this.columns[field]}`, JSON.stringify(cells[i]));
      row[field] = value;
    });
    return row;
  }
}
