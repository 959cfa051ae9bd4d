import { rm } from "node:fs/promises";
import { csvFormatRows, csvParseRows } from "d3-dsv";
import { grouped } from "../grouped.js";
import type { AccuracyOfN } from "../training/trainer.js";
import { appendText } from "./appendText.js";
import { atomicWrite } from "./atomicWrite.js";
import { readTextIfThere } from "./readTextIfThere.js";
import { RunError } from "./runError.js";

const columns = ["epoch", "n", "accuracy"];
const header = `${columns.join(",")}\n`;

/**
 * heads.csv: the accuracy of every head after each epoch whose stage has several of them, a row per epoch and N; of a
 * stage with one head, epochs.csv tells it. Numbers are written so that reading them gives exactly the same. There is no
 * file as long as there are no rows, and runs of before there were such files have none, or begin with a later epoch.
 */
export class HeadsTable {
  /** Whether there are no rows, as soon as this object has seen. */
  private isEmpty?: boolean;

  constructor(readonly file: string) {}

  /**
   * The accuracies of each epoch, by N; nothing of a row that was written half.
   *
   * @throws RunError if the file is not such a table
   */
  async read(): Promise<Map<number, AccuracyOfN[]>> {
    const text = (await readTextIfThere(this.file)) ?? "";
    const [names, ...lines] = csvParseRows(text.slice(0, text.lastIndexOf("\n") + 1));
    const rows: Array<AccuracyOfN & { epoch: number }> = [];
    if (names !== undefined && names.join() !== columns.join()) {
      throw new RunError(`expected the columns ${columns.join()}, got ${names.join()} in ${this.file}`);
    }
    let last = { epoch: 0, n: 0 };
    lines.forEach((cells, i) => {
      const [epoch, n, accuracy] = cells.map((cell) => (cell === "" ? Number.NaN : Number(cell)));
      const isRow = cells.length === columns.length && [epoch, n].every(Number.isInteger);
      const isNext = epoch > last.epoch || (epoch === last.epoch && n > last.n);
      if (!isRow || !isNext || !(accuracy >= 0 && accuracy <= 1)) {
        throw new RunError(
          `expected ${columns.join(", ")} as numbers, by epoch and N, got ${cells.join()} in line ${i + 2} of ${this.file}`,
        );
      }
      last = { epoch, n };
      rows.push({ epoch, n, accuracy });
    });
    const epochs = grouped(rows, ({ epoch }) => epoch);
    return new Map([...epochs].map(([epoch, own]) => [epoch, own.map(({ n, accuracy }) => ({ n, accuracy }))]));
  }

  /**
   * Adds an epoch, on the disk when this returns; nothing if it has one head only.
   *
   * @throws RunError if that is not possible; the table is as before
   */
  async append(epoch: number, accuracies: readonly AccuracyOfN[]): Promise<void> {
    if (accuracies.length < 2) return;
    if (this.isEmpty === undefined) await this.keep(epoch - 1);
    await appendText(this.file, (this.isEmpty ? header : "") + linesOf(epoch, accuracies));
    this.isEmpty = false;
  }

  /** Keeps the rows up to an epoch, and nothing of a row that was written half. */
  async keep(epochs: number): Promise<void> {
    const kept = [...(await this.read())].filter(([epoch]) => epoch <= epochs);
    const lines = kept.map(([epoch, accuracies]) => linesOf(epoch, accuracies));
    if (lines.length === 0) await rm(this.file, { force: true });
    else await atomicWrite(this.file, header + lines.join(""));
    this.isEmpty = lines.length === 0;
  }
}

function linesOf(epoch: number, accuracies: readonly AccuracyOfN[]): string {
  return `${csvFormatRows(accuracies.map(({ n, accuracy }) => [epoch, n, accuracy].map(String)))}\n`;
}
