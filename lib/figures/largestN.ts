import { grouped } from "../grouped.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeOneOf, mustBeRows } from "../mustBe.js";
import type { PublishedEpoch, PublishedLargestN } from "../published/publishedTable.js";
import { taskLabel } from "../tasks/taskLabel.js";
import { type Condition, conditionsOf, withDifference } from "./condition.js";
import { conditionRank } from "./conditionRank.js";
import type { Figure, Trace } from "./figure.js";
import type { LetterOption } from "./letters.js";
import { axis, categoryColour, layout, panelLetter, plottedWidth, published, publishedLine } from "./look.js";
import { nestedWidths } from "./nestedWidths.js";
import { notice } from "./notice.js";
import { goingOn, smallNotice } from "./publishedTraces.js";
import { shownRun } from "./shownNetwork.js";
import { spread } from "./spread.js";
import { largestSolvedByEpoch, lastSolved, mustBeRuns, type TrainingRecord } from "./trainingRecord.js";
import { wrapText } from "./wrapText.js";

/** By how much the largest N of two conditions may differ on average where their steps look like one line. */
const sameN = 0.5;

/**
 * Figure 3b: the largest N solved so far against epoch; one line per network. Colour is the curriculum, and whatever
 * else differs among the runs; or the model; the line's style is the task.
 *
 * @param by         what colours are for. Default: the curriculum
 * @param published  as `publishedEpochs` gives them, in grey, as far as ours go; of the tasks that ours are of
 * @throws RangeError if a run or row lacks a field, or an option is unknown or not valid
 * @source Khajehabdollahi et al. 2024, Figure 3b
 */
export function largestNAgainstEpoch(
  runs: readonly TrainingRecord[],
  options: LetterOption & { by?: "curriculum" | "model"; published?: readonly PublishedEpoch[] } = {},
): Figure {
  mustBeRuns("runs", runs);
  checkOptionsOf("largestNAgainstEpoch", options, { letter: true, by: true, published: true });
  const { letter = "b", by = "curriculum", published: allPublished = [] } = options;
  mustBeOneOf("by", by, ["curriculum", "model"]);
  mustBeRows("published", allPublished, {
    task: "a string",
    curriculum: "a string",
    n: "a number",
    epoch: "a number",
  });
  const tasks = new Set(runs.map(({ config }) => config.task));
  const publishedRows = allPublished.filter(({ task }) => tasks.size === 0 || tasks.has(task));
  const shown = new Set<string>();
  const models = [...new Set(runs.map(({ config }) => config.model?.name))];
  const longest = Math.max(1, ...runs.map((run) => run.epochs.length));
  const curves = [...grouped(publishedRows, ({ task, curriculum }) => `${task} ${curriculum}`).values()];
  const theirs = curves.flatMap((rows): Trace[] => {
    const within = rows.filter(({ epoch }) => epoch <= longest);
    if (within.length === 0) return [];
    const last = rows.slice(within.length - 1, within.length + 1);
    const name = `${rows[0].curriculum}, ${published.label}`;
    const of = (shown: readonly PublishedEpoch[]) => {
      return {
        ...({ type: "scatter", mode: "lines", legendgroup: name } as const),
        legendrank: conditionRank(rows[0], { isPublished: true }),
        x: shown.map(({ epoch }) => epoch),
        y: shown.map(({ n }) => n),
        line: { ...publishedLine(rows[0].curriculum), shape: "hv" as const },
      };
    };
    return [
      { ...of(within), name, hovertemplate: `${name}: N = %{y} solved by epoch %{x}<extra></extra>` },
      ...(last.length < 2 ? [] : [{ ...of(last), name: `${name}, goes on`, showlegend: false, hoverinfo: "skip" }]),
    ];
  });
  const theirTasks = [...new Set(publishedRows.map(({ task }) => taskLabel[task] ?? task))];
  const inTask = tasks.size > 1 ? `, in ${theirTasks.join(" and ")}` : "";
  const ends = theirs.length === 0 ? [] : curves.map((rows) => rows[rows.length - 1]);
  const goesOn = goingOn(
    ends.filter(({ epoch }) => epoch > longest).map(({ curriculum, n }) => ({ name: curriculum, end: n })),
  );
  const known = ends
    .filter(({ epoch }) => epoch < longest)
    .map(({ curriculum, n }) => `${published.label} ${curriculum} curve is known up to N = ${n}`);
  const notes = [...(goesOn === undefined ? [] : [goesOn]), ...known].join("; ");
  const shownOf = (run: TrainingRecord) => {
    const { model, ...rest } = shownRun(run);
    return by === "model" ? rest : { model, ...rest };
  };
  const conditionOf = conditionsOf(runs.map(shownOf));
  const nameOf = (run: TrainingRecord) => {
    const ofModel = by === "model" ? `${run.config.model?.name ?? "unknown model"}, ` : "";
    return `${ofModel}${conditionOf(shownOf(run)).name}`;
  };
  const alike = grouped(runs, nameOf);
  const lines = [...alike.values()].map((own) =>
    own.flatMap(largestSolvedByEpoch).flatMap(({ epoch, n }) => (n === null ? [] : [{ n: epoch, value: n }])),
  );
  const widths = nestedWidths(lines, sameN, 2);
  const isCovered = widths.some((width) => width > Math.min(...widths));
  const ours = runs.map((run): Trace => {
    const { model, seed } = run.config;
    const { colour, dash, rank } = conditionOf(shownOf(run));
    const color = by === "model" ? categoryColour(models.indexOf(model?.name)) : colour;
    const condition = nameOf(run);
    const first = !shown.has(condition);
    shown.add(condition);
    const points = largestSolvedByEpoch(run);
    const isDot = points.filter(({ n }) => n !== null).length === 1; // solved in its last epoch: no line to be seen
    return {
      type: "scatter",
      mode: isDot ? "lines+markers" : "lines",
      name: condition,
      legendgroup: condition,
      legendrank: rank,
      showlegend: first,
      x: points.map((point) => point.epoch),
      y: points.map((point) => point.n),
      line: {
        color,
        dash,
        width: widths[[...alike.keys()].indexOf(condition)],
        shape: "hv",
      },
      ...(isDot && { marker: { color, size: 8 } }),
      hovertemplate: `${condition}, seed ${seed}: N = %{y} solved by epoch %{x}<extra></extra>`,
    };
  });
  return {
    data: [...theirs, ...ours],
    meaning: [
      ...(ours.length > 0
        ? [`A line is one network${isCovered ? ", broader where it lies below another's" : ""}.`]
        : []),
      ...(theirs.length > 0 ? [`Grey: one published network of each curriculum${inTask}.`] : []),
    ],
    layout: layout({
      xaxis: axis("epoch", { range: [0, longest * 1.02] }),
      yaxis: axis("largest N solved", { rangemode: "tozero" }),
      annotations: [
        panelLetter(letter, 0),
        ...(notes === "" ? [] : [smallNotice([notes], 0)]),
        ...(runs.length === 0 ? [notice("no network is available yet")] : []),
      ],
    }),
  };
}

/** Of the networks of a condition, beside each other; the next condition is 1 away. */
const spreadWidth = 0.16;

/**
 * Figure 3c: the largest N that each network solved, by task and curriculum, with the mean as a line. Published
 * networks, where given, stand beside in grey.
 *
 * @param published  as `publishedLargestN` gives them
 * @throws RangeError if a run or row lacks a field, or an option is unknown
 * @source Khajehabdollahi et al. 2024, Figure 3c
 */
export function largestN(
  runs: readonly TrainingRecord[],
  options: LetterOption & { published?: readonly PublishedLargestN[] } = {},
): Figure {
  mustBeRuns("runs", runs);
  checkOptionsOf("largestN", options, { letter: true, published: true });
  const { letter = "c", published: publishedRows = [] } = options;
  mustBeRows("published", publishedRows, { task: "a string", curriculum: "a string", maxN: "a number" });
  const conditionOf = conditionsOf(runs.map(shownRun));
  const grouping = grouped(runs, (run) => conditionOf(shownRun(run)));
  const conditions = new Map([...grouping].sort(([a], [b]) => a.rank - b.rank));
  const data: Trace[] = [];
  const shapes: object[] = [];
  [...conditions].forEach(([{ name, curriculum, difference, colour, symbol }, own], i) => {
    const { task } = own[0].config;
    const ours = own.map((run) => ({ seed: run.config.seed, n: lastSolved(run) }));
    const solved = ours.flatMap(({ n }) => (n === null ? [] : [n]));
    const theirs = publishedRows
      .filter((row) => row.task === task && row.curriculum === curriculum)
      .map((row) => row.maxN);
    if (theirs.length > 0) {
      data.push({
        type: "scatter",
        mode: "markers",
        name: published.label,
        legendgroup: published.label,
        showlegend: !data.some((trace) => trace.name === published.label),
        x: spread(theirs.length, spreadWidth).map((aside) => i + 0.2 + aside),
        y: theirs,
        marker: { color: published.colour, size: 9, symbol: "circle-open" },
        hovertemplate: "published: N = %{y}<extra></extra>",
      });
    }
    data.push({
      type: "scatter",
      mode: "markers",
      name,
      showlegend: false,
      x: spread(ours.length, spreadWidth).map((aside) => i - (theirs.length > 0 ? 0.2 : 0) + aside),
      y: ours.map(({ n }) => n),
      text: ours.map(({ seed }) => `seed ${seed}`),
      marker: { color: colour, size: 11, symbol },
      hovertemplate: `${withDifference(curriculum, { difference })}, %{text}: N = %{y}<extra></extra>`,
    });
    for (const [values, at, colour] of [
      [solved, theirs.length > 0 ? i - 0.2 : i, "#444444"],
      [theirs, i + 0.2, published.colour],
    ] as const) {
      if (values.length === 0) continue;
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      shapes.push({
        type: "line",
        x0: at - 0.16,
        x1: at + 0.16,
        y0: mean,
        y1: mean,
        line: { color: colour, width: 2 },
      });
    }
  });
  const isDifferent = [...conditions.keys()].some(({ difference }) => difference !== "");
  const hasLegend = data.some(({ showlegend }) => showlegend !== false);
  const room = (hasLegend ? 690 : plottedWidth) / Math.max(1, conditions.size) - 6;
  const ticks = [...conditions].map(([condition, [{ config }]]) => tickLines(condition, config.task, room));
  const moreLines = Math.max(0, ...ticks.map((lines) => lines.length - mostLines));
  return {
    data,
    meaning: runs.length === 0 ? [] : [networksAndMean(runs.some((run) => lastSolved(run) === null))],
    layout: layout({
      xaxis: axis("", {
        tickvals: ticks.map((_, i) => i),
        ticktext: ticks.map((lines) => lines.join("<br>")),
        range: [-0.6, conditions.size - 0.4],
        ...(isDifferent ? { tickangle: 0 } : {}),
      }),
      yaxis: axis("largest N solved", { rangemode: "tozero" }),
      ...(moreLines === 0
        ? {}
        : { height: 420 + moreLines * tickLine, margin: { l: 75, r: 30, t: 50, b: 60 + moreLines * tickLine } }),
      annotations: [panelLetter(letter, 0), ...(runs.length === 0 ? [notice("no network is available yet")] : [])],
      shapes,
    }),
  };
}

/** What symbols and short lines are, and whether networks are missing. */
export function networksAndMean(areSomeWithout: boolean): string {
  return `A symbol is one network, a short line their mean${areSomeWithout ? "; networks that solved no N have neither" : ""}.`;
}

/** Below an axis there is room for three lines; each further one needs its height in pixels. */
const [mostLines, tickLine, tickSize] = [3, 16, 12];

/** Curriculum, task and what else differs, in lines that a column has room for. */
function tickLines({ curriculum, difference }: Condition, task: string, room: number): string[] {
  const lines = [...curriculum.replace(" (", "<br>(").split("<br>"), taskLabel[task] ?? task];
  return difference === "" ? lines : [...lines, ...wrapText(difference, tickSize, room)];
}
