import type { Figure, Trace } from "./figure.js";
import { axis, curriculumColour, layout, panelLetter } from "./look.js";
import { notice } from "./notice.js";

/** A network, retrained on one N. */
export interface RetrainedPoint {
  curriculum: string;
  network: number;
  fromN: number;
  n: number;
  relativeAccuracy: number | null;
}

/** Figure 8, right: relative accuracy after retraining, against the new N; a line per network. */
export function retrainingFigure(points: readonly RetrainedPoint[], { letter = "c" } = {}): Figure {
  const named = new Set<string>();
  const data: Trace[] = [];
  for (const key of new Set(points.map(({ curriculum, fromN, network }) => `${curriculum} ${fromN} ${network}`))) {
    const own = points
      .filter(({ curriculum, fromN, network }) => `${curriculum} ${fromN} ${network}` === key)
      .sort((a, b) => a.n - b.n);
    const { curriculum, fromN, network } = own[0];
    const name = `${curriculum}, from N = ${fromN}`;
    const isFirst = !named.has(name);
    named.add(name);
    data.push({
      type: "scatter",
      mode: "lines+markers",
      name,
      legendgroup: name,
      showlegend: isFirst,
      x: own.map(({ n }) => n),
      y: own.map(({ relativeAccuracy }) => relativeAccuracy),
      line: { color: curriculumColour[curriculum], dash: curriculum === "multi-head" ? "dash" : "solid", width: 2 },
      hovertemplate: `${name}, network ${network}: %{y:.3f} at N = %{x}<extra></extra>`,
    });
  }
  return {
    data,
    layout: layout({
      showlegend: true,
      xaxis: axis("N of retraining"),
      yaxis: axis("relative accuracy", { range: [-0.1, 1.1] }),
      annotations: [panelLetter(letter, 0), ...(points.length === 0 ? [notice("no network is there yet")] : [])],
    }),
  };
}
