import { checkOptionsOf } from "../knownFields.js";
import { mustBeRows } from "../mustBe.js";
import { decayAt } from "../timescales/exponentialDecay.js";
import type { TimescaleFit } from "../timescales/timescaleFit.js";
import type { Figure, Trace } from "./figure.js";
import { axis, layout, panelLetter, printed } from "./look.js";

/** What the figure shows of one neuron. */
export interface ExploredNeuron {
  /** For the menu and the title, e.g. "neuron 12, τ = 1.8". */
  label: string;
  /** Some consecutive values of its activity, one per step. */
  activity: ArrayLike<number>;
  /** At lags 0 … 30 or more, any unit. */
  autocovariance: ArrayLike<number>;
  fit: TimescaleFit;
}

const colours = { activity: "#444444", single: "#0072B2", double: "#D55E00" };
const tracesPerNeuron = 6;

/**
 * Activity, autocorrelation, both fits, and their residuals: of one neuron at a time, to be chosen from a menu. The
 * first is shown where there is no menu.
 *
 * @param letters  the bold letters of its three panels
 * @throws RangeError if there is no neuron, one lacks a field, or an option is unknown
 */
export function neuronExplorer(
  neurons: readonly ExploredNeuron[],
  options: { letters?: readonly string[] } = {},
): Figure {
  mustBeRows("neurons", neurons, {
    label: "a string",
    activity: "a list",
    autocovariance: "a list",
    fit: "an object",
  });
  checkOptionsOf("neuronExplorer", options, { letters: true });
  const { letters = ["a", "b", "c"] } = options;
  if (neurons.length === 0) throw new RangeError("neurons: expected at least one, got none");
  const titles = neurons.map(({ label, fit }) => `${label}: ${choice(fit)}`);
  const buttons = neurons.map(({ label }, chosen) => ({
    label,
    method: "update",
    args: [
      { visible: neurons.flatMap((_, i) => Array.from({ length: tracesPerNeuron }, () => i === chosen)) },
      { "title.text": titles[chosen] },
    ],
  }));
  return {
    data: neurons.flatMap((neuron, i) => tracesOf(neuron).map((trace) => ({ ...trace, visible: i === 0 }))),
    layout: layout({
      height: 470,
      margin: { l: 75, r: 30, t: 100, b: 60 },
      title: { text: titles[0], x: 0.01, xanchor: "left", y: 0.97, font: { size: 15 } },
      showlegend: true,
      legend: { x: 0.98, y: 0.98, xanchor: "right", yanchor: "top" },
      xaxis: axis("time step", { domain: [0, 0.36], anchor: "y" }),
      yaxis: axis("activity", { anchor: "x" }),
      xaxis2: axis("", { domain: [0.5, 1], anchor: "y2", range: [-0.5, 30.5], showticklabels: false }),
      yaxis2: axis("autocorrelation", { domain: [0.34, 1], anchor: "x2" }),
      xaxis3: axis("lag (steps)", { domain: [0.5, 1], anchor: "y3", range: [-0.5, 30.5] }),
      yaxis3: axis("residual", { domain: [0, 0.26], anchor: "x3", zeroline: true, zerolinecolor: "#BBBBBB" }),
      annotations: [panelLetter(letters[0], 0), panelLetter(letters[1], 0.5), panelLetter(letters[2], 0.5, 0.24)],
      ...(neurons.length > 1
        ? {
            updatemenus: [
              { buttons, x: 1, xanchor: "right", y: 1.1, yanchor: "bottom", direction: "down", showactive: true },
            ],
          }
        : {}),
    }),
  };
}

function choice({ tauNet, model, failure }: TimescaleFit): string {
  if (tauNet === null) return `no timescale, ${failure}`;
  return `${model} model chosen, τ<sub>net</sub> = ${tauNet.toPrecision(3)}`;
}

function tracesOf({ activity, autocovariance, fit }: ExploredNeuron): Trace[] {
  const lags = Array.from({ length: 31 }, (_, lag) => lag);
  const variance = autocovariance[0];
  const correlation = lags.map((lag) => (variance > 0 ? autocovariance[lag] / variance : null));
  const fits = [
    { name: "single", fit: fit.single, colour: colours.single, dash: "solid" },
    { name: "double", fit: fit.double, colour: colours.double, dash: "dash" },
  ] as const;
  const fine = Array.from({ length: 121 }, (_, i) => i / 4);
  return [
    {
      type: "scatter",
      mode: "lines",
      name: "activity",
      showlegend: false,
      x: Array.from(activity, (_, t) => t),
      y: activity,
      line: { color: colours.activity, width: 1.2 },
      hovertemplate: "step %{x}: %{y:.3f}<extra></extra>",
    },
    {
      type: "scatter",
      mode: "markers",
      name: "simulated",
      xaxis: "x2",
      yaxis: "y2",
      x: lags,
      y: correlation,
      marker: { color: colours.activity, size: 6 },
      hovertemplate: "lag %{x}: %{y:.4f}<extra></extra>",
    },
    ...fits.map(
      ({ name, fit: decay, colour, dash }): Trace => ({
        type: "scatter",
        mode: "lines",
        name: decay
          ? `${name}: τ = ${decay.taus.map((tau) => tau.toPrecision(3)).join(", ")}; AIC ${printed(decay.aic, 1)}`
          : `${name}: no fit`,
        xaxis: "x2",
        yaxis: "y2",
        x: fine,
        y: fine.map((lag) => (decay ? Number(decayAt(decay, lag).toFixed(4)) : null)), // finer than the line is wide
        line: { color: colour, width: 2, dash },
        hoverinfo: "skip",
      }),
    ),
    ...fits.map(
      ({ name, fit: decay, colour }): Trace => ({
        type: "scatter",
        mode: "lines+markers",
        name: `residual, ${name}`,
        showlegend: false,
        xaxis: "x3",
        yaxis: "y3",
        x: lags,
        y: lags.map((lag, i) => (decay && correlation[i] !== null ? correlation[i] - decayAt(decay, lag) : null)),
        line: { color: colour, width: 1 },
        marker: { color: colour, size: 4 },
        hovertemplate: `${name}, lag %{x}: %{y:.4f}<extra></extra>`,
      }),
    ),
  ];
}
