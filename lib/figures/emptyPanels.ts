import type { Figure, Trace } from "./figure.js";
import { axesOfTrace, subplots } from "./subplots.js";

/**
 * The figure with a trace without points in every panel that has none: Plotly draws no axes where nothing refers to
 * them, and a panel without data yet would be missing.
 */
export function withEmptyPanels(figure: Figure): Figure {
  if (figure.layout.grid) return figure;
  const used = new Set(figure.data.flatMap(axesOfTrace));
  const placeholders = subplots(figure).flatMap(({ axes }): Trace[] => {
    const [xaxis, yaxis] = ["x", "y"].map((letter) => [...axes].find((name) => name[0] === letter));
    if (!xaxis || !yaxis || [...axes].some((name) => used.has(name))) return [];
    return [{ type: "scatter", x: [null], y: [null], xaxis, yaxis, showlegend: false, hoverinfo: "skip" }];
  });
  return placeholders.length === 0 ? figure : { ...figure, data: [...figure.data, ...placeholders] };
}
