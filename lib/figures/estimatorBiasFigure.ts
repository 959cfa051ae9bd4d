import { mustBeRows } from "../mustBe.js";
import type { BiasRow } from "../timescales/estimatorBias.js";
import { axisSuffix } from "./columns.js";
import type { Figure, Trace } from "./figure.js";
import { minorTicks } from "./logAxis.js";
import { axis, layout, panelLetter } from "./look.js";

/** Told apart with any colour vision; none is that of a curriculum of the main text. */
const colours: Readonly<Record<string, string>> = {
  "as-published": "#000000",
  "multi-start": "#009E73",
  ar1: "#E69F00",
  integrated: "#CC79A7",
  "acw-50": "#56B4E9",
  "acw-0": "#882255",
};

/**
 * How far estimators are from the truth, against the length of trials: one panel per process, a dot per recording, a
 * line through the medians, the truth as a dashed line.
 *
 * @param panels  one to three: a title, and the rows of one process
 * @throws RangeError if there are none, or more than three, or one or a row lacks a field
 */
export function estimatorBiasFigure(panels: readonly { title: string; rows: readonly BiasRow[] }[]): Figure {
  mustBeRows("panels", panels, { title: "a string", rows: "a list" });
  panels.forEach(({ rows }, i) => {
    mustBeRows(`panels[${i}].rows`, rows, {
      estimator: "a string",
      steps: "a number",
      tau: "a number",
      estimates: "a list",
      medianBias: "a number or null",
    });
  });
  if (panels.length < 1 || panels.length > 3)
    throw new RangeError(`panels: expected one to three, got ${panels.length}`);
  const gap = 0.07;
  const width = (1 - gap * (panels.length - 1)) / panels.length;
  const meaning = ["Dots: recordings; bars: their medians; dashed: the truth."];
  const figure: Figure = { data: [], meaning, layout: layout({ height: 440 }) };
  const annotations: object[] = [];
  const shapes: object[] = [];
  panels.forEach(({ title, rows }, i) => {
    const suffix = axisSuffix(i);
    const names = [...new Set(rows.map(({ estimator }) => estimator))];
    for (const [k, name] of names.entries()) {
      figure.data.push(
        ...tracesOf(
          rows.filter(({ estimator }) => estimator === name),
          name,
          i,
          (k + 0.5) / names.length,
        ),
      );
    }
    const lengths = rows.map(({ steps }) => steps);
    const tau = rows[0]?.tau ?? 1;
    const drawn = rows.flatMap(({ estimates }) => estimates).filter((estimate) => estimate > 0);
    const range = [Math.log10(Math.min(...lengths)) - 0.3, Math.log10(Math.max(...lengths)) + 0.3] as const;
    const left = i * (width + gap);
    figure.layout[`xaxis${suffix}`] = axis("steps per trial", {
      type: "log",
      domain: [left, left + width],
      anchor: `y${suffix}`,
      range,
      tickvals: [...new Set(lengths)],
      ticktext: [...new Set(lengths)].map((steps) => (steps >= 1000 ? `${steps / 1000}k` : String(steps))),
    });
    figure.layout[`yaxis${suffix}`] = axis(i === 0 ? "estimate (steps)" : "", {
      type: "log",
      anchor: `x${suffix}`,
      range: [
        Math.log10(Math.min(0.2 * tau, ...drawn.map((y) => 0.9 * y))),
        Math.log10(Math.max(126, 1.2 * tau, ...drawn.map((y) => 1.1 * y))),
      ],
      tickvals: [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
      ...minorTicks,
    });
    shapes.push({
      type: "line",
      xref: `x${suffix} domain`,
      yref: `y${suffix}`,
      x0: 0,
      x1: 1,
      y0: tau,
      y1: tau,
      line: { color: "#444444", width: 1, dash: "dash" },
    });
    annotations.push(
      { ...panelLetter("abc"[i], left), xshift: -26 },
      {
        text: title,
        x: left + width / 2,
        y: 1,
        xref: "paper",
        yref: "paper",
        xanchor: "center",
        yanchor: "bottom",
        yshift: 8,
        showarrow: false,
      },
    );
  });
  Object.assign(figure.layout, {
    annotations,
    shapes,
    margin: { l: 75, r: 30, t: 50, b: 105 },
    legend: { orientation: "h", x: 0.5, xanchor: "center", y: -0.2, yanchor: "top" },
  });
  return figure;
}

function tracesOf(rows: readonly BiasRow[], name: string, panel: number, share: number): Trace[] {
  const suffix = axisSuffix(panel);
  const where = { xaxis: `x${suffix}`, yaxis: `y${suffix}`, legendgroup: name };
  const beside = (steps: number) => steps * 10 ** (0.3 * (share - 0.5)); // so that estimators do not cover each other
  const color = colours[name] ?? "#444444";
  return [
    {
      ...where,
      type: "scatter",
      mode: "markers",
      name: `${name}, recordings`,
      showlegend: false,
      x: rows.flatMap(({ steps, estimates }) => estimates.map(() => beside(steps))),
      y: rows.flatMap(({ estimates }) => estimates),
      marker: { color, size: 4, opacity: 0.45 },
      hovertemplate: `${name}: %{y:.3g}<extra></extra>`,
    },
    {
      ...where,
      type: "scatter",
      mode: "lines+markers",
      name,
      showlegend: panel === 0,
      x: rows.map(({ steps }) => beside(steps)),
      y: rows.map(({ tau, medianBias }) => (medianBias === null ? null : tau * (1 + medianBias))),
      line: { color, width: 1.5 },
      marker: { color, size: 9, symbol: "line-ew-open" as string, line: { color, width: 3 } },
      hovertemplate: `${name}, median: %{y:.3g}<extra></extra>`,
    },
  ];
}
