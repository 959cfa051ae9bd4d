import { readFile } from "node:fs/promises";
import { dsvFormat } from "d3-dsv";
import { counted } from "../counted.js";
import { RunError } from "../runs/runError.js";
import { reasonOf } from "../systemError.js";

/** Recorded activity from a file. */
export interface ActivityFile {
  /** Names of the neurons' columns, [neurons]. */
  neurons: string[];
  /** What the column `trial` calls the trials, in the order in which they come first, [trials]; "1" without one. */
  trials: string[];
  /** [trials][neurons][T] */
  activity: Float64Array[][];
}

/** Columns that count rows and are no activity, though they hold numbers. */
const noNeurons = ["time", "step"];

/** Activity without a trend rises so often in a row in one recording of a million. */
const risesOfTime = 20;

/**
 * Reads recorded activity from a CSV file with names in its first line: a row per step, a column per neuron. A column
 * named `trial`, in any case, tells by any text which trial a row belongs to; the rows of a trial are in the order of
 * time. Cells are separated by commas, or by semicolons or tabs if no comma separates the names.
 *
 * @throws RunError if the file cannot be read; RangeError if it is no such table, with file, line and column, or a
 *   column rises with every row of every trial: that is time, and no neuron
 */
export async function readActivity(file: string): Promise<ActivityFile> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new RunError(`cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  });
  return parseActivity(text, file);
}

/** The same from a text. */
export function parseActivity(text: string, file: string): ActivityFile {
  const refuse = (where: string, expected: string, got: string): never => {
    throw new RangeError(`${file}, ${where}: expected ${expected}, got ${got}`);
  };
  const table = text.replace(/^\uFEFF/, "");
  const [header = [], ...lines] = dsvFormat(delimiterOf(table)).parseRows(table);
  const names = header.map((name) => (name.trim().toLowerCase() === "trial" ? "trial" : name.trim()));
  const [first = []] = lines;
  const isLonger = first.length === names.length + 1 && first.at(-1) !== ""; // a separator at the end is no number
  if (isLonger || (names[0] === "" && names.length > 1)) {
    const got =
      "numbers of rows without a name: write the file without them (R: row.names = FALSE, pandas: index=False)";
    refuse("column 1", "neurons, and trial where there are several", got);
  }
  names.forEach((name, column) => {
    const where = `line 1, column ${column + 1}`;
    if (name === "" || !Number.isNaN(Number(name))) refuse(where, "the name of a column", JSON.stringify(name));
    if (names.indexOf(name) < column) refuse(where, "another name for every column", `${JSON.stringify(name)} again`);
    if (noNeurons.includes(name.toLowerCase())) {
      refuse(where, "neurons, and trial where there are several", `${JSON.stringify(name)}, which is no activity`);
    }
    if (/^trial./i.test(name)) {
      refuse(where, 'neurons, and trials in a column that is named "trial"', JSON.stringify(name));
    }
  });
  const trialColumn = names.indexOf("trial");
  const neurons = names.filter((_, column) => column !== trialColumn);
  if (neurons.length === 0)
    refuse("line 1", "a column for every neuron", names.length === 0 ? "nothing" : "trial only");
  if (lines.length === 0) refuse("line 2", "a row for every step", "the end of the file");
  const trials = new Map<string, number[][]>();
  lines.forEach((cells, i) => {
    const line = `line ${i + 2}`;
    if (cells.length !== names.length) refuse(line, counted(names.length, "cell"), String(cells.length));
    const trial = trialColumn < 0 ? "1" : cells[trialColumn].trim();
    if (trial === "") refuse(`${line}, column "trial"`, "the name of a trial", "nothing");
    const series = trials.get(trial) ?? neurons.map(() => []);
    trials.set(trial, series);
    cells.forEach((cell, column) => {
      if (column === trialColumn) return;
      const value = cell.trim() === "" ? Number.NaN : Number(cell);
      if (!Number.isFinite(value)) {
        refuse(`${line}, column "${names[column]}"`, "a number", JSON.stringify(cell) + hintFor(cell.trim()));
      }
      series[trialColumn >= 0 && column > trialColumn ? column - 1 : column].push(value);
    });
  });
  for (const [neuron, name] of neurons.entries()) {
    if (!risesAlways([...trials.values()].map((all) => all[neuron]))) continue;
    const got = "numbers that rise with every row, as time does: leave the column out";
    refuse(`column ${JSON.stringify(name)}`, "activity of a neuron", got);
  }
  return {
    neurons,
    trials: [...trials.keys()],
    activity: [...trials.values()].map((all) => all.map((series) => Float64Array.from(series))),
  };
}

/** What to do about a cell that is no number, where that is clear. */
function hintFor(cell: string): string {
  if (/^(nan|na|n\/a|null|-)?$/i.test(cell)) return ": leave out trials that have gaps";
  return /^[-+]?\d*,\d+(e[-+]?\d+)?$/i.test(cell) ? ": write a point, not a comma" : "";
}

/** A comma, or what separates the names if there is none between them; one within quotes is part of a name. */
function delimiterOf(table: string): string {
  const [header] = table.split(/\r?\n/, 1);
  const apart = header.replace(/"[^"]*"/g, "");
  return [",", ";", "\t"].find((one) => apart.includes(one)) ?? ",";
}

function risesAlways(trials: readonly (readonly number[])[]): boolean {
  const rises = trials.reduce((sum, series) => sum + series.length - 1, 0);
  return rises >= risesOfTime && trials.every((series) => series.every((value, t) => t === 0 || value > series[t - 1]));
}
