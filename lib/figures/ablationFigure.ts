import type { NeuronGroup } from "../interventions/neuronGroups.js";
import type { Figure, Trace } from "./figure.js";
import { axis, curriculumColour, layout, published } from "./look.js";
import { notice } from "./notice.js";
import { publishedTable } from "./publishedTable.js";

/** Mean over the ablated neurons of one group, of one network. */
export interface AblatedGroup {
  task: string;
  curriculum: string;
  n: number;
  /** The network, e.g. its seed. */
  network: number;
  group: NeuronGroup;
  relativeAccuracy: number;
}

/** Published means over 20 neurons, per network. */
export function publishedAblation(): AblatedGroup[] {
  return publishedTable("ablation")
    .filter(({ curriculum }) => curriculum !== "sliding")
    .map((row) => ({
      task: row.task,
      curriculum: row.curriculum,
      n: Number(row.n),
      network: Number(row.network),
      group: row.ablated === "long" ? "long" : "short",
      relativeAccuracy: (Number(row.accuracy) - 0.5) / (Number(row.baseline_accuracy) - 0.5),
    }));
}

const groups = ["short", "long", "random"] as const;
const symbols: Readonly<Record<NeuronGroup, string>> = { short: "circle", long: "square", random: "x" };
const labels: Readonly<Record<NeuronGroup, string>> = {
  short: "20 shortest τ",
  long: "20 longest τ",
  random: "20 random",
};

/**
 * Figure 7: relative accuracy after the ablation of one neuron, mean over the neurons of a group; a marker per network.
 * Ours in colour, published ones beside in grey.
 */
export function ablationFigure(
  rows: readonly AblatedGroup[],
  { published: theirs = [] }: { published?: readonly AblatedGroup[] } = {},
): Figure {
  const keyOf = ({ n, curriculum }: AblatedGroup) => `${curriculum}<br>N = ${n}`;
  const columns = [...new Set([...theirs, ...rows].sort((a, b) => a.n - b.n).map(keyOf))];
  const data: Trace[] = [];
  for (const [source, side] of [
    [rows, -1],
    [theirs, 1],
  ] as const) {
    for (const [g, group] of groups.entries()) {
      const own = source.filter((row) => row.group === group);
      if (own.length === 0) continue;
      data.push({
        type: "scatter",
        mode: "markers",
        name: side < 0 ? labels[group] : `${labels[group]}, ${published.label}`,
        x: own.map((row) => columns.indexOf(keyOf(row)) + side * 0.2 + (g - 1) * 0.08),
        y: own.map(({ relativeAccuracy }) => relativeAccuracy),
        text: own.map((row) => `${row.curriculum}, N = ${row.n}, network ${row.network}`),
        marker: {
          color: side < 0 ? own.map(({ curriculum }) => curriculumColour[curriculum]) : published.colour,
          size: side < 0 ? 10 : 7,
          symbol: side < 0 ? symbols[group] : `${symbols[group]}-open`,
        },
        hovertemplate: "%{text}: %{y:.3f}<extra></extra>",
      });
    }
  }
  return {
    data,
    layout: layout({
      showlegend: true,
      xaxis: axis("", {
        tickvals: columns.map((_, i) => i),
        ticktext: columns,
        range: [-0.6, Math.max(1, columns.length) - 0.4],
      }),
      yaxis: axis("relative accuracy"),
      annotations: [
        ...(rows.length === 0 ? [notice("none of our networks is there yet", 0.5, 0.1)] : []),
        ...columns.flatMap((column, i) =>
          rows.length === 0 || rows.some((row) => keyOf(row) === column)
            ? []
            : [{ ...notice("ours: not<br>there yet", i - 0.2, 0.1), xref: "x" }],
        ),
      ],
    }),
  };
}
