import { mustBeRows } from "../mustBe.js";
import { axisSuffix } from "./columns.js";
import type { Figure, Trace } from "./figure.js";
import { minorTicks } from "./logAxis.js";
import { axis, layout, panelLetter } from "./look.js";

/** The same neurons measured in two ways. */
export interface Comparison {
  /** How what is drawn along x was measured, for the title of the axis. */
  x: string;
  /** How what is drawn along y was measured. */
  y: string;
  /** τ_net of each neuron, in steps; null where there is none. */
  pairs: readonly { neuron: number; x: number | null; y: number | null }[];
}

/** Least value drawn; what is shorter lies on the edge. Below a tenth of a step timescales are not to be told apart. */
const shortest = 0.1;

/**
 * τ_net of every neuron by one way of measuring against another, on logarithmic axes; on the diagonal they agree. The
 * dotted lines are the paper's filter, τ_net > 1.
 *
 * @param panels  one or two
 * @throws RangeError if there are none, or more than two, or one or a pair lacks a field
 */
export function timescaleComparison(panels: readonly Comparison[]): Figure {
  mustBeRows("panels", panels, { x: "a string", y: "a string", pairs: "a list" });
  panels.forEach(({ pairs }, i) => {
    mustBeRows(`panels[${i}].pairs`, pairs, { neuron: "a number", x: "a number or null", y: "a number or null" });
  });
  if (panels.length < 1 || panels.length > 2) throw new RangeError(`panels: expected one or two, got ${panels.length}`);
  const width = panels.length === 1 ? 1 : 0.42;
  const meaning = [
    "A dot is a neuron; on the diagonal both agree; dotted: τ<sub>net</sub> = 1, above which neurons are kept.",
  ];
  const figure: Figure = { data: [], meaning, layout: layout({ width: panels.length === 1 ? 480 : 900, height: 450 }) };
  const shapes: object[] = [];
  const annotations: object[] = [];
  panels.forEach(({ x, y, pairs }, i) => {
    const suffix = axisSuffix(i);
    const left = i * (1 - width);
    const both = pairs.flatMap((pair) =>
      pair.x === null || pair.y === null ? [] : [{ neuron: pair.neuron, x: pair.x, y: pair.y }],
    );
    const trace: Trace = {
      type: "scatter",
      mode: "markers",
      name: `${y} against ${x}`,
      xaxis: `x${suffix}`,
      yaxis: `y${suffix}`,
      x: both.map((pair) => Math.max(shortest, pair.x)),
      y: both.map((pair) => Math.max(shortest, pair.y)),
      text: both.map(({ neuron }) => `neuron ${neuron}`),
      marker: { color: "#0072B2", size: 5, opacity: 0.6 },
      hovertemplate: "%{text}: %{x:.3g}, %{y:.3g}<extra></extra>",
    };
    figure.data.push(trace);
    const longest = Math.max(100, ...both.flatMap((pair) => [pair.x, pair.y]));
    const range = [Math.log10(shortest) - 0.05, Math.log10(longest) + 0.05] as const;
    const ticks = {
      type: "log" as const,
      range,
      tickvals: [0.1, 1, 10, 100, 1000],
      ticktext: ["≤ 0.1", "1", "10", "100", "1000"],
      ...minorTicks,
    };
    figure.layout[`xaxis${suffix}`] = axis(`τ<sub>net</sub> (steps), ${x}`, {
      ...ticks,
      domain: [left, left + width],
      anchor: `y${suffix}`,
    });
    figure.layout[`yaxis${suffix}`] = axis(`τ<sub>net</sub> (steps), ${y}`, { ...ticks, anchor: `x${suffix}` });
    const line = (x0: number, y0: number, x1: number, y1: number, dash: string) => ({
      type: "line",
      xref: `x${suffix}`,
      yref: `y${suffix}`,
      x0,
      y0,
      x1,
      y1,
      line: { color: "#888888", width: 1, dash },
      layer: "below",
    });
    shapes.push(
      line(shortest, shortest, 100, 100, "solid"),
      line(1, shortest, 1, 100, "dot"),
      line(shortest, 1, 100, 1, "dot"),
    );
    annotations.push(panelLetter("ab"[i], left));
  });
  Object.assign(figure.layout, { shapes, annotations, showlegend: false });
  return figure;
}
