import { checkOptionsOf } from "../knownFields.js";
import { mustBeRows } from "../mustBe.js";
import type { Figure } from "./figure.js";
import { minorTicks } from "./logAxis.js";
import { axis, layout } from "./look.js";
import { notice } from "./notice.js";

/** One neuron's two timescales, in steps; null where there is none. */
export interface TwoTimescales {
  /** Its index, from 0. */
  neuron: number;
  /** Single-neuron timescale. */
  tau: number | null;
  /** Network-mediated timescale. */
  tauNet: number | null;
  /** The bound of the fit that τ_net is at, where it is no estimate. Default: none. */
  atBound?: "lower" | "upper" | null;
}

/** Least τ_net drawn; what is shorter lies on the edge. Below a tenth of a step timescales are not to be told apart. */
const shortest = 0.1;

/**
 * Network-mediated against single-neuron timescale, a point per neuron that has both. On the line an isolated neuron
 * would lie, −1/ln(1 − 1/τ); dotted is the paper's filter, τ_net > 1. Rings mark a τ_net at the upper bound of the fit,
 * which says only that it is longer.
 *
 * @param marked  index of a neuron that stands out
 * @throws RangeError if a row lacks a field, or an option is unknown
 */
export function tauAgainstTauNet(neurons: readonly TwoTimescales[], options: { marked?: number } = {}): Figure {
  mustBeRows("neurons", neurons, { neuron: "a number", tau: "a number or null", tauNet: "a number or null" });
  checkOptionsOf("tauAgainstTauNet", options, { marked: true });
  const { marked } = options;
  const both = neurons.flatMap(({ neuron, tau, tauNet, atBound }) =>
    tau === null || tauNet === null ? [] : [{ neuron, tau, tauNet: Math.max(shortest, tauNet), atBound }],
  );
  const bounded = both.filter(({ atBound }) => atBound === "upper");
  const chosen = both.filter(({ neuron }) => neuron === marked);
  const points = (some: typeof both) => ({
    x: some.map(({ tau }) => tau),
    y: some.map(({ tauNet }) => tauNet),
    text: some.map(({ neuron }) => `neuron ${neuron}`),
    hovertemplate: "%{text}: τ = %{x:.3f}, τ<sub>net</sub> = %{y:.3g}<extra></extra>",
  });
  const longest = Math.max(2, ...both.map(({ tau }) => tau));
  const alone = Array.from({ length: 60 }, (_, i) => 1.0001 + ((longest - 1.0001) * i) / 59);
  return {
    data: [
      {
        type: "scatter",
        mode: "markers",
        name: "neurons",
        ...points(both),
        marker: { color: "#0072B2", size: 5, opacity: 0.5 },
      },
      {
        type: "scatter",
        mode: "lines",
        name: "isolated neuron",
        x: alone,
        y: alone.map((tau) => Math.max(shortest, -1 / Math.log(1 - 1 / tau))),
        line: { color: "#888888", width: 1 },
        hoverinfo: "skip",
      },
      ...(bounded.length === 0
        ? []
        : [
            {
              type: "scatter" as const,
              mode: "markers" as const,
              name: "at the fit's bound: longer",
              ...points(bounded),
              marker: { color: "#444444", size: 11, symbol: "circle-open" },
            },
          ]),
      ...(chosen.length === 0
        ? []
        : [
            {
              type: "scatter" as const,
              mode: "markers" as const,
              name: `neuron ${marked}`,
              ...points(chosen),
              marker: { color: "#D55E00", size: 12, symbol: "diamond" },
            },
          ]),
    ],
    layout: layout({
      width: 640,
      showlegend: true,
      xaxis: axis("τ (steps)"),
      yaxis: axis("τ<sub>net</sub> (steps)", {
        type: "log",
        range: [Math.log10(shortest) - 0.05, Math.log10(Math.max(100, ...both.map(({ tauNet }) => tauNet))) + 0.05],
        tickvals: [0.1, 1, 10, 100, 1000],
        ticktext: ["≤ 0.1", "1", "10", "100", "1000"],
        ...minorTicks,
      }),
      shapes: [
        {
          type: "line",
          xref: "paper",
          x0: 0,
          x1: 1,
          y0: 1,
          y1: 1,
          line: { color: "#888888", width: 1, dash: "dot" },
          layer: "below",
        },
      ],
      annotations:
        both.length === 0 ? [notice("no neuron of this network has a τ of its own and a τ<sub>net</sub>")] : [],
    }),
  };
}
