import type { AblatedGroup } from "../interventions/ablatedGroup.js";
import type { NeuronGroup } from "../interventions/neuronGroups.js";
import type { Figure, Trace } from "./figure.js";
import type { LettersOption } from "./letters.js";
import { axis, curriculumColour, layout, panelLetter, published } from "./look.js";
import { notice } from "./notice.js";

/** With more N than this there is no room for "N = " below each. */
const mostNamed = 7;

const groups = ["short", "long", "random"] as const;
const symbols: Readonly<Record<NeuronGroup, string>> = { short: "circle", long: "square", random: "x" };
const labels: Readonly<Record<NeuronGroup, string>> = {
  short: "20 shortest τ",
  long: "20 longest τ",
  random: "20 random",
};

/**
 * Figure 7: relative accuracy after the ablation of one neuron, mean over the neurons of a group; a marker per network,
 * a panel per curriculum. Ours in colour, published ones beside in grey; where only they are there, it says so.
 *
 * @param rows  of one task, of groups of 20 neurons
 * @source Khajehabdollahi et al. 2024, Figure 7
 */
export function ablationFigure(
  rows: readonly AblatedGroup[],
  { published: theirs = [], letters = ["a", "b"] }: LettersOption & { published?: readonly AblatedGroup[] } = {},
): Figure {
  const ns = [...new Set([...theirs, ...rows].map(({ n }) => n))].sort((a, b) => a - b);
  const data: Trace[] = [];
  const annotations: object[] = letters.flatMap((letter, i) => (letter === "" ? [] : [panelLetter(letter, i * 0.53)]));
  ["single-head", "multi-head"].forEach((curriculum, panel) => {
    const suffix = panel === 0 ? "" : "2";
    for (const [source, side] of [
      [rows, -1],
      [theirs, 1],
    ] as const) {
      for (const [g, group] of groups.entries()) {
        const own = source.filter((row) => row.curriculum === curriculum && row.group === group);
        if (own.length === 0) continue;
        const name = side < 0 ? labels[group] : `${labels[group]}, ${published.label}`;
        data.push({
          type: "scatter",
          mode: "markers",
          name,
          legendgroup: name,
          showlegend: !data.some((trace) => trace.name === name),
          xaxis: `x${suffix}`,
          yaxis: `y${suffix}`,
          x: own.map(({ n }) => ns.indexOf(n) + side * 0.2 + (g - 1) * 0.1),
          y: own.map(({ relativeAccuracy }) => relativeAccuracy),
          text: own.map(({ n, network }) => `${curriculum}, N = ${n}, network ${network}`),
          marker: {
            color: side < 0 ? curriculumColour[curriculum] : published.colour,
            size: side < 0 ? 9 : 7,
            symbol: side < 0 ? symbols[group] : `${symbols[group]}-open`,
          },
          hovertemplate: `%{text}, ${labels[group]}: %{y:.3f}<extra></extra>`,
        });
      }
    }
    for (const [i, n] of ns.entries()) {
      const isHere = (row: AblatedGroup) => row.curriculum === curriculum && row.n === n;
      if (rows.some(isHere) || !theirs.some(isHere)) continue;
      annotations.push({ ...notice("ours:<br>not<br>there<br>yet", i - 0.2, 0.16), xref: `x${suffix}`, font: faint });
    }
  });
  if (rows.length === 0) annotations.push(notice("none of our networks is there yet", 0.5, 0.5));
  const isCrowded = ns.length > mostNamed;
  const title = (curriculum: string) => (isCrowded ? `N, ${curriculum}` : curriculum);
  const ticks = {
    tickvals: ns.map((_, i) => i),
    ticktext: ns.map((n) => (isCrowded ? String(n) : `N = ${n}`)),
    range: [-0.6, Math.max(1, ns.length) - 0.4] as const,
  };
  const least = Math.min(0.4, ...[...rows, ...theirs].map(({ relativeAccuracy }) => relativeAccuracy));
  return {
    data,
    meaning: [
      ...(rows.length > 0
        ? ["A symbol is one network: the mean over the neurons of a group, each ablated alone."]
        : []),
      ...(theirs.length > 0 ? ["Grey, open: single published networks."] : []),
    ],
    layout: layout({
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1.14, yanchor: "bottom" },
      margin: { l: 75, r: 30, t: 110, b: 60 },
      height: 460,
      xaxis: axis(title("single-head"), { ...ticks, domain: [0, 0.47], anchor: "y" }),
      yaxis: axis("relative accuracy", { anchor: "x", range: [least - 0.05, 1.05] }),
      xaxis2: axis(title("multi-head"), { ...ticks, domain: [0.53, 1], anchor: "y2" }),
      yaxis2: axis("", { anchor: "x2", range: [least - 0.05, 1.05] }),
      annotations,
    }),
  };
}

const faint = { size: 11, color: "#888888" };
