import { mean } from "simple-statistics";
import { integers } from "../integers.js";
import { checkOptionsOf } from "../knownFields.js";
import { percent } from "../percent.js";
import { conditionsOf } from "./condition.js";
import type { Figure, Trace } from "./figure.js";
import { firstLearned, type HeadsRecord } from "./firstLearned.js";
import type { LettersOption } from "./letters.js";
import { axis, layout, panelLetter, sequentialColour } from "./look.js";
import { networksMeaning } from "./networksMeaning.js";
import { notice } from "./notice.js";
import { type NetworkValue, overNetworks } from "./overNetworks.js";
import { shownRun } from "./shownNetwork.js";
import { criteriaOf, hasEnded, mustBeRuns } from "./trainingRecord.js";

/**
 * Are heads learned in order of N where they are trained together? Left, the accuracy of each head against epoch: a
 * thin line is a network, the thick one the mean over them; a network whose training has ended stays where it was,
 * and the mean ends where one does that is still in training.
 * Right, the epoch after which each head was first above the criterion; a triangle is a head that never was.
 *
 * @param runs   of one task and curriculum; those without stored accuracies of their heads are not drawn
 * @param above  the criterion, share of right answers. Default: the one above which each run counts an N as solved
 * @throws RangeError if runs differ in more than seed and criterion, a run lacks a field, or an option is unknown
 * @source Khajehabdollahi et al. 2024, supplement: all N at once
 */
export function headsFigure(runs: readonly HeadsRecord[], options: LettersOption & { above?: number } = {}): Figure {
  mustBeRuns("runs", runs);
  checkOptionsOf("headsFigure", options, { letters: true, above: true });
  const { letters = ["a", "b"], above } = options;
  const known = runs.filter(({ epochs }) => epochs.some(({ accuracies = [] }) => accuracies.length > 0));
  checkOneCondition(known);
  const ns = [...new Set(known.flatMap((run) => firstLearned(run).map(({ n }) => n)))].sort((a, b) => a - b);
  const data = [
    ...ns.flatMap((n, i) => headTraces(known, n, sequentialColour(ns.length === 1 ? 0.6 : i / (ns.length - 1)))),
    ...learnedTraces(known, above),
  ];
  const criteria = above === undefined ? criteriaOf(known) : [above];
  const ticks = criteria.length === 1 ? `${percent(criteria[0])} %` : "the criterion";
  const none = runs.length === 0 ? "no network is available yet" : "the accuracies of heads<br>were not stored";
  return {
    data,
    meaning:
      known.length === 0
        ? []
        : [
            "Accuracy: a thin line is one network, a thick one their mean; a network whose training has ended keeps its last, and the mean ends where one does that is still in training.",
            `First epoch: ${networksMeaning(data).replace("Symbols", "symbols")}`,
          ],
    layout: layout({
      width: 900,
      height: 460,
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1.1, yanchor: "bottom" },
      margin: { l: 75, r: 30, t: 120, b: 60 },
      xaxis: axis("epoch", { domain: [0, 0.55], rangemode: "tozero", anchor: "y" }),
      yaxis: axis("accuracy of each head (%)", { range: [45, 102], anchor: "x" }),
      xaxis2: axis("N", { domain: [0.68, 1], range: [(ns[0] ?? 2) - 1, (ns.at(-1) ?? 10) + 1], anchor: "y2" }),
      yaxis2: axis(`first epoch above ${ticks}`, { rangemode: "tozero", anchor: "x2" }),
      annotations: [
        ...letters.flatMap((letter, i) => (letter === "" ? [] : [panelLetter(letter, i * 0.68)])),
        ...(known.length === 0 ? [0.275, 0.84].map((x) => ({ ...notice(none, x), xanchor: "center" })) : []),
      ],
      shapes: [...criteria.map(percent), 50].map((y) => ({
        ...{ type: "line", xref: "paper", x0: 0, x1: 0.55, yref: "y", y0: y, y1: y },
        line: { color: "#999", width: 1, dash: "dot" },
      })),
    }),
  };
}

/** @throws RangeError if runs differ in more than seed and criterion: their heads would be averaged over conditions */
function checkOneCondition(runs: readonly HeadsRecord[]): void {
  const schedule = runs[0]?.config.schedule;
  const criterion = schedule === undefined ? {} : { solvedAbove: schedule.solvedAbove };
  const shown = runs.map(({ config }) =>
    shownRun({ config: config.schedule ? { ...config, schedule: { ...config.schedule, ...criterion } } : config }),
  );
  const names = [...new Set(shown.map(conditionsOf(shown)))].map(({ name }) => name);
  if (names.length > 1) {
    throw new RangeError(`runs: expected one condition, of which the heads are shown, got ${names.join("; ")}`);
  }
}

/** The accuracy of the head of one N, of each network and on average. */
function headTraces(runs: readonly HeadsRecord[], n: number, colour: string): Trace[] {
  const name = `N = ${n}`;
  const place = { type: "scatter", mode: "lines", legendgroup: name, xaxis: "x", yaxis: "y" } as const;
  const curves = runs.flatMap((run) => {
    const { config, epochs } = run;
    const points = epochs.flatMap(({ epoch, accuracies = [] }) =>
      accuracies.flatMap((head) => (head.n === n ? [{ epoch, percent: 100 * head.accuracy }] : [])),
    );
    return points.length === 0 ? [] : [{ seed: config.seed, hasEnded: hasEnded(run), points }];
  });
  const from = Math.min(...curves.map(({ points }) => points[0].epoch));
  const last = ({ points }: (typeof curves)[number]) => points[points.length - 1].epoch;
  const underWay = curves.filter((curve) => !curve.hasEnded);
  const to = Math.min(Math.max(...curves.map(last)), ...underWay.map(last));
  const epochs = integers(from, to);
  const thin = curves.map(
    ({ seed, points }): Trace => ({
      ...place,
      x: points.map(({ epoch }) => epoch),
      y: points.map(({ percent }) => percent),
      line: { color: colour, width: 1 },
      opacity: 0.4,
      showlegend: false,
      hovertemplate: `${name}, seed ${seed}: %{y:.1f} % after epoch %{x}<extra></extra>`,
    }),
  );
  return [
    ...(curves.length > 1 ? thin : []),
    {
      ...place,
      name,
      x: epochs,
      y: epochs.map((epoch) => {
        const reached = curves.flatMap(({ points }) => points.findLast((point) => point.epoch <= epoch)?.percent ?? []);
        return reached.length === 0 ? null : mean(reached);
      }),
      line: { color: colour, width: 2.5 },
      hovertemplate: `${name}, mean of ${curves.length}: %{y:.1f} % after epoch %{x}<extra></extra>`,
    },
  ];
}

function learnedTraces(runs: readonly HeadsRecord[], above: number | undefined): Trace[] {
  if (runs.length === 0) return [];
  const { name: condition, colour } = conditionsOf(runs.map(shownRun))(shownRun(runs[0]));
  const place = { xaxis: "x2", yaxis: "y2" };
  const learned: NetworkValue[] = [];
  const never: NetworkValue[] = [];
  for (const run of runs) {
    const network = `seed ${run.config.seed}`;
    const last = run.epochs[run.epochs.length - 1].epoch;
    for (const { n, epoch } of firstLearned(run, above)) {
      (epoch === null ? never : learned).push({ n, value: epoch ?? last, network });
    }
  }
  const traces = overNetworks(learned, {
    ...place,
    name: condition,
    colour,
    showlegend: true,
    bounds: [0, Number.POSITIVE_INFINITY],
    format: ".1f",
  });
  if (never.length === 0) return traces;
  const name = "not yet by the last epoch";
  return [
    ...traces,
    {
      ...place,
      type: "scatter",
      mode: "markers",
      name,
      legendgroup: name,
      x: never.map(({ n }) => n),
      y: never.map(({ value }) => value),
      text: never.map(({ network }) => network),
      marker: { color: colour, size: 8, symbol: "triangle-up-open" },
      hovertemplate: `N = %{x}, %{text}: ${name}, %{y}<extra></extra>`,
    },
  ];
}
