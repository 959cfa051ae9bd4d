import { percent } from "../percent.js";
import type { Figure, Trace } from "./figure.js";
import type { LetterOption } from "./letters.js";
import { axis, layout, panelLetter, sequentialColour } from "./look.js";
import { notice } from "./notice.js";
import { criteriaOf, type TrainingRecord } from "./trainingRecord.js";

/**
 * Figure 3a: accuracy of the (only) head against epoch, without a curriculum, for several N. A thin line is a network;
 * the thick one the mean over all networks of an N, where one whose training has ended keeps its last accuracy. Dotted
 * is the accuracy at which training ends.
 *
 * @param trained  runs of one task, one N each; those that have no epoch yet are left out
 * @source Khajehabdollahi et al. 2024, Figure 3a
 */
export function accuracyAgainstEpoch(trained: readonly TrainingRecord[], { letter = "a" }: LetterOption = {}): Figure {
  const runs = trained.filter(({ epochs }) => epochs.length > 0);
  const ns = [...new Set(runs.map(({ epochs }) => epochs[0].nMax))].sort((a, b) => a - b);
  const criteria = criteriaOf(runs).map(percent);
  const data: Trace[] = [];
  ns.forEach((n, i) => {
    const colour = sequentialColour(ns.length === 1 ? 0.6 : i / (ns.length - 1));
    const ofN = runs.filter((run) => run.epochs[0].nMax === n);
    for (const { config, epochs } of ofN) {
      data.push({
        type: "scatter",
        mode: "lines",
        x: epochs.map((row) => row.epoch),
        y: epochs.map((row) => 100 * row.accuracyLast),
        line: { color: colour, width: 1 },
        opacity: 0.45,
        legendgroup: String(n),
        showlegend: false,
        hovertemplate: `N = ${n}, seed ${config.seed}: %{y:.1f} % after epoch %{x}<extra></extra>`,
      });
    }
    const longest = Math.max(...ofN.map((run) => run.epochs.length));
    const epochs = Array.from({ length: longest }, (_, e) => e + 1);
    data.push({
      type: "scatter",
      mode: "lines",
      name: `N = ${n}`,
      x: epochs,
      // A network that has solved its N stays where it ended.
      y: epochs.map((e) => {
        const values = ofN.map((run) => run.epochs[Math.min(e, run.epochs.length) - 1].accuracyLast);
        return (100 * values.reduce((sum, value) => sum + value, 0)) / values.length;
      }),
      line: { color: colour, width: 3 },
      legendgroup: String(n),
      hovertemplate: `N = ${n}, mean of ${ofN.length}: %{y:.1f} % after epoch %{x}<extra></extra>`,
    });
  });
  return {
    data,
    meaning:
      runs.length === 0
        ? []
        : [
            "Thin lines: single networks; thick ones: mean over all networks of an N, where one whose training has ended " +
              "keeps its last accuracy.",
            `Dotted: 50 %, and ${criteria.map((one) => `${one} %`).join(", ")}, at which training ends.`,
          ],
    layout: layout({
      xaxis: axis("epoch", { rangemode: "tozero" }),
      yaxis: axis("accuracy (%)", { range: [45, 102] }),
      annotations: [
        panelLetter(letter, 0),
        ...(runs.length === 0 ? [notice("no network without a curriculum is there yet")] : []),
      ],
      shapes: [...criteria, 50].map((y) => ({
        type: "line",
        xref: "paper",
        x0: 0,
        x1: 1,
        y0: y,
        y1: y,
        line: { color: "#999", width: 1, dash: "dot" },
      })),
    }),
  };
}
