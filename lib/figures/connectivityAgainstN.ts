import type { DimensionalityLine, DimensionalityPoint } from "../dynamics/dimensionalityLines.js";
import { taskLabel } from "../tasks/taskLabel.js";
import { conditionRank } from "./conditionRank.js";
import type { Figure, Trace } from "./figure.js";
import type { LettersOption } from "./letters.js";
import { axis, curriculumColour, layout, panelLetter, taskDash, taskSymbol } from "./look.js";
import { networksMeaning } from "./networksMeaning.js";
import { notice } from "./notice.js";
import { overNetworks } from "./overNetworks.js";

/** The weights of one network. */
export interface WeightPoint {
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
 * @source Khajehabdollahi et al. 2024, Figure 6
 */
export function connectivityAgainstN(
  weights: readonly WeightPoint[],
  dimensionalities: readonly (DimensionalityPoint & { readonly seed: number })[],
  { lines = [], letters = ["a", "b"] }: LettersOption & { lines?: readonly DimensionalityLine[] } = {},
): Figure {
  const data: Trace[] = [];
  for (const condition of new Set(weights.map(conditionOf))) {
    const own = weights.filter((point) => conditionOf(point) === condition);
    const { task, curriculum } = own[0];
    data.push(
      ...overNetworks(
        own.map(({ n, mean, seed }) => ({ n, value: mean, network: `seed ${seed}` })),
        {
          ...{ name: condition, colour: curriculumColour[curriculum] ?? "#000000", dash: taskDash[task] },
          ...{ symbol: taskSymbol[task], xaxis: "x", yaxis: "y", showlegend: true, format: ".5f" },
          legendrank: conditionRank(own[0]),
        },
      ),
    );
  }
  const place = { type: "scatter", xaxis: "x2", yaxis: "y2" } as const;
  const drawn = lines.filter(({ points }) => points.length > 0);
  for (const { task, curriculum, points } of drawn) {
    const x = points.map(({ n }) => n);
    const color = curriculumColour[curriculum];
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
        name: `${conditionOf({ task, curriculum })}: linear fit`,
        showlegend: false,
        x,
        y: points.map(({ y }) => y),
        line: { color, dash: taskDash[task], width: 1.5 },
        hoverinfo: "skip",
      },
    );
  }
  for (const condition of new Set(dimensionalities.map(conditionOf))) {
    const own = dimensionalities.filter((point) => conditionOf(point) === condition);
    const { task, curriculum } = own[0];
    data.push({
      ...place,
      mode: "markers",
      name: condition,
      legendgroup: condition,
      legendrank: conditionRank(own[0]),
      showlegend: !weights.some((point) => conditionOf(point) === condition),
      x: own.map(({ n }) => n),
      y: own.map(({ components }) => components),
      text: own.map(({ seed }) => `seed ${seed}`),
      marker: { color: curriculumColour[curriculum], size: 7, symbol: taskSymbol[task] },
      hovertemplate: `${condition}, %{text}: %{y:.1f} at N = %{x}<extra></extra>`,
    });
  }
  const range = [0, 1 + Math.max(10, ...[...weights, ...dimensionalities].map(({ n }) => n))] as const;
  const empty = [
    ...(weights.length === 0 ? [notice("no network is there yet", 0.21)] : []),
    ...(dimensionalities.length === 0 ? [notice("no network is there yet", 0.79)] : []),
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

function conditionOf({ task, curriculum }: { task: string; curriculum: string }): string {
  return `${curriculum}, ${taskLabel[task] ?? task}`;
}
