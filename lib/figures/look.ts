import type { Axis, Layout, Line } from "./figure.js";

/** Colours that people with any colour vision tell apart (Okabe & Ito 2008); one per curriculum, everywhere. */
export const curriculumColour: Readonly<Record<string, string>> = {
  "single-head": "#0072B2",
  "multi-head": "#D55E00",
  "sliding-window": "#009E73",
  "several-heads": "#CC79A7",
  "all-at-once": "#E69F00",
  "no-curriculum": "#56B4E9",
};

/**
 * A curriculum's name in its colour, its own unless another is given, for the title of a panel whose traces have other
 * colours, or no name in the legend.
 */
export function colouredName(curriculum: string, colour = curriculumColour[curriculum] ?? "#000000"): string {
  return `<span style="color:${colour}">${curriculum}</span>`;
}

/** The same colours for whatever else is compared, in order. */
export function categoryColour(index: number): string {
  const colours = Object.values(curriculumColour);
  return colours[index % colours.length];
}

/** The line of a task, everywhere: dots of a length that does not grow with the width of the line. */
export const taskDash: Readonly<Record<string, "solid" | "3px,3px">> = { "n-parity": "solid", "n-dms": "3px,3px" };

/** The symbol of a task, everywhere. */
export const taskSymbol: Readonly<Record<string, string>> = { "n-parity": "circle", "n-dms": "diamond-open" };

/** Of the line of means over networks, in pixels. */
export const lineWidth = 2.5;

/** Of published values: the colour of their symbols, bars and short lines of means, and how they are named. */
export const published = { colour: "#8A8A8A", label: "published" };

/**
 * The line of a published curve: light and broad, to be drawn below ours, so that where the two agree both are seen, it
 * on either side of ours.
 *
 * @param curriculum  where a panel has several: multi-head is dashed, as in the paper
 */
export function publishedLine(curriculum?: string): Line {
  return { color: "#C4C4C4", width: 2.4 * lineWidth, dash: curriculum === "multi-head" ? "9px,5px" : "solid" };
}

/** Between the margins of a figure of the usual width, in pixels. */
export const plottedWidth = 795;

/** From light to dark, yellow over green and blue to purple, as viridis, for growing N; `share` in 0 … 1. */
export function sequentialColour(share: number): string {
  const stops = [
    [205, 205, 50],
    [85, 190, 95],
    [33, 145, 140],
    [59, 82, 139],
    [68, 1, 84],
  ];
  const at = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const low = Math.min(stops.length - 2, Math.floor(at));
  const mix = stops[low].map((from, i) => Math.round(from + (at - low) * (stops[low + 1][i] - from)));
  return `rgb(${mix.join(", ")})`;
}

/** A figure's layout in journal look; letters can be read at 900 px and in print. */
export function layout(parts: Layout): Layout {
  return { width: 900, height: 420, margin: { l: 75, r: 30, t: 50, b: 60 }, ...parts };
}

/** A number with so many decimals, with the sign that stands for minus in print. */
export function printed(value: number, decimals: number): string {
  return value.toFixed(decimals).replace("-", "−");
}

/** An axis without grid, with outer ticks. */
export function axis(title: string, more: Axis = {}): Axis {
  return { title: { text: title }, linecolor: "#444", showgrid: false, ...more };
}

/** A bold panel letter at the upper left of a subplot; x and y in shares of the figure's plotting area. */
export function panelLetter(letter: string, x: number, y = 1): object {
  return {
    text: `<b>${letter}</b>`,
    x,
    y,
    xref: "paper",
    yref: "paper",
    xanchor: "right",
    yanchor: "bottom",
    xshift: -38,
    yshift: 8,
    showarrow: false,
    font: { size: 18 },
  };
}
