import { mean } from "simple-statistics";
import { grouped } from "../grouped.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeList, mustBeRows } from "../mustBe.js";
import { conditionsOf, dashed } from "./condition.js";
import type { Figure, Line, Trace } from "./figure.js";
import type { LetterOption } from "./letters.js";
import { minorTicks } from "./logAxis.js";
import { axis, layout, panelLetter, sequentialColour } from "./look.js";
import { notice } from "./notice.js";
import type { ShownNetwork } from "./shownNetwork.js";

/** Accuracy of one network, on the largest N that it has solved, with steps of one length. */
export interface TimeStepPoint extends ShownNetwork {
  readonly seed: number;
  readonly n: number;
  /** Δt, where a bit lasts 1. */
  readonly timeStep: number;
  /** Share of right answers, 0 … 1. */
  readonly accuracy: number;
}

/**
 * Accuracy in continuous time against the length of a step, Δt, by N. A thin line is a network, a thick one the mean
 * over networks, one for each condition where there are several; time steps that were trained are shaded.
 *
 * @param trained  k, the steps of a bit in training
 * @param ns       all N that colours are for. Default: those of the points
 * @throws RangeError if a row lacks a field, or an option is unknown
 * @source Khajehabdollahi et al. 2024, supplement
 */
export function timeStepFigure(
  points: readonly TimeStepPoint[],
  options: LetterOption & { trained?: readonly number[]; ns?: readonly number[] } = {},
): Figure {
  mustBeRows("points", points, { seed: "a number", n: "a number", timeStep: "a number", accuracy: "a number" });
  checkOptionsOf("timeStepFigure", options, { trained: true, ns: true, letter: true });
  const { trained = [], ns: shown = points.map(({ n }) => n), letter = "" } = options;
  mustBeList("trained", trained);
  mustBeList("ns", shown);
  const ns = [...new Set(shown)].sort((a, b) => a - b);
  const data: Trace[] = [];
  const conditionOf = conditionsOf(points);
  const isOne = new Set(points.map(conditionOf)).size < 2;
  ns.forEach((n, i) => {
    const colour = sequentialColour(ns.length === 1 ? 0.6 : i / (ns.length - 1));
    const ofN = points.filter((point) => point.n === n).sort((a, b) => a.timeStep - b.timeStep);
    for (const [{ name: condition, differenceDash }, ofCondition] of grouped(ofN, conditionOf)) {
      data.push(...conditionTraces(ofCondition, isOne ? `N = ${n}` : `N = ${n}, ${condition}`, colour, differenceDash));
    }
  });
  return {
    data,
    meaning: [
      ...(points.length > 0 ? ["Thin lines: single networks; thick ones: mean over the networks of an N."] : []),
      ...(trained.length > 0 ? ["Shaded: the time steps Δt that were trained."] : []),
    ],
    layout: layout({
      showlegend: true,
      xaxis: axis("Δt (bits)", {
        type: "log",
        range: [Math.log10(0.0045), Math.log10(1.1)],
        tickvals: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1],
        ...minorTicks,
      }),
      yaxis: axis("accuracy (%)", { range: [45, 102] }),
      annotations: [
        panelLetter(letter, 0),
        ...(points.length === 0 ? [notice("no network of this kind is available yet")] : []),
      ],
      shapes: trained.length === 0 ? [] : [shading(Math.min(...trained), Math.max(...trained))],
    }),
  };
}

/** The networks of one N and condition, by rising length of a step, and their mean. */
function conditionTraces(points: readonly TimeStepPoint[], name: string, colour: string, dash: Line["dash"]): Trace[] {
  const bySeed = grouped(points, ({ seed }) => seed);
  const timeSteps = [...new Set(points.map(({ timeStep }) => timeStep))];
  const thin = [...bySeed].map(
    ([seed, own]): Trace => ({
      type: "scatter",
      mode: "lines",
      x: own.map(({ timeStep }) => timeStep),
      y: own.map(({ accuracy }) => 100 * accuracy),
      line: { color: colour, width: 1, ...dashed(dash) },
      opacity: 0.45,
      legendgroup: name,
      showlegend: false,
      hovertemplate: `${name}, seed ${seed}: %{y:.1f} % at Δt = %{x:.3g}<extra></extra>`,
    }),
  );
  return [
    ...(thin.length > 1 ? thin : []),
    {
      type: "scatter",
      mode: "lines+markers",
      name,
      legendgroup: name,
      x: timeSteps,
      y: timeSteps.map((at) => 100 * mean(points.flatMap((point) => (point.timeStep === at ? [point.accuracy] : [])))),
      line: { color: colour, width: 2.5, ...dashed(dash) },
      marker: { color: colour, size: 4 },
      hovertemplate: `${name}, mean of ${bySeed.size}: %{y:.1f} % at Δt = %{x:.3g}<extra></extra>`,
    },
  ];
}

/** From 1/last to 1/first, and a little more on both sides, so that a single length is seen too. */
function shading(first: number, last: number): object {
  const margin = 1.03;
  return {
    ...{ type: "rect", xref: "x", yref: "paper", x0: 1 / (last * margin), x1: margin / first, y0: 0, y1: 1 },
    ...{ fillcolor: "#cccccc", opacity: 0.45, line: { width: 0 }, layer: "below" },
  };
}
