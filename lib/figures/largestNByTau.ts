import { mean } from "simple-statistics";
import type { ModelDescription } from "../models/cell.js";
import type { Figure, Trace } from "./figure.js";
import { axis, curriculumColour, layout, panelLetter, published } from "./look.js";
import { notice } from "./notice.js";
import { publishedTable } from "./publishedTable.js";
import { lastSolved, type TrainingRecord } from "./trainingRecord.js";

/** A run whose model says whether τ is trained, or what it is fixed at. */
export type FixedTauRecord = TrainingRecord & {
  readonly config: { readonly model: ModelDescription };
};

/** A published largest N, one network; τ in steps, or "trained". */
export interface PublishedFixedTau {
  readonly curriculum: string;
  readonly tau: string;
  readonly maxN: number;
}

/** Published largest N of a task after 1000 epochs, by τ; none are known for N-DMS. */
export function publishedLargestNByTau(ofTask = "n-parity"): PublishedFixedTau[] {
  return publishedTable("max-trained-n")
    .filter(({ task }) => task === ofTask)
    .map(({ curriculum, tau, max_n }) => ({ curriculum, tau, maxN: Number(max_n) }));
}

const columns = ["1", "2", "3", "trained"];
const symbols = ["circle", "circle-open"] as const;

/**
 * Figure 4a: largest N of networks whose τ is fixed at 1, 2 or 3, or trained; a panel for each curriculum, a dot for each
 * network, lines are means. Published networks stand beside in grey.
 */
export function largestNByTau(
  runs: readonly FixedTauRecord[],
  { letter = "a", published: theirs = [] }: { letter?: string; published?: readonly PublishedFixedTau[] } = {},
): Figure {
  const data: Trace[] = [];
  const shapes: object[] = [];
  const annotations: object[] = [panelLetter(letter, 0)];
  ["single-head", "multi-head"].forEach((curriculum, panel) => {
    const suffix = panel === 0 ? "" : "2";
    const place = { xaxis: `x${suffix}`, yaxis: `y${suffix}` } as const;
    const sources = [
      {
        name: curriculum,
        colour: curriculumColour[curriculum],
        side: theirs.length > 0 ? -1 : 0,
        values: runs
          .filter(({ config }) => config.curriculum.name === curriculum)
          .map((run) => ({ tau: String(run.config.model.tau), n: lastSolved(run), text: `seed ${run.config.seed}` })),
      },
      {
        name: published.label,
        colour: published.colour,
        side: 1,
        values: theirs
          .filter((row) => row.curriculum === curriculum)
          .map(({ tau, maxN }, i) => ({ tau, n: maxN, text: `network ${(i % 4) + 1}` })),
      },
    ];
    for (const { name, colour, side, values } of sources) {
      const drawn = values.flatMap(({ tau, n, text }) => {
        const column = columns.indexOf(tau);
        return column < 0 || n === null ? [] : [{ column, n, text }];
      });
      const at = (column: number) => column + side * 0.18;
      for (const column of name === curriculum ? columns.keys() : []) {
        if (drawn.some((value) => value.column === column)) continue;
        const place = { xref: `x${suffix}`, font: { size: 11, color: "#888888" } };
        annotations.push({ ...notice("ours:<br>not<br>there<br>yet", at(column), 0.16), ...place });
      }
      if (drawn.length === 0) continue;
      data.push({
        type: "scatter",
        mode: "markers",
        name,
        legendgroup: name,
        showlegend: !data.some((trace) => trace.name === name),
        ...place,
        x: drawn.map(({ column }) => at(column)),
        y: drawn.map(({ n }) => n),
        text: drawn.map(({ text }) => text),
        marker: { color: colour, size: side > 0 ? 8 : 10, symbol: symbols[side > 0 ? 1 : 0] },
        hovertemplate: `${name}, ${curriculum}, %{text}: N = %{y}<extra></extra>`,
      });
      for (const column of new Set(drawn.map((value) => value.column))) {
        const y = mean(drawn.filter((value) => value.column === column).map(({ n }) => n));
        const line = { color: side > 0 ? published.colour : "#444444", width: 2 };
        shapes.push({
          ...{ type: "line", xref: `x${suffix}`, yref: `y${suffix}`, line },
          ...{ x0: at(column) - 0.14, x1: at(column) + 0.14, y0: y, y1: y },
        });
      }
    }
  });
  const ticks = {
    tickvals: columns.map((_, i) => i),
    ticktext: columns.map((column) => (column === "trained" ? "τ trained" : `τ = ${column}`)),
    range: [-0.6, columns.length - 0.4] as const,
  };
  return {
    data,
    layout: layout({
      showlegend: true,
      xaxis: axis("single-head", { ...ticks, domain: [0, 0.43], anchor: "y" }),
      yaxis: axis("largest N solved", { rangemode: "tozero", anchor: "x" }),
      xaxis2: axis("multi-head", { ...ticks, domain: [0.57, 1], anchor: "y2" }),
      yaxis2: axis("largest N solved", { rangemode: "tozero", anchor: "x2" }),
      legend: { orientation: "h", x: 0, y: 1.12, yanchor: "bottom" },
      margin: { l: 75, r: 30, t: 90, b: 60 },
      annotations,
      shapes,
    }),
  };
}
