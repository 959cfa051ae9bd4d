import { grouped } from "../grouped.js";
import type { PerturbedPoint } from "../interventions/perturbedPoint.js";
import { checkOptionsOf } from "../knownFields.js";
import { type Fields, mustBeRows } from "../mustBe.js";
import { conditionsOf, withDifference } from "./condition.js";
import { conditionRank } from "./conditionRank.js";
import type { Figure, Trace } from "./figure.js";
import type { LettersOption } from "./letters.js";
import { minorTicks } from "./logAxis.js";
import { axis, layout, panelLetter, published, publishedLine } from "./look.js";
import { notice } from "./notice.js";
import type { ShownNetwork } from "./shownNetwork.js";

const logarithmic = { type: "log", dtick: 1, ...minorTicks } as const;

const panels = [
  { perturbed: "recurrent-weight", title: "ε of W", suffix: "" },
  { perturbed: "tau", title: "ε of τ", suffix: "2" },
] as const;

const pointFields: Fields<PerturbedPoint> = {
  curriculum: "a string",
  n: "a number",
  network: "a string or a number",
  perturbed: panels.map(({ perturbed }) => perturbed),
  epsilon: "a number",
  relativeAccuracy: "a number or null",
};

/**
 * Figure 8, left: relative accuracy against the size of a perturbation of W and of τ; a line per network. ε = 0, which
 * a logarithmic axis does not have, is left out: it is 1.
 *
 * @param points  of one task
 * @throws RangeError if a row lacks a field, or an option is unknown
 * @source Khajehabdollahi et al. 2024, Figure 8
 */
export function perturbationFigure(
  points: readonly (PerturbedPoint & ShownNetwork)[],
  options: LettersOption & { published?: readonly PerturbedPoint[] } = {},
): Figure {
  mustBeRows("points", points, pointFields);
  checkOptionsOf("perturbationFigure", options, { published: true, letters: true });
  const { published: theirs = [], letters = ["a", "b"] } = options;
  mustBeRows("published", theirs, pointFields);
  const data: Trace[] = [];
  const conditionOf = conditionsOf(points);
  for (const { perturbed, suffix } of panels) {
    for (const [source, isOurs] of [
      [theirs, false],
      [points, true],
    ] as const) {
      const all = source.filter((point) => point.perturbed === perturbed && point.epsilon > 0);
      const named = new Set<string>();
      const networks = grouped(all, (point) => {
        const { curriculum, n, network } = point;
        return JSON.stringify([curriculum, n, network, isOurs ? conditionOf(point).name : ""]);
      });
      for (const unordered of networks.values()) {
        const own = unordered.sort((a, b) => a.epsilon - b.epsilon);
        const { n, network } = own[0];
        const { curriculum, colour, difference } = conditionOf(own[0]);
        const label = `${curriculum}, N = ${n}`;
        const name = isOurs ? withDifference(label, { difference }) : `${label}, ${published.label}`;
        const isFirst = !named.has(name);
        named.add(name);
        data.push({
          type: "scatter",
          mode: "lines+markers",
          name,
          legendgroup: name,
          legendrank: conditionRank({ curriculum: own[0].curriculum }, { isPublished: !isOurs }),
          showlegend: isFirst && suffix === "",
          xaxis: `x${suffix}`,
          yaxis: `y${suffix}`,
          x: own.map(({ epsilon }) => epsilon),
          y: own.map(({ relativeAccuracy }) => relativeAccuracy),
          line: isOurs
            ? { color: colour, width: 2, dash: curriculum === "multi-head" ? "dash" : "solid" }
            : publishedLine(curriculum),
          marker: isOurs ? { size: 5 } : { size: 3, color: published.colour },
          hovertemplate: `${name}, network ${network}: %{y:.3f} at ε = %{x:.3g}<extra></extra>`,
        });
      }
    }
  }
  return {
    data,
    meaning: [
      ...(points.length > 0 ? ["A line is one network: the mean over draws of the perturbation."] : []),
      ...(theirs.length > 0 ? ["Grey: single published networks."] : []),
    ],
    layout: layout({
      showlegend: true,
      legend: { orientation: "h", y: -0.22 },
      xaxis: axis(panels[0].title, { ...logarithmic, domain: [0, 0.45], anchor: "y" }),
      yaxis: axis("relative accuracy", { anchor: "x", range: [-0.1, 1.1] }),
      xaxis2: axis(panels[1].title, { ...logarithmic, domain: [0.57, 1], anchor: "y2" }),
      yaxis2: axis("relative accuracy", { anchor: "x2", range: [-0.1, 1.1] }),
      height: 480,
      margin: { l: 75, r: 30, t: 50, b: 130 },
      annotations: [
        panelLetter(letters[0], 0),
        panelLetter(letters[1], 0.57),
        ...(points.length === 0 ? [notice("none of our networks is available yet", 0.2, 0.1)] : []),
      ],
    }),
  };
}
