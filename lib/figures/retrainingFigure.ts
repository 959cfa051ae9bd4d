import { counted } from "../counted.js";
import { grouped } from "../grouped.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeRows } from "../mustBe.js";
import { conditionsOf, withDifference } from "./condition.js";
import { conditionRank } from "./conditionRank.js";
import type { Figure, Trace } from "./figure.js";
import type { LetterOption } from "./letters.js";
import { axis, layout, panelLetter } from "./look.js";
import { notice } from "./notice.js";
import type { ShownNetwork } from "./shownNetwork.js";

/** A network, retrained on one N. */
export interface RetrainedPoint extends ShownNetwork {
  /** What the network was trained with before. */
  curriculum: string;
  /** The network, e.g. its seed. */
  network: number;
  /** The N that it had solved before. */
  fromN: number;
  /** The N that it was retrained on. */
  n: number;
  /** Epochs of the retraining. */
  epochs?: number;
  /** What is left of the accuracy above chance, 1 as before on `fromN`; null where that was not above chance. */
  relativeAccuracy: number | null;
  /** Standard deviation over trials of the accuracy, which `baseline` makes a relative one; NaN for one trial. */
  accuracyStd?: number | null;
  /** Accuracy on `fromN` before. */
  baseline?: number;
}

/** Standard deviation of the relative accuracy over trials; null where it is not known. */
function relativeStd({ relativeAccuracy, accuracyStd, baseline }: RetrainedPoint): number | null {
  if (relativeAccuracy === null || baseline === undefined) return null;
  if (accuracyStd === undefined || accuracyStd === null || Number.isNaN(accuracyStd)) return null;
  return accuracyStd / (baseline - 0.5);
}

/**
 * Figure 8, right: relative accuracy after retraining, against the new N; a line per network, ± STD over trials. Where
 * retrainings took different numbers of epochs, a line for each.
 *
 * @param points  of one task
 * @throws RangeError if a row lacks a field, or an option is unknown
 * @source Khajehabdollahi et al. 2024, Figure 8
 */
export function retrainingFigure(points: readonly RetrainedPoint[], options: LetterOption = {}): Figure {
  mustBeRows("points", points, {
    curriculum: "a string",
    network: "a string or a number",
    fromN: "a number",
    n: "a number",
    relativeAccuracy: "a number or null",
  });
  checkOptionsOf("retrainingFigure", options, { letter: true });
  const { letter = "c" } = options;
  const named = new Set<string>();
  const data: Trace[] = [];
  const conditionOf = conditionsOf(points);
  const durations = [...new Set(points.map(({ epochs }) => epochs))];
  const areDifferent = durations.length > 1;
  const networks = grouped(points, (point) => {
    return JSON.stringify([point.curriculum, point.fromN, point.network, point.epochs, conditionOf(point).name]);
  });
  for (const unordered of networks.values()) {
    const own = unordered.sort((a, b) => a.n - b.n);
    const { fromN, network, epochs } = own[0];
    const { curriculum, colour, difference } = conditionOf(own[0]);
    const duration = areDifferent && epochs !== undefined ? `, ${counted(epochs, "epoch")}` : "";
    const name = withDifference(`${curriculum}, from N = ${fromN}${duration}`, { difference });
    const bars = own.map(relativeStd);
    const isFirst = !named.has(name);
    named.add(name);
    data.push({
      type: "scatter",
      mode: "lines+markers",
      name,
      legendgroup: name,
      legendrank: conditionRank({ curriculum: own[0].curriculum }),
      showlegend: isFirst,
      x: own.map(({ n }) => n),
      y: own.map(({ relativeAccuracy }) => relativeAccuracy),
      ...(bars.some((bar) => bar !== null) ? { error_y: { type: "data", array: bars, visible: true } } : {}),
      line: {
        color: colour,
        dash: curriculum === "multi-head" ? "dash" : "solid",
        width: areDifferent && epochs !== Math.max(...durations.map((one) => one ?? 0)) ? 1 : 2,
      },
      hovertemplate: `${name}, network ${network}: %{y:.3f} at N = %{x}<extra></extra>`,
    });
  }
  const bars = data.some(({ error_y }) => error_y)
    ? "; bars: ± standard deviation over trials of the same network"
    : "";
  return {
    data,
    meaning: points.length === 0 ? [] : [`A line is one network${bars}.`],
    layout: layout({
      showlegend: true,
      xaxis: axis("N of retraining"),
      yaxis: axis("relative accuracy", { range: [-0.1, 1.1] }),
      annotations: [panelLetter(letter, 0), ...(points.length === 0 ? [notice("no network is available yet")] : [])],
    }),
  };
}
