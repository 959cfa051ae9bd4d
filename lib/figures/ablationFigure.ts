import { grouped } from "../grouped.js";
import type { AblatedGroup } from "../interventions/ablatedGroup.js";
import type { NeuronGroup } from "../interventions/neuronGroups.js";
import { checkOptionsOf } from "../knownFields.js";
import { type Fields, mustBeRows } from "../mustBe.js";
import { axisSuffix, columnsOf } from "./columns.js";
import { conditionsOf, withDifference } from "./condition.js";
import type { Figure, Trace } from "./figure.js";
import type { LettersOption } from "./letters.js";
import { axis, colouredName, layout, panelLetter, published } from "./look.js";
import { notAvailableYet } from "./notAvailableYet.js";
import { notice } from "./notice.js";
import { smallNotice } from "./publishedTraces.js";
import { shownCurricula } from "./shownNames.js";

/** With more N than this there is no room for "N = " below each. */
const mostNamed = 7;

const groups = ["short", "long", "random"] as const;
const symbols: Readonly<Record<NeuronGroup, string>> = { short: "circle", long: "square", random: "x" };
const labels: Readonly<Record<NeuronGroup, string>> = { short: "shortest τ", long: "longest τ", random: "random" };
/** Neurons of a group of the published networks, and of the measurements that are shipped. */
const usualCount = 20;

/** In stored tables the network is a text, and the accuracy null where the whole network is not above chance. */
const ablatedFields: Fields<AblatedGroup> = {
  task: "a string",
  curriculum: "a string",
  n: "a number",
  network: "a string or a number",
  group: groups,
  relativeAccuracy: "a number or null",
};

/**
 * Figure 7: relative accuracy after the ablation of one neuron, mean over the neurons of a group; a marker per network,
 * a panel for each curriculum that occurs, single-head and multi-head if there are no others, with the N that it has.
 * Ours in colour, by whatever else differs among the networks; published ones of the same task beside in grey; the N
 * that only they have are named above.
 *
 * @param rows  as `ablatedGroups` gives them, or as stored in the table "ablation"
 * @throws RangeError if rows are of several tasks, a row lacks a field, or an option is unknown
 * @source Khajehabdollahi et al. 2024, Figure 7
 */
export function ablationFigure(
  rows: readonly AblatedGroup[],
  options: LettersOption & { published?: readonly AblatedGroup[] } = {},
): Figure {
  mustBeRows("rows", rows, ablatedFields);
  checkOptionsOf("ablationFigure", options, { published: true, letters: true });
  const { published: allOfTheirs = [], letters = ["a", "b"] } = options;
  mustBeRows("published", allOfTheirs, ablatedFields);
  const tasks = [...new Set(rows.map(({ task }) => task))];
  if (tasks.length > 1) throw new RangeError(`rows: expected one task, got ${tasks.join(", ")}`);
  const theirs = allOfTheirs.filter(({ task }) => tasks.length === 0 || task === tasks[0]);
  const aside = theirs.length > 0 ? 0.13 : 0.2; // of a group from the next
  const curricula = shownCurricula([...theirs, ...rows]);
  const nsOf = (curriculum: string) => {
    const own = [...theirs, ...rows].filter((row) => row.curriculum === curriculum);
    return [...new Set(own.map(({ n }) => n))].sort((a, b) => a - b);
  };
  const isCrowded = curricula.some((curriculum) => nsOf(curriculum).length > mostNamed);
  const columns = columnsOf(curricula.length, 0.06);
  const conditionOf = conditionsOf(rows);
  const data: Trace[] = [];
  const annotations: object[] = letters.flatMap((letter, i) =>
    letter === "" || i >= curricula.length ? [] : [panelLetter(letter, columns[i].left)],
  );
  curricula.forEach((curriculum, panel) => {
    const suffix = axisSuffix(panel);
    const ns = nsOf(curriculum);
    for (const [source, side] of [
      [rows, theirs.length > 0 ? -1 : 0],
      [theirs, 1],
    ] as const) {
      for (const [g, group] of groups.entries()) {
        const drawn = source.filter((row) => row.curriculum === curriculum && row.group === group);
        const isOurs = side < 1;
        const traces = grouped(drawn, (row) =>
          isOurs ? withDifference(labelOf(row), conditionOf(row)) : labelOf(row),
        );
        for (const [label, own] of traces) {
          const name = isOurs ? label : `${label}, ${published.label}`;
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
              color: isOurs ? conditionOf(own[0]).colour : published.colour,
              size: (isOurs ? 9 : 7) - (isCrowded ? 1 : 0),
              symbol: isOurs ? symbols[group] : `${symbols[group]}-open`,
            },
            hovertemplate: `%{text}, ${label}: %{y:.3f}<extra></extra>`,
          });
        }
      }
    }
    const has = (source: readonly AblatedGroup[], n: number) =>
      source.some((row) => row.curriculum === curriculum && row.n === n);
    const missing = ns.filter((n) => has(theirs, n) && !has(rows, n)).map((n) => `N = ${n}`);
    if (missing.length > 0)
      annotations.push(smallNotice(notAvailableYet(missing, "ours", columns[panel].width), columns[panel].left));
  });
  if (rows.length === 0) annotations.push(notice("none of our networks is available yet", 0.5, 0.5));
  const title = (curriculum: string) => {
    const { colour } = conditionOf(rows.find((row) => row.curriculum === curriculum) ?? { curriculum });
    return `${isCrowded ? "N, " : ""}${colouredName(curriculum, colour)}`;
  };
  const ticks = (ns: readonly number[]) => ({
    tickvals: ns.map((_, i) => i),
    ticktext: ns.map((n) => (isCrowded ? String(n) : `N = ${n}`)),
    range: [-0.6, Math.max(1, ns.length) - 0.4] as const,
  });
  const least = Math.min(0.4, ...[...rows, ...theirs].flatMap(({ relativeAccuracy }) => relativeAccuracy ?? []));
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
      ...Object.fromEntries(
        curricula.flatMap((curriculum, panel) => {
          const suffix = axisSuffix(panel);
          const { domain } = columns[panel];
          const vertical = { anchor: `x${suffix}`, range: [least - 0.05, 1.05] as const };
          return [
            [`xaxis${suffix}`, axis(title(curriculum), { ...ticks(nsOf(curriculum)), domain, anchor: `y${suffix}` })],
            [`yaxis${suffix}`, axis(panel === 0 ? "relative accuracy" : "", vertical)],
          ];
        }),
      ),
      annotations,
    }),
  };
}

function labelOf({ group, count = usualCount }: AblatedGroup): string {
  return `${count} ${labels[group]}`;
}
