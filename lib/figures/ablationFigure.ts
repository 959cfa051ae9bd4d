import type { AblatedGroup } from "../interventions/ablatedGroup.js";
import type { NeuronGroup } from "../interventions/neuronGroups.js";
import type { Figure, Trace } from "./figure.js";
import type { LettersOption } from "./letters.js";
import { axis, colouredName, curriculumColour, layout, panelLetter, published } from "./look.js";
import { notice } from "./notice.js";
import { notThereYet } from "./notThereYet.js";
import { smallNotice } from "./publishedTraces.js";

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
 * a panel per curriculum. Ours in colour, published ones beside in grey; N where only they are there are named above.
 *
 * @param rows  of one task, of groups of 20 neurons
 * @source Khajehabdollahi et al. 2024, Figure 7
 */
export function ablationFigure(
  rows: readonly AblatedGroup[],
  { published: theirs = [], letters = ["a", "b"] }: LettersOption & { published?: readonly AblatedGroup[] } = {},
): Figure {
  const ns = [...new Set([...theirs, ...rows].map(({ n }) => n))].sort((a, b) => a - b);
  const isCrowded = ns.length > mostNamed;
  const aside = theirs.length > 0 ? 0.13 : 0.2; // of a group from the next
  const data: Trace[] = [];
  const annotations: object[] = letters.flatMap((letter, i) => (letter === "" ? [] : [panelLetter(letter, i * 0.53)]));
  ["single-head", "multi-head"].forEach((curriculum, panel) => {
    const suffix = panel === 0 ? "" : "2";
    for (const [source, side] of [
      [rows, theirs.length > 0 ? -1 : 0],
      [theirs, 1],
    ] as const) {
      for (const [g, group] of groups.entries()) {
        const own = source.filter((row) => row.curriculum === curriculum && row.group === group);
        if (own.length === 0) continue;
        const isOurs = side < 1;
        const name = isOurs ? labels[group] : `${labels[group]}, ${published.label}`;
        data.push({
          type: "scatter",
          mode: "markers",
          name,
          legendgroup: name,
          showlegend: !data.some((trace) => trace.name === name),
          xaxis: `x${suffix}`,
          yaxis: `y${suffix}`,
          x: own.map(({ n }) => ns.indexOf(n) + 0.23 * side + aside * (g - 1)),
          y: own.map(({ relativeAccuracy }) => relativeAccuracy),
          text: own.map(({ n, network }) => `${curriculum}, N = ${n}, network ${network}`),
          marker: {
            color: isOurs ? curriculumColour[curriculum] : published.colour,
            size: (isOurs ? 9 : 7) - (isCrowded ? 1 : 0),
            symbol: isOurs ? symbols[group] : `${symbols[group]}-open`,
          },
          hovertemplate: `%{text}, ${labels[group]}: %{y:.3f}<extra></extra>`,
        });
      }
    }
    const has = (source: readonly AblatedGroup[], n: number) =>
      source.some((row) => row.curriculum === curriculum && row.n === n);
    const missing = ns.filter((n) => has(theirs, n) && !has(rows, n)).map((n) => `N = ${n}`);
    if (missing.length > 0) annotations.push(smallNotice(notThereYet(missing, "ours"), panel * 0.53));
  });
  if (rows.length === 0) annotations.push(notice("none of our networks is there yet", 0.5, 0.5));
  const title = (curriculum: string) => `${isCrowded ? "N, " : ""}${colouredName(curriculum)}`;
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
