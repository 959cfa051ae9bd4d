import { checkOptionsOf } from "../knownFields.js";
import { mustBeRows, mustHaveFields } from "../mustBe.js";
import { percentText } from "../percent.js";
import type { Figure, Trace } from "./figure.js";
import { minorTicks } from "./logAxis.js";
import { axis, layout, panelLetter } from "./look.js";
import { notice } from "./notice.js";

/** A network without one of its neurons. */
export interface WithoutNeuron {
  /** Its index, from 0. */
  neuron: number;
  /** In steps; null for models without τ. */
  tau: number | null;
  /** Share of right answers of the network without it, 0 … 1. */
  accuracy: number;
}

/** What is shown of a neuron that can be chosen. */
export interface ChoosableNeuron {
  /** Its index, from 0. */
  neuron: number;
  /** Some consecutive values of its activity in the whole network, one per step. */
  activity: ArrayLike<number>;
  /** Its weights from the others; null for models without one weight matrix. */
  incoming: ArrayLike<number> | null;
  /** Its weights to the others; null for models without one weight matrix. */
  outgoing: ArrayLike<number> | null;
}

const bins = 40;
const colours = { all: "#8A8A8A", chosen: "#D55E00", activity: "#444444", incoming: "#0072B2", outgoing: "#E69F00" };

/**
 * What a network loses without a neuron: accuracy without each of its neurons against τ; and of one of them, to be
 * chosen from a menu in order of τ, its activity and its weights. The first of `choosable` is shown at first.
 *
 * @param neurons    as many as were ablated, one at a time
 * @param choosable  some of them
 * @param baseline   share of right answers of the whole network, 0 … 1
 * @throws RangeError if there is none to choose, one was not ablated, a row lacks a field, or an option is unknown
 */
export function ablationExplorer(
  neurons: readonly WithoutNeuron[],
  choosable: readonly ChoosableNeuron[],
  options: { baseline: number },
): Figure {
  mustBeRows("neurons", neurons, { neuron: "a number", tau: "a number or null", accuracy: "a number" });
  mustBeRows("choosable", choosable, {
    neuron: "a number",
    activity: "a list",
    incoming: "a list or null",
    outgoing: "a list or null",
  });
  checkOptionsOf("ablationExplorer", options, { baseline: true });
  mustHaveFields("options", options, { baseline: "a number" });
  const { baseline } = options;
  if (choosable.length === 0) throw new RangeError("neurons to choose from: expected at least one, got none");
  const hasTau = neurons.every(({ tau }) => tau !== null);
  const place = ({ neuron, tau }: WithoutNeuron) => (hasTau && tau !== null ? tau : neuron);
  const nameOf = ({ neuron, tau }: WithoutNeuron) => `neuron ${neuron}${tau === null ? "" : `, τ = ${tau.toFixed(2)}`}`;
  const weights = choosable.flatMap(({ incoming, outgoing }) => [incoming, outgoing]);
  const range = rangeOf(weights);
  const width = (range.most - range.least) / bins || 1;
  const variants = choosable.map(({ neuron, activity, incoming, outgoing }) => {
    const without = neurons.find((row) => row.neuron === neuron);
    if (!without) throw new RangeError(`expected one of the ablated neurons to choose from, got neuron ${neuron}`);
    const counts = [incoming, outgoing].map((values) => histogram(values ?? [], range.least, width));
    return {
      place: place(without),
      label: `${nameOf(without)}: ${percentText(without.accuracy, 1)}`,
      title: `without ${nameOf(without)}: ${percentText(without.accuracy, 1)} right; with all: ${percentText(baseline, 1)}`,
      y: [[without.accuracy], Array.from(activity), ...counts],
    };
  });
  // Each button holds only what changes: heights, and where the chosen neuron is.
  const starts = (at: number) => [at, 0, range.least + width / 2, range.least + width / 2];
  const buttons = [...variants]
    .sort((a, b) => a.place - b.place)
    .map(({ label, title, place, y }) => ({
      label,
      method: "update",
      args: [{ y, x0: starts(place) }, { "title.text": title }, [1, 2, 3, 4]],
    }));
  const [first] = variants;
  const moving: Trace[] = [
    {
      type: "scatter",
      mode: "markers",
      name: "chosen neuron",
      marker: { color: colours.chosen, size: 13, symbol: "diamond" },
      hoverinfo: "skip",
    },
    {
      type: "scatter",
      mode: "lines",
      name: "activity",
      xaxis: "x2",
      yaxis: "y2",
      line: { color: colours.activity, width: 1.2 },
      hovertemplate: "step %{x}: %{y:.3f}<extra></extra>",
    },
    ...(["incoming", "outgoing"] as const).map(
      (direction): Trace => ({
        type: "scatter",
        mode: "lines+markers",
        name: `${direction} weights`,
        xaxis: "x3",
        yaxis: "y3",
        dx: width,
        line: { color: colours[direction], width: 1.5 },
        marker: { color: colours[direction], size: 4 },
        hovertemplate: `${direction}, about %{x:.3f}: %{y}<extra></extra>`,
      }),
    ),
  ];
  return {
    data: [
      {
        type: "scatter",
        mode: "markers",
        name: "without one neuron",
        showlegend: false,
        x: neurons.map(place),
        y: neurons.map(({ accuracy }) => accuracy),
        text: neurons.map(({ neuron }) => `neuron ${neuron}`),
        marker: { color: colours.all, size: 5, opacity: 0.6 },
        hovertemplate: `%{text}, ${hasTau ? "τ = %{x:.3f}: " : ""}%{y:.1%} without it<extra></extra>`,
      },
      ...moving.map((trace, i) => ({ ...trace, y: first.y[i], x0: starts(first.place)[i], showlegend: i >= 2 })),
    ],
    layout: layout({
      height: 500,
      margin: { l: 75, r: 30, t: 100, b: 60 },
      title: { text: first.title, x: 0.01, xanchor: "left", y: 0.97, font: { size: 15 } },
      showlegend: true,
      legend: { x: 1, y: 0.42, xanchor: "right", yanchor: "top", bgcolor: "rgba(0, 0, 0, 0)" },
      xaxis: axis(hasTau ? "τ (steps)" : "neuron", { domain: [0, 0.42], anchor: "y" }),
      yaxis: axis("accuracy without the neuron", { anchor: "x", tickformat: ".0%" }),
      xaxis2: axis("time step", { domain: [0.56, 1], anchor: "y2" }),
      yaxis2: axis("activity", { domain: [0.62, 1], anchor: "x2" }),
      xaxis3: axis("weight", { domain: [0.56, 1], anchor: "y3", range: [range.least, range.most] }),
      yaxis3: axis("other neurons", { domain: [0, 0.4], anchor: "x3", type: "log", dtick: 1, ...minorTicks }),
      shapes: [
        {
          type: "line",
          xref: "paper",
          x0: 0,
          x1: 0.42,
          y0: baseline,
          y1: baseline,
          line: { color: colours.all, width: 1, dash: "dash" },
          layer: "below",
        },
      ],
      annotations: [
        panelLetter("a", 0),
        panelLetter("b", 0.56),
        panelLetter("c", 0.56, 0.4),
        ...(weights.some((values) => values !== null)
          ? []
          : [notice("this model has no single weight matrix", 0.78, 0.2)]),
      ],
      updatemenus: [
        {
          buttons,
          active: buttons.findIndex(({ label }) => label === first.label),
          x: 1,
          xanchor: "right",
          y: 1.08,
          yanchor: "bottom",
          direction: "down",
          showactive: true,
        },
      ],
    }),
  };
}

/** Least and largest weight of all. */
function rangeOf(lists: readonly (ArrayLike<number> | null)[]): { least: number; most: number } {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const list of lists) {
    for (const value of Array.from(list ?? [])) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  return least < most ? { least, most } : { least: -1, most: 1 };
}

/** How many values lie in each of the bins from `least` on, null for none; the last bin has its upper end too. */
function histogram(values: ArrayLike<number>, least: number, width: number): (number | null)[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of Array.from(values)) counts[Math.min(bins - 1, Math.floor((value - least) / width))]++;
  return counts.map((count) => count || null); // a logarithmic axis has no 0
}
