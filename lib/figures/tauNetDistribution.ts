import { counted } from "../counted.js";
import { grouped } from "../grouped.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeList, mustBeRows } from "../mustBe.js";
import { axisSuffix } from "./columns.js";
import { conditionsOf, withDifference } from "./condition.js";
import { conditionRank } from "./conditionRank.js";
import type { Figure, Trace } from "./figure.js";
import type { LetterOption } from "./letters.js";
import { minorTicks } from "./logAxis.js";
import { axis, layout, panelLetter } from "./look.js";
import { notice } from "./notice.js";
import { shownCurricula } from "./shownNames.js";
import type { ShownNetwork } from "./shownNetwork.js";
import { networkFields } from "./shownNetwork.js";

/** τ_net of one neuron of a network that solved N. */
export interface NeuronTauNet extends ShownNetwork {
  readonly curriculum: string;
  readonly seed: number;
  /** Largest N solved. */
  readonly n: number;
  /** In steps; null if there is none. */
  readonly tauNet: number | null;
}

/** Lower edges of the bins, in steps, evenly spaced by their logarithms from 1 to 100. */
const binsPerDecade = 8;
const edges = Array.from({ length: 2 * binsPerDecade + 1 }, (_, i) => 10 ** (i / binsPerDecade));

const publishedNs = [5, 30];

function shownNs(rows: readonly NeuronTauNet[]): readonly number[] {
  const ns = new Set(rows.map(({ n }) => n));
  return ns.size === 0 || publishedNs.some((n) => ns.has(n)) ? publishedNs : [...ns].sort((a, b) => a - b);
}

/**
 * Figure 5b: distribution of τ_net over the neurons with τ_net > 1, a panel for each N, a line for each curriculum and
 * whatever else differs among the networks; all networks of a condition together. Shares of neurons in bins that are
 * evenly spaced on a logarithmic axis; all panels have the same vertical axis.
 *
 * @param rows    of one task
 * @param ns      the panels; one without rows says so. Default: 5 and 30, as published, or all N that there are if rows
 *   are of neither
 * @param letter  of the first panel; "" for none
 * @throws RangeError if a row lacks a field, or an option is unknown
 * @source Khajehabdollahi et al. 2024, Figure 5b
 */
export function tauNetDistribution(
  rows: readonly NeuronTauNet[],
  options: LetterOption & { ns?: readonly number[] } = {},
): Figure {
  mustBeRows("rows", rows, { ...networkFields, tauNet: "a number or null" });
  checkOptionsOf("tauNetDistribution", options, { ns: true, letter: true });
  const { ns = shownNs(rows), letter = "b" } = options;
  mustBeList("ns", ns);
  const width = (1 - 0.1 * (ns.length - 1)) / ns.length;
  const data: Trace[] = [];
  const conditionOf = conditionsOf(rows);
  const annotations: object[] = [panelLetter(letter, 0)];
  const axes: [string, object][] = [];
  ns.forEach((n, i) => {
    const suffix = axisSuffix(i);
    const from = i * (width + 0.1);
    axes.push(
      [
        `xaxis${suffix}`,
        axis(`τ<sub>net</sub> (steps), N = ${n}`, {
          type: "log",
          domain: [from, from + width],
          range: [0, 2],
          ...{ dtick: "D2", ...minorTicks },
          anchor: `y${suffix}`,
        }),
      ],
      [
        `yaxis${suffix}`,
        axis("share of kept neurons", {
          ...{ rangemode: "tozero", tickformat: ".0%", anchor: `x${suffix}` },
          ...(i === 0 ? {} : { matches: "y" }),
        }),
      ],
    );
    const own = rows.filter((row) => row.n === n);
    const missing = shownCurricula(rows).filter((name) => !own.some(({ curriculum }) => curriculum === name));
    if (missing.length > 0) {
      const text = `${missing.join(" and ")}:<br>N = ${n} is not available yet`;
      annotations.push({
        ...notice(text, from + 0.5 * width, 1),
        yanchor: "bottom",
        font: { size: 11, color: "#888888" },
      });
    }
    for (const [{ curriculum, difference, colour }, neurons] of grouped(own, conditionOf)) {
      const values = neurons.flatMap(({ tauNet }) => (tauNet !== null && tauNet > 1 ? [tauNet] : []));
      if (values.length === 0) continue;
      const networks = new Set(neurons.map(({ seed }) => seed)).size;
      const name = withDifference(curriculum, { difference });
      const shares = edges.slice(0, -1).map((low, bin) => {
        const isLast = bin === edges.length - 2;
        const inBin = values.filter((value) => value >= low && (isLast || value < edges[bin + 1]));
        return inBin.length / values.length;
      });
      data.push({
        type: "scatter",
        mode: "lines",
        name,
        legendgroup: name,
        legendrank: conditionRank({ curriculum: neurons[0].curriculum }),
        showlegend: !data.some((trace) => trace.name === name),
        xaxis: `x${suffix}`,
        yaxis: `y${suffix}`,
        x: [...edges],
        y: [...shares, shares[shares.length - 1]],
        line: { color: colour, width: 2, shape: "hv" },
        hovertemplate: `${name}, N = ${n}, ${counted(values.length, "neuron")} of ${counted(networks, "network")}: %{y:.1%} from τ_net = %{x:.2f}<extra></extra>`,
      });
    }
  });
  const meaning =
    data.length === 0
      ? []
      : [
          "A line is the share of the kept neurons (τ<sub>net</sub> > 1), those of all networks of a curriculum together.",
        ];
  return { data, meaning, layout: layout({ ...Object.fromEntries(axes), showlegend: true, annotations }) };
}
