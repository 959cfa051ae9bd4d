import { asGiven } from "../asGiven.js";

/** What Plotly draws: traces and how to lay them out. Built by figures, drawn by `show`. */
export interface Figure {
  data: Trace[];
  layout: Layout;
  /** What dots, lines, shading and bars stand for, in sentences: the caption begins with them. */
  meaning?: readonly string[];
}

/** @throws RangeError if something is no figure */
export function mustBeFigure(figure: Figure): void {
  if (Array.isArray(figure?.data) && typeof figure.layout === "object" && figure.layout !== null) return;
  throw new RangeError(`figure: expected a figure with data and layout, got ${asGiven(figure)}`);
}

/** Values along one direction of a trace. */
export type Column = readonly (number | string | null)[] | ArrayLike<number>;

/**
 * A trace, of the types that Plotly draws as SVG. Named here is what this project uses; any other
 * attribute of Plotly's reference may be set too.
 */
export interface Trace {
  type: "scatter" | "bar" | "histogram" | "box" | "violin" | "heatmap";
  name?: string;
  x?: Column;
  y?: Column;
  z?: readonly Column[];
  text?: string | readonly string[];
  mode?: "lines" | "markers" | "lines+markers" | "text" | "lines+text" | "markers+text" | "none";
  line?: Line;
  marker?: {
    color?: string | Column;
    size?: number | Column;
    symbol?: string | readonly string[];
    opacity?: number;
    line?: Line;
  };
  error_y?: {
    type: "data" | "constant" | "percent";
    array?: Column;
    value?: number;
    visible?: boolean;
    color?: string;
  };
  fill?: "none" | "tozeroy" | "tonexty" | "toself";
  fillcolor?: string;
  opacity?: number;
  hovertemplate?: string;
  hoverinfo?: string;
  /** Axes of the subplot that the trace is in: "x", "x2", …; "y", "y2", … */
  xaxis?: string;
  yaxis?: string;
  legendgroup?: string;
  /** Entries of the legend come in this order; 1000 where nothing is said. */
  legendrank?: number;
  showlegend?: boolean;
  [attribute: string]: unknown;
}

/** How a line, or the edge of a marker, is drawn. */
export interface Line {
  /** As in CSS. */
  color?: string;
  /** In pixels. */
  width?: number;
  dash?: "solid" | "dot" | "dash" | "longdash" | "dashdot" | `${number}px,${number}px`;
  shape?: "linear" | "hv" | "vh" | "spline";
}

/** Title, axes, legend, subplots. Numbers in pixels unless Plotly's reference says otherwise. */
export interface Layout {
  title?: { text: string; [attribute: string]: unknown };
  width?: number;
  height?: number;
  showlegend?: boolean;
  xaxis?: Axis;
  yaxis?: Axis;
  [attribute: string]: unknown;
}

/** One axis of a subplot. */
export interface Axis {
  title?: { text: string; [attribute: string]: unknown };
  type?: "linear" | "log" | "category";
  /** Where it begins and ends; on a logarithmic axis the decimal logarithms of that. */
  range?: readonly [number, number];
  /** Share of the figure's width or height that the axis covers. */
  domain?: readonly [number, number];
  [attribute: string]: unknown;
}
