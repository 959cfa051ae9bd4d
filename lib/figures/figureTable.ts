import type { Axis, Column, Figure, Trace } from "./figure.js";
import { figurePanels } from "./figurePanels.js";
import { axesOfTrace, axisOf } from "./subplots.js";
import { plainText } from "./wrapText.js";

/** One point of a figure, or one cell of a heatmap. What a point does not have is left out. */
export interface FigureRow {
  /** Letter or number of the panel; "" in a figure of one panel without a letter. */
  panel: string;
  /** Name of the trace; where it has none, or several have the same, what one reads when pointing at it. */
  trace: string;
  x?: number | string;
  y?: number | string;
  /** Where an axis has names for its positions: the name of the one that x or y is at, or is moved beside. */
  xCategory?: string;
  yCategory?: string;
  /** Of a cell of a heatmap. */
  z?: number | string;
  /** What is written at the point, or shown when one points at it. */
  text?: string;
  /** Half length of the error bar, in the unit of y; upwards, if the two halves differ. */
  error?: number;
  /** Its lower half, if the two differ. */
  errorBelow?: number;
  /** Titles of the axes, with their units. */
  xTitle: string;
  yTitle: string;
}

/**
 * The data behind a figure, as it is drawn: a row for each point of each trace that is visible. Points that are moved
 * aside, to be seen beside others of their category, have the position that is drawn, and the category.
 */
export function figureTable(figure: Figure): FigureRow[] {
  return figurePanels(figure).flatMap(({ name, figure: panel }) => {
    const traces = panel.data.filter(({ visible }) => visible !== false);
    const names = traceNames(traces);
    return traces.flatMap((trace, k) => {
      const [x, y] = axesOfTrace(trace).map((axis) => axisOf(panel, axis));
      const [xTitle, yTitle] = [x, y].map((axis) => plainText(axis?.title?.text ?? ""));
      return pointsOf(trace).map((point) => {
        const categories = { xCategory: categoryAt(x, point.x), yCategory: categoryAt(y, point.y) };
        return { panel: name, trace: names[k], ...point, ...categories, xTitle, yTitle };
      });
    });
  });
}

type Point = Omit<FigureRow, "panel" | "trace" | "xCategory" | "yCategory" | "xTitle" | "yTitle">;

function pointsOf(trace: Trace): Point[] {
  if (trace.z) return cellsOf(trace, trace.z);
  const isCounted = trace.type !== "scatter" && trace.type !== "bar"; // x or y alone is the sample
  const count = Math.max(trace.x?.length ?? 0, trace.y?.length ?? 0);
  const points = Array.from({ length: count }, (_, i): Point => {
    const along = (letter: "x" | "y") => (isCounted ? valueAt(trace[letter], i) : placeAt(trace, letter, i));
    const horizontal = trace.orientation === "h";
    return {
      x: horizontal ? valueAt(trace.x, i) : along("x"),
      y: horizontal ? along("y") : valueAt(trace.y, i),
      text: textAt(trace, i),
      ...errorsAt(trace, i),
    };
  });
  return points.filter(({ x, y }) =>
    isCounted ? x !== undefined || y !== undefined : y !== undefined && x !== undefined,
  );
}

function cellsOf(trace: Trace, z: readonly Column[]): Point[] {
  return z.flatMap((row, i) =>
    Array.from(row as ArrayLike<number | string | null>, (_, j) => ({
      x: placeAt(trace, "x", j),
      y: placeAt(trace, "y", i),
      z: valueAt(row, j),
    })),
  );
}

/** Where no places are given, Plotly counts them from x0 in steps of dx; figures of saved notebooks do so. */
function placeAt(trace: Trace, letter: "x" | "y", index: number): number | string | undefined {
  if (trace[letter]) return valueAt(trace[letter], index);
  const [first, step] = [trace[`${letter}0`] ?? 0, trace[`d${letter}`] ?? 1];
  return Number((Number(first) + index * Number(step)).toPrecision(12)); // 3 · 0.1 is 0.3
}

/** Names at whole numbers of a linear axis are categories; on a logarithmic one they are numbers in other words. */
function categoryAt(axis: Axis | undefined, position: number | string | undefined): string | undefined {
  if (axis?.type === "log" || typeof position !== "number") return undefined;
  const { tickvals = [], ticktext = [] } = (axis ?? {}) as { tickvals?: Column; ticktext?: readonly string[] };
  const ticks = Array.from<number | string | null>(tickvals).indexOf(Math.round(position));
  return ticktext[ticks] === undefined ? undefined : plainText(ticktext[ticks]);
}

/** A gap in a line is no point. */
function valueAt(column: Column | undefined, index: number): number | string | undefined {
  const value = column?.[index] ?? undefined;
  return typeof value === "number" && !Number.isFinite(value) ? undefined : value;
}

function textAt({ text }: Trace, index: number): string | undefined {
  const own = typeof text === "string" ? text : text?.[index];
  return own === undefined ? undefined : plainText(String(own));
}

function errorsAt({ error_y: bars, y }: Trace, index: number): Pick<Point, "error" | "errorBelow"> {
  if (!bars || bars.visible === false) return {};
  const { type, array, value = 0 } = bars;
  const below = (bars as { arrayminus?: Column }).arrayminus;
  const half = (column: Column | undefined) => {
    const found = valueAt(column, index);
    return typeof found === "number" ? found : undefined;
  };
  if (type === "data") return { error: half(array), ...(below ? { errorBelow: half(below) } : {}) };
  return { error: type === "percent" ? (Math.abs(Number(y?.[index])) * value) / 100 : value };
}

/** Names that tell the traces of a panel apart. */
function traceNames(traces: readonly Trace[]): string[] {
  const names = traces.map(({ name, type, hovertemplate }, k) =>
    name === undefined ? pointedAt(hovertemplate) || `${type} ${k + 1}` : plainText(name),
  );
  const fuller = traces.map(({ hovertemplate }, k) => pointedAt(hovertemplate) || names[k]);
  const isOnly = (list: readonly string[], k: number) => list.indexOf(list[k]) === list.lastIndexOf(list[k]);
  return names.map((name, k) => {
    if (isOnly(names, k)) return name;
    if (isOnly(fuller, k) && !names.includes(fuller[k])) return fuller[k];
    return `${name} (${names.slice(0, k + 1).filter((other) => other === name).length})`;
  });
}

/**
 * What a trace's hover text says before it comes to a point: "multi-head, seed 1" of "multi-head, seed 1: N = %{y}".
 */
function pointedAt(template: string | undefined): string {
  const text = template?.split("%{")[0] ?? "";
  return plainText(text.slice(0, text.lastIndexOf(":") + 1 || undefined)).replace(/[\s:,]+$/, "");
}
