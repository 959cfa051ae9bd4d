import { mean } from "simple-statistics";
import type { Figure, Trace } from "./figure.js";
import type { LetterOption } from "./letters.js";
import { axis, layout, panelLetter, sequentialColour } from "./look.js";
import { notice } from "./notice.js";

/** Accuracy of one network, on the largest N that it has solved, with steps of one length. */
export interface TimeStepPoint {
  readonly seed: number;
  readonly n: number;
  /** Δt, where a bit lasts 1. */
  readonly timeStep: number;
  /** Share of right answers, 0 … 1. */
  readonly accuracy: number;
}

/**
 * Accuracy in continuous time against the length of a step, Δt, by N. A thin line is a network, a thick one the mean
 * over networks; lengths that were trained are shaded.
 *
 * @param trained  k, the steps of a bit in training
 * @param ns       all N that colours are for. Default: those of the points
 * @source Khajehabdollahi et al. 2024, supplement
 */
export function timeStepFigure(
  points: readonly TimeStepPoint[],
  { trained = [], ns: shown, letter = "" }: LetterOption & { trained?: readonly number[]; ns?: readonly number[] } = {},
): Figure {
  const ns = [...new Set(shown ?? points.map(({ n }) => n))].sort((a, b) => a - b);
  const data: Trace[] = [];
  ns.forEach((n, i) => {
    const colour = sequentialColour(ns.length === 1 ? 0.6 : i / (ns.length - 1));
    const ofN = points.filter((point) => point.n === n).sort((a, b) => a.timeStep - b.timeStep);
    if (ofN.length === 0) return;
    const seeds = [...new Set(ofN.map(({ seed }) => seed))];
    for (const seed of seeds.length > 1 ? seeds : []) {
      const own = ofN.filter((point) => point.seed === seed);
      data.push({
        type: "scatter",
        mode: "lines",
        x: own.map(({ timeStep }) => timeStep),
        y: own.map(({ accuracy }) => 100 * accuracy),
        line: { color: colour, width: 1 },
        opacity: 0.45,
        legendgroup: `N = ${n}`,
        showlegend: false,
        hovertemplate: `N = ${n}, seed ${seed}: %{y:.1f} % at Δt = %{x:.3g}<extra></extra>`,
      });
    }
    const timeSteps = [...new Set(ofN.map(({ timeStep }) => timeStep))];
    data.push({
      type: "scatter",
      mode: "lines+markers",
      name: `N = ${n}`,
      legendgroup: `N = ${n}`,
      x: timeSteps,
      y: timeSteps.map((at) => 100 * mean(ofN.flatMap((point) => (point.timeStep === at ? [point.accuracy] : [])))),
      line: { color: colour, width: 2.5 },
      marker: { color: colour, size: 4 },
      hovertemplate: `N = ${n}, mean of ${seeds.length}: %{y:.1f} % at Δt = %{x:.3g}<extra></extra>`,
    });
  });
  return {
    data,
    meaning: [
      ...(points.length > 0 ? ["Thin lines: single networks; thick ones: mean over the networks of an N."] : []),
      ...(trained.length > 0 ? ["Shaded: lengths that were trained."] : []),
    ],
    layout: layout({
      showlegend: true,
      xaxis: axis("Δt (bits)", {
        type: "log",
        range: [Math.log10(0.0045), Math.log10(1.1)],
        tickvals: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1],
      }),
      yaxis: axis("accuracy (%)", { range: [45, 102] }),
      annotations: [
        panelLetter(letter, 0),
        ...(points.length === 0 ? [notice("no network in continuous time is there yet")] : []),
      ],
      shapes: trained.length === 0 ? [] : [shading(Math.min(...trained), Math.max(...trained))],
    }),
  };
}

/** From 1/last to 1/first, and a little more on both sides, so that a single length is seen too. */
function shading(first: number, last: number): object {
  const margin = 1.03;
  return {
    ...{ type: "rect", xref: "x", yref: "paper", x0: 1 / (last * margin), x1: margin / first, y0: 0, y1: 1 },
    ...{ fillcolor: "#cccccc", opacity: 0.45, line: { width: 0 }, layer: "below" },
  };
}
