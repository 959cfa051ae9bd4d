import { counted } from "../counted.js";

/**
 * A table as text: columns as wide as they need to be, or narrower so that a line has no more than so many characters;
 * cells that are too long go on in the next line. A line break in a cell stays one; at a no-break space no line ends.
 *
 * @param rows  a row of one cell is a heading for the rows below it, across all columns
 * @returns lines: the headings, a rule, the rows
 * @throws RangeError if a row has another number of cells than there are columns
 * @example plainTable(["N", "τ"], [["5", "1.49"]]) // ["N  τ", "-  ----", "5  1.49"]
 */
export function plainTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  { width = 100 }: { width?: number } = {},
): string[] {
  const widths = columnWidths(
    columns,
    rows.filter((cells) => !isHeading(cells, columns)),
    width,
  );
  const all = widths.reduce((sum, value) => sum + value, gap.length * (widths.length - 1));
  return [
    ...plainRow(columns, widths),
    widths.map((columnWidth) => "-".repeat(columnWidth)).join(gap),
    ...rows.flatMap((row) => (isHeading(row, columns) ? ["", ...plainRow(row, [all])] : plainRow(row, widths))),
  ];
}

/** Whether a row is one cell across all columns. */
export function isHeading(cells: readonly string[], columns: readonly string[]): boolean {
  return cells.length === 1 && columns.length > 1;
}

const gap = "  ";

/** Columns are not made narrower than this. */
const narrowest = 6;

/**
 * How wide each column is, in characters. Where they do not fit, one character after the other is taken from the column
 * in which that makes the table the least higher.
 *
 * @throws RangeError if a row has another number of cells than there are columns
 */
function columnWidths(columns: readonly string[], rows: readonly (readonly string[])[], width: number): number[] {
  const wrong = rows.find((row) => row.length !== columns.length);
  if (wrong) throw new RangeError(`table: expected ${counted(columns.length, "cell")} in a row, got ${wrong.length}`);
  const table = [columns, ...rows];
  const longest = (column: number, separator: RegExp) =>
    Math.max(...table.flatMap((row) => row[column].split(separator)).map(({ length }) => length));
  const widths = columns.map((_, column) => longest(column, /\n/));
  const words = columns.map((_, column) => longest(column, /[ \n]/));
  const heights = table.map((row) => row.map((cell, column) => wrappedText(cell, widths[column]).length));
  for (;;) {
    const total = widths.reduce((sum, value) => sum + value, gap.length * (widths.length - 1));
    if (total <= width) return widths;
    const open = widths.flatMap((value, column) => (value > Math.min(narrowest, words[column]) ? [column] : []));
    if (open.length === 0) return widths;
    const tried = open.map((column) => {
      const heightsThen = table.map((row) => wrappedText(row[column], widths[column] - 1).length);
      const higher = heights.map((row, r) => Math.max(...row.with(column, heightsThen[r])) - Math.max(...row));
      const breaksWords = widths[column] <= words[column];
      const cost = higher.reduce((sum, value) => sum + value, 0) + (breaksWords ? 1000 : 0) - widths[column] / 1000;
      return { column, heightsThen, cost };
    });
    const { column, heightsThen } = tried.reduce((best, other) => (other.cost < best.cost ? other : best));
    widths[column]--;
    for (const [r, row] of heights.entries()) row[column] = heightsThen[r];
  }
}

/** The lines of one row. */
function plainRow(cells: readonly string[], widths: readonly number[]): string[] {
  const wrapped = cells.map((cell, column) => wrappedText(cell, widths[column]));
  const height = Math.max(1, ...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, i) =>
    wrapped
      .map((lines, column) => (lines[i] ?? "").padEnd(widths[column]))
      .join(gap)
      .trimEnd()
      .replaceAll("\u00a0", " "),
  );
}

/** A text in lines of at most so many characters, broken between words, and within those that are longer than a line. */
export function wrappedText(text: string, width: number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [""];
    for (const word of paragraph.split(" ").flatMap((whole) => pieces(whole, width))) {
      const last = lines[lines.length - 1];
      if (last === "") lines[lines.length - 1] = word;
      else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}

function pieces(word: string, width: number): string[] {
  return word.length <= width ? [word] : [word.slice(0, width), ...pieces(word.slice(width), width)];
}
