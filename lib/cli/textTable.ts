/** Between the columns of a table. */
export const gap = "  ";

/** Lines of a table in a terminal: columns as wide as their widest cell, numbers to the right. */
export function textTable(header: readonly string[], rows: ReadonlyArray<readonly string[]>): string[] {
  const table = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const isNumeric = header.map((_, column) => rows.every((row) => /^[-\d.,]*$/.test(row[column])));
  return table.map((row) =>
    row
      .map((cell, column) => (isNumeric[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join(gap)
      .trimEnd(),
  );
}
