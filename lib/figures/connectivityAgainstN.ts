import { grouped } from "../grouped.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeRows } from "../mustBe.js";
import type { DimensionalityLine, DimensionalityPoint } from "../statistics/dimensionalityLines.js";
import { conditionsOf } from "./condition.js";
import type { Figure, Trace } from "./figure.js";
import type { LettersOption } from "./letters.js";
import { axis, layout, panelLetter } from "./look.js";
import { networksMeaning } from "./networksMeaning.js";
import { notice } from "./notice.js";
import { overNetworks } from "./overNetworks.js";
import type { ShownNetwork } from "./shownNetwork.js";
import { networkFields } from "./shownNetwork.js";

/** The weights of one network. */
export interface WeightPoint extends ShownNetwork {
  readonly task: string;
  readonly curriculum: string;
  readonly seed: number;
  /** Largest N solved. */
  readonly n: number;
  /** Mean over neurons of the mean incoming weight. */
  readonly mean: number;
}

/**
 * Figure 6: strength of the recurrent weights against N, mean over networks with shading; and dimensionality against N,
 * a marker per network, with linear fits and their 95 % confidence bands.
 *
 * @param lines  the fits, as `dimensionalityLines` gives them
 * @throws RangeError if a row lacks a field, or an option is unknown
 * @source Khajehabdollahi et al. 2024, Figure 6
 */
export function connectivityAgainstN(
  weights: readonly WeightPoint[],
  dimensionalities: readonly (DimensionalityPoint & { readonly seed: number })[],
  options: LettersOption & { lines?: readonly DimensionalityLine[] } = {},
): Figure {
  const measured = { task: "a string", ...networkFields } as const;
  mustBeRows("weights", weights, { ...measured, mean: "a number" });
  mustBeRows("dimensionalities", dimensionalities, { ...measured, components: "a number" });
  checkOptionsOf("connectivityAgainstN", options, { lines: true, letters: true });
  const { lines = [], letters = ["a", "b"] } = options;
  mustBeRows("lines", lines, { task: "a string", curriculum: "a string", points: "a list" });
  const data: Trace[] = [];
  const conditionOf = conditionsOf([...weights, ...dimensionalities]);
  for (const [{ name, colour, dash, symbol, rank }, own] of grouped(weights, conditionOf)) {
    data.push(
      ...overNetworks(
        own.map(({ n, mean, seed }) => ({ n, value: mean, network: `seed ${seed}` })),
        {
          ...{ name, colour, dash, symbol, legendrank: rank },
          ...{ xaxis: "x", yaxis: "y", showlegend: true, format: ".5f" },
        },
      ),
    );
  }
  const place = { type: "scatter", xaxis: "x2", yaxis: "y2" } as const;
  const drawn = lines.filter(({ points }) => points.length > 0);
  for (const { points, ...line } of drawn) {
    const x = points.map(({ n }) => n);
    const { name, colour: color, dash } = conditionOf(line);
    data.push(
      {
        ...place,
        mode: "lines",
        name: "95 % confidence",
        showlegend: false,
        x: [...x, ...[...x].reverse()],
        y: [...points.map(({ high }) => high), ...points.map(({ low }) => low).reverse()],
        line: { width: 0 },
        fill: "toself",
        fillcolor: color,
        opacity: 0.15,
        hoverinfo: "skip",
      },
      {
        ...place,
        mode: "lines",
        name: `${name}: linear fit`,
        showlegend: false,
        x,
        y: points.map(({ y }) => y),
        line: { color, dash, width: 1.5 },
        hoverinfo: "skip",
      },
    );
  }
  for (const [condition, own] of grouped(dimensionalities, conditionOf)) {
    const { name, colour, symbol, rank } = condition;
    data.push({
      ...place,
      mode: "markers",
      name,
      legendgroup: name,
      legendrank: rank,
      showlegend: !weights.some((point) => conditionOf(point) === condition),
      x: own.map(({ n }) => n),
      y: own.map(({ components }) => components),
      text: own.map(({ seed }) => `seed ${seed}`),
      marker: { color: colour, size: 7, symbol },
      hovertemplate: `${name}, %{text}: %{y:.1f} at N = %{x}<extra></extra>`,
    });
  }
  const range = [0, 1 + Math.max(10, ...[...weights, ...dimensionalities].map(({ n }) => n))] as const;
  const empty = [
    ...(weights.length === 0 ? [notice("no network is available yet", 0.21)] : []),
    ...(dimensionalities.length === 0 ? [notice("no network is available yet", 0.79)] : []),
  ];
  return {
    data,
    meaning: [
      ...(weights.length + dimensionalities.length > 0 ? [networksMeaning(data)] : []),
      ...(drawn.length > 0 ? ["Of components the lines are linear fits, with their 95 % confidence bands."] : []),
    ],
    layout: layout({
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1.12, yanchor: "bottom" },
      margin: { l: 85, r: 30, t: 100, b: 60 },
      height: 440,
      xaxis: axis("N", { domain: [0, 0.42], range, anchor: "y" }),
      yaxis: axis("mean incoming weight", { anchor: "x" }),
      xaxis2: axis("N", { domain: [0.58, 1], range, anchor: "y2" }),
      yaxis2: axis("components for 90 % of variance", { anchor: "x2", rangemode: "tozero" }),
      annotations: [panelLetter(letters[0], 0), panelLetter(letters[1], 0.58), ...empty],
    }),
  };
}
