import { grouped } from "../grouped.js";
import type { NeuronGroup } from "../interventions/neuronGroups.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeOneOf, mustBeRows } from "../mustBe.js";
import { axisSuffix, columnsOf } from "./columns.js";
import type { Figure } from "./figure.js";
import type { LettersOption } from "./letters.js";
import { axis, colouredName, layout, panelLetter } from "./look.js";
import { namedOnce } from "./namedOnce.js";
import { networksMeaning } from "./networksMeaning.js";
import { notice } from "./notice.js";
import { overNetworks } from "./overNetworks.js";
import { shownCurricula } from "./shownNames.js";
import { networkFields } from "./shownNetwork.js";

/** Accuracy with which a label, or a bit, is decoded from some neurons of one network. */
export interface GroupDecodingPoint {
  readonly curriculum: string;
  readonly seed: number;
  /** Largest N solved. */
  readonly n: number;
  /** Which neurons are read. */
  readonly group: "all" | NeuronGroup;
  /** N′, or of a bit 1 + how many steps back: see `decoding`. */
  readonly testedN: number;
  /** 0 … 1 */
  readonly accuracy: number;
}

/** From light to dark by τ, and apart from the colours of curricula. */
const looks = {
  all: { name: "all neurons", colour: "#000000" },
  short: { name: "shortest τ", colour: "#009E73" },
  random: { name: "random others", colour: "#999999" },
  long: { name: "longest τ", colour: "#AA3377" },
} as const;

/**
 * Which neurons hold what: accuracy of a linear readout that is fitted to all neurons, to those with the shortest or the
 * longest τ, and to as many random others, for labels against N′, or for single bits against the steps that have passed
 * since. A panel for each curriculum that occurs; means over networks with a dot for each. The dotted line is the N that
 * the networks have solved, where they are of one N, or the oldest bit that this N asks for.
 *
 * @param of  what is decoded, as of `decoding`. Default: "labels"
 * @throws RangeError if a row lacks a field, or an option is unknown or not valid
 */
export function decodingByGroup(
  points: readonly GroupDecodingPoint[],
  options: LettersOption & { of?: "labels" | "bits" } = {},
): Figure {
  mustBeRows("points", points, {
    ...networkFields,
    group: Object.keys(looks),
    testedN: "a number",
    accuracy: "a number",
  });
  checkOptionsOf("decodingByGroup", options, { of: true, letters: true });
  const { of = "labels", letters = ["", ""] } = options;
  mustBeOneOf("of", of, ["labels", "bits"]);
  const curricula = shownCurricula(points);
  const panels = columnsOf(curricula.length, 0.1).map((place, i) => {
    const own = points.filter(({ curriculum }) => curriculum === curricula[i]);
    return { ...place, curriculum: curricula[i], suffix: axisSuffix(i), own, ns: [...new Set(own.map(({ n }) => n))] };
  });
  const at = (testedN: number) => (of === "bits" ? testedN - 1 : testedN);
  const data = namedOnce(
    panels.flatMap(({ own, suffix }) =>
      [...grouped(own, ({ group }) => group)].flatMap(([group, ofGroup]) => {
        const values = ofGroup.map(({ testedN, accuracy, seed, n }) => {
          return { n: at(testedN), value: 100 * accuracy, network: `seed ${seed}, N = ${n}` };
        });
        return overNetworks(values, {
          ...looks[group],
          ...{ xaxis: `x${suffix}`, yaxis: `y${suffix}`, showlegend: true, bounds: [0, 100], format: ".1f" },
          at: of === "bits" ? "%{x} steps back" : "N′ = %{x}",
        });
      }),
    ),
  );
  const last = Math.max(2, ...points.map(({ testedN }) => at(testedN)));
  const quantity = of === "bits" ? "steps since the bit" : "N′";
  return {
    data,
    meaning: data.length === 0 ? [] : [networksMeaning(data)],
    layout: layout({
      height: 400,
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1.06, yanchor: "bottom" },
      margin: { l: 75, r: 30, t: 80, b: 60 },
      ...Object.fromEntries(
        panels.flatMap(({ curriculum, suffix, domain }, i) => [
          [
            `xaxis${suffix}`,
            axis(`${quantity}, ${colouredName(curriculum)}`, {
              ...{ domain, anchor: `y${suffix}`, range: [-0.5, last + 0.5] },
            }),
          ],
          [
            `yaxis${suffix}`,
            axis(i === 0 ? `accuracy for ${of === "bits" ? "the bit" : "N′"} (%)` : "", {
              ...{ anchor: `x${suffix}`, range: [42, 103] },
            }),
          ],
        ]),
      ),
      shapes: panels.flatMap(({ suffix, ns }) =>
        ns.length !== 1
          ? []
          : [
              {
                ...{ type: "line", xref: `x${suffix}`, yref: `y${suffix} domain`, y0: 0, y1: 1 },
                ...{ x0: at(ns[0]), x1: at(ns[0]), line: { color: "#AAAAAA", width: 1, dash: "dot" } },
              },
            ],
      ),
      annotations: panels.flatMap(({ own, left, width }, i) => [
        ...((letters[i] ?? "") === "" ? [] : [panelLetter(letters[i], left)]),
        ...(own.length === 0 ? [notice("no network is<br>available yet", left + width / 2)] : []),
      ]),
    }),
  };
}
