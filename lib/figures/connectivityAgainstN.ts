import type { DimensionalityLine, DimensionalityPoint } from "../dynamics/dimensionalityLines.js";
import type { Figure, Trace } from "./figure.js";
import { axis, curriculumColour, layout, panelLetter, taskDash, taskLabel, taskSymbol } from "./look.js";
import { notice } from "./notice.js";

/** One network: its weights and its dimensionality. */
export interface ConnectivityPoint extends DimensionalityPoint {
  seed: number;
  /** Mean over neurons of the mean incoming weight. */
  meanWeight: number;
}

/**
 * Figure 6: strength of the recurrent weights and dimensionality against N, a marker per network, with the linear fits
 * of the dimensionality and their 95 % confidence bands.
 */
export function connectivityAgainstN(
  points: readonly ConnectivityPoint[],
  { lines = [] }: { lines?: readonly DimensionalityLine[] } = {},
): Figure {
  const data: Trace[] = lines.flatMap(({ task, curriculum, points: line }): Trace[] => {
    const x = line.map(({ n }) => n);
    const place = { type: "scatter", mode: "lines", xaxis: "x2", yaxis: "y2", showlegend: false } as const;
    const color = curriculumColour[curriculum];
    return [
      {
        ...place,
        name: "95 % confidence",
        x: [...x, ...[...x].reverse()],
        y: [...line.map(({ high }) => high), ...line.map(({ low }) => low).reverse()],
        line: { width: 0 },
        fill: "toself",
        fillcolor: color,
        opacity: 0.15,
        hoverinfo: "skip",
      },
      {
        ...place,
        name: `${curriculum}, ${taskLabel[task] ?? task}: linear fit`,
        x,
        y: line.map(({ y }) => y),
        line: { color, dash: taskDash[task], width: 1.5 },
        hoverinfo: "skip",
      },
    ];
  });
  const conditions = [...new Set(points.map(({ task, curriculum }) => `${curriculum} ${task}`))];
  for (const condition of conditions) {
    const own = points
      .filter(({ task, curriculum }) => `${curriculum} ${task}` === condition)
      .sort((a, b) => a.seed - b.seed || a.n - b.n);
    const { task, curriculum } = own[0];
    const name = `${curriculum}, ${taskLabel[task] ?? task}`;
    for (const [of, suffix] of [
      ["meanWeight", ""],
      ["components", "2"],
    ] as const) {
      data.push({
        type: "scatter",
        mode: "markers",
        name,
        legendgroup: name,
        showlegend: suffix === "",
        xaxis: `x${suffix}`,
        yaxis: `y${suffix}`,
        x: own.map(({ n }) => n),
        y: own.map((point) => point[of]),
        text: own.map(({ seed }) => `seed ${seed}`),
        marker: { color: curriculumColour[curriculum], size: 8, symbol: taskSymbol[task] },
        hovertemplate: `${name}, %{text}: %{y:.4g} at N = %{x}<extra></extra>`,
      });
    }
  }
  return {
    data,
    layout: layout({
      showlegend: true,
      xaxis: axis("N solved", { domain: [0, 0.42], anchor: "y" }),
      yaxis: axis("mean incoming weight", { anchor: "x" }),
      xaxis2: axis("N solved", { domain: [0.58, 1], anchor: "y2" }),
      yaxis2: axis("components for 90 % of variance", { anchor: "x2", rangemode: "tozero" }),
      annotations: [
        panelLetter("a", 0),
        panelLetter("b", 0.58),
        ...(points.length === 0 ? [notice("no network is there yet")] : []),
      ],
    }),
  };
}
