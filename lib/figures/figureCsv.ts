import { csvFormat } from "d3-dsv";
import type { Figure } from "./figure.js";
import { figureTable } from "./figureTable.js";

const columns = {
  panel: "panel",
  trace: "trace",
  x: "x",
  y: "y",
  xCategory: "x_category",
  yCategory: "y_category",
  z: "z",
  error: "error",
  errorBelow: "error_below",
  text: "text",
  xTitle: "x_title",
  yTitle: "y_title",
} as const;

/** The data behind a figure as CSV, the rows of `figureTable`; columns that would be empty are left out. */
export function figureCsv(figure: Figure): string {
  const rows = figureTable(figure);
  const used = (Object.keys(columns) as (keyof typeof columns)[]).filter(
    (key) =>
      ["panel", "trace", "x", "y"].includes(key) || rows.some((row) => row[key] !== undefined && row[key] !== ""),
  );
  const named = rows.map((row) => Object.fromEntries(used.map((key) => [columns[key], row[key]])));
  const text = csvFormat(
    named,
    used.map((key) => columns[key]),
  );
  return `${text}\n`;
}
