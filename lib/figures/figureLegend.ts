import type { Figure, Trace } from "./figure.js";
import { textWidth } from "./textWidth.js";
import { plainText } from "./wrapText.js";

const fontSize = 13;
/** Room for the line or marker beside a name, with the gaps around. */
const sampleWidth = 60;

/** Whether the figure has a legend; by default, as Plotly has it, from two entries on. */
export function hasLegend({ data, layout }: Figure): boolean {
  return layout.showlegend ?? data.filter(isInLegend).length > 1;
}

export function isInLegend({ showlegend, visible }: Trace): boolean {
  return showlegend !== false && visible !== false;
}

/** What a trace's entry in the legend stands for: its group, or else the trace itself. */
export function legendKey({ legendgroup, name }: Trace): string {
  return legendgroup ?? name ?? "";
}

export interface LegendRoom {
  /** Where it takes room beside the plotting area; a legend inside takes none. */
  side: "right" | "above" | "below" | "none";
  /** Pixels of the widest entry. */
  entryWidth: number;
  entries: number;
}

/** How much room the legend of a figure needs, and where. */
export function legendRoom(figure: Figure): LegendRoom {
  const {
    orientation = "v",
    x = 1.02,
    y = 1,
  } = (figure.layout.legend ?? {}) as {
    orientation?: "h" | "v";
    x?: number;
    y?: number;
  };
  const names = figure.data.filter(isInLegend).map(({ name }) => plainText(name ?? ""));
  const entryWidth = sampleWidth + Math.max(0, ...names.map((name) => textWidth(name, fontSize)));
  const outside = orientation === "h" ? (y > 1 ? "above" : y < 0 ? "below" : "none") : x >= 1 ? "right" : "none";
  return { side: hasLegend(figure) ? outside : "none", entryWidth, entries: names.length };
}

/** Rows of a legend above or below that has this much room from left to right. */
export function legendRows({ entries, entryWidth }: LegendRoom, width: number): number {
  return Math.ceil(entries / Math.max(1, Math.floor(width / entryWidth)));
}
