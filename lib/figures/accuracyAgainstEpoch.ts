import { grouped } from "../grouped.js";
import { checkOptionsOf } from "../knownFields.js";
import { percent } from "../percent.js";
import { conditionsOf, dashed, withDifference } from "./condition.js";
import type { Figure, Line, Trace } from "./figure.js";
import type { LetterOption } from "./letters.js";
import { axis, layout, panelLetter, sequentialColour } from "./look.js";
import { notice } from "./notice.js";
import { shownRun } from "./shownNetwork.js";
import { criteriaOf, hasEnded, mustBeRuns, type TrainingRecord } from "./trainingRecord.js";

/**
 * Figure 3a: accuracy of the (only) head against epoch, without a curriculum, for several N. A thin line is a network;
 * the thick one the mean over all networks of an N, where one whose training has ended keeps its last accuracy, as far
 * as those have come that are still in training; where the networks of an N differ in more than their seeds, each
 * condition has a mean, and a kind of line. Dotted is the accuracy at which training ends.
 *
 * @param trained  runs of one task, one N each; those that have no epoch yet are left out
 * @throws RangeError if a run has several N, the runs several tasks, a run lacks a field, or an option is unknown
 * @source Khajehabdollahi et al. 2024, Figure 3a
 */
export function accuracyAgainstEpoch(trained: readonly TrainingRecord[], options: LetterOption = {}): Figure {
  mustBeRuns("trained", trained);
  checkOptionsOf("accuracyAgainstEpoch", options, { letter: true });
  const { letter = "a" } = options;
  const runs = trained.filter(({ epochs }) => epochs.length > 0);
  checkOneN(runs);
  const conditionOf = conditionsOf(runs.map(shownRun));
  const ns = [...new Set(runs.map(({ epochs }) => epochs[0].nMax))].sort((a, b) => a - b);
  const criteria = criteriaOf(runs).map(percent);
  const data: Trace[] = [];
  ns.forEach((n, i) => {
    const colour = sequentialColour(ns.length === 1 ? 0.6 : i / (ns.length - 1));
    const ofN = grouped(
      runs.filter((run) => run.epochs[0].nMax === n),
      (run) => conditionOf(shownRun(run)),
    );
    for (const [{ difference, differenceDash }, own] of ofN) {
      const name = withDifference(`N = ${n}`, { difference });
      data.push(...conditionTraces(own, name, { color: colour, ...dashed(differenceDash) }));
    }
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
        ...(runs.length === 0 ? [notice("no network without a curriculum is available yet")] : []),
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

/** The networks of one N and condition, and their mean. */
function conditionTraces(runs: readonly TrainingRecord[], name: string, line: Line): Trace[] {
  const underWay = runs.filter((run) => !hasEnded(run) && !run.epochs[run.epochs.length - 1].solved);
  const shortest = Math.min(...underWay.map((run) => run.epochs.length));
  const longest = Math.min(shortest, Math.max(...runs.map((run) => run.epochs.length)));
  const epochs = Array.from({ length: longest }, (_, e) => e + 1);
  return [
    ...runs.map(
      ({ config, epochs: own }): Trace => ({
        type: "scatter",
        mode: "lines",
        x: own.map((row) => row.epoch),
        y: own.map((row) => 100 * row.accuracyLast),
        line: { ...line, width: 1 },
        opacity: 0.45,
        legendgroup: name,
        showlegend: false,
        hovertemplate: `${name}, seed ${config.seed}: %{y:.1f} % after epoch %{x}<extra></extra>`,
      }),
    ),
    {
      type: "scatter",
      mode: "lines",
      name,
      x: epochs,
      // A network that has solved its N stays where it ended.
      y: epochs.map((e) => {
        const values = runs.map((run) => run.epochs[Math.min(e, run.epochs.length) - 1].accuracyLast);
        return (100 * values.reduce((sum, value) => sum + value, 0)) / values.length;
      }),
      line: { ...line, width: 3 },
      legendgroup: name,
      hovertemplate: `${name}, mean of ${runs.length}: %{y:.1f} % after epoch %{x}<extra></extra>`,
    },
  ];
}

/** @throws RangeError if a run has several N, or the runs several tasks */
function checkOneN(runs: readonly TrainingRecord[]): void {
  for (const { config, epochs } of runs) {
    const ns = [...new Set(epochs.map(({ nMax }) => nMax))];
    if (ns.length === 1) continue;
    throw new RangeError(
      `runs: expected one N in each, without a curriculum, got N = ${ns.join(", ")} in ${config.curriculum.name}, ` +
        `seed ${config.seed}; largestNAgainstEpoch shows those with a curriculum`,
    );
  }
  const tasks = [...new Set(runs.map(({ config }) => config.task))];
  if (tasks.length > 1) throw new RangeError(`runs: expected one task, got ${tasks.join(", ")}`);
}
