import { grouped } from "../grouped.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeRows } from "../mustBe.js";
import type { ResultRow } from "../results/resultsTable.js";
import { taskLabel } from "../tasks/taskLabel.js";
import { axisSuffix } from "./columns.js";
import { type Condition, conditionsOf } from "./condition.js";
import type { Figure, Trace } from "./figure.js";
import type { LettersOption } from "./letters.js";
import { axis, layout, panelLetter, published } from "./look.js";
import { namedOnce } from "./namedOnce.js";
import { nestedWidths } from "./nestedWidths.js";
import { networksMeaning } from "./networksMeaning.js";
import { notice } from "./notice.js";
import { overNetworks } from "./overNetworks.js";
import { networkFields } from "./shownNetwork.js";

/** Accuracy of one head of one network on one N; the options of its curriculum are in its variant. */
export type ForgettingPoint = Pick<
  ResultRow<"forgetting">,
  "task" | "curriculum" | "seed" | "n" | "inputs" | "testedN" | "headN" | "accuracy" | "chance" | "chanceOfHead"
> &
  Partial<Pick<ResultRow<"forgetting">, "variant" | "profile" | "model">>;

const columns = [
  { inputs: "0.5", title: "p = 0.5", from: 0 },
  { inputs: "random", title: "p random", from: 0.56 },
] as const;

/** Curricula that share a row: one N after another, windows of N, several N from the start. */
const families = [["single-head", "multi-head"], ["sliding-window"], ["several-heads", "all-at-once"]];

/** Heights in pixels: of the only row, of each of several, and of what is between them. */
const [onlyRow, oneOfRows, between] = [260, 150, 62];
/** Accuracies closer than this look the same, in per cent. */
const samePercent = 1;
const margin = { l: 75, r: 30, t: 140, b: 60 };

/**
 * What is left of the N that were learned before: accuracy on every N′ up to the N that was solved last, with p = 0.5,
 * and with random p as in training. Means over networks with a dot for each; a row for each kind of curriculum, and for
 * each other one that occurs. Where N′ has no head any more, the best of all heads answers.
 *
 * Grey is the best guess that knows p only. Rings are what a network would score that knows the N of its heads and
 * nothing else, around the network's own dots where it does: with random p this is far above one half, and no memory. A
 * line that lies under another is broader.
 *
 * @param rows  of networks as they were at one N each, see `solvedNearest`
 * @throws RangeError if a row lacks a field, or an option is unknown
 * @source Khajehabdollahi et al. 2024, supplement: catastrophic forgetting; p = 0.5 is ours
 */
export function forgettingFigure(rows: readonly ForgettingPoint[], options: LettersOption = {}): Figure {
  mustBeRows("rows", rows, {
    task: "a string",
    ...networkFields,
    inputs: "a string",
    testedN: "a number",
    headN: "a number",
    accuracy: "a number",
    chance: "a number",
    chanceOfHead: "a number",
  });
  checkOptionsOf("forgettingFigure", options, { letters: true });
  const { letters = ["a", "b"] } = options;
  const largest = Math.max(10, ...rows.map(({ n }) => n));
  const conditionOf = conditionsOf(rows);
  const others = new Set(rows.map(({ curriculum }) => curriculum).filter((name) => !families.flat().includes(name)));
  const ofFamily = [...families, ...[...others].map((name) => [name])].map((names) =>
    rows.filter(({ curriculum }) => names.includes(curriculum)),
  );
  const shown = ofFamily.filter((own) => own.length > 0);
  const lines = shown.length === 0 ? [[]] : shown;
  const rowHeight = lines.length === 1 ? onlyRow : oneOfRows;
  const plotted = lines.length * rowHeight + (lines.length - 1) * between;
  const panels = lines.flatMap((own, line) =>
    columns.map(({ inputs, title, from }, column) => {
      const panel = columns.length * line + column;
      const top = 1 - (line * (rowHeight + between)) / plotted;
      const place = { suffix: axisSuffix(panel), top, bottom: top - rowHeight / plotted };
      return { ...place, title, from, rows: own.filter((row) => row.inputs === inputs) };
    }),
  );
  const data = namedOnce(
    panels.flatMap(({ suffix, rows: own }) => panelTraces(own, conditionOf, `x${suffix}`, `y${suffix}`)),
  );
  const least = Math.min(42, ...data.flatMap(({ y = [] }) => Array.from(y, (value) => Number(value ?? 42) - 1)));
  return {
    data,
    meaning: rows.length === 0 ? [] : [networksMeaning(data)],
    layout: layout({
      width: 900,
      height: plotted + margin.t + margin.b,
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1 + 26 / plotted, yanchor: "bottom" },
      margin,
      ...Object.fromEntries(
        panels.flatMap(({ suffix, title, from, top, bottom }) => [
          [
            `xaxis${suffix}`,
            axis(`N′ (${title})`, { domain: [from, from + 0.44], range: [1, largest + 1], anchor: `y${suffix}` }),
          ],
          [
            `yaxis${suffix}`,
            axis("accuracy on N′ (%)", {
              ...{ domain: [Math.max(0, bottom), top], range: [least, 103], anchor: `x${suffix}` },
              dtick: lines.length === 1 ? 10 : 25,
            }),
          ],
        ]),
      ),
      annotations: [
        ...letters.flatMap((letter, i) => (letter === "" ? [] : [panelLetter(letter, columns[i].from)])),
        ...panels.flatMap(({ rows: own, from, top, bottom }) =>
          own.length > 0 ? [] : [notice("no network has been<br>measured yet", from + 0.22, (top + bottom) / 2)],
        ),
      ],
    }),
  };
}

/** A line for each condition and N. */
function panelTraces(
  rows: readonly ForgettingPoint[],
  conditionOf: (row: ForgettingPoint) => Condition,
  xaxis: string,
  yaxis: string,
): Trace[] {
  const lines = [...grouped(rows, (row) => `${conditionOf(row).name} ${row.n}`).values()];
  const values = lines.map((own) =>
    bestHeads(own).map(({ testedN, seed, accuracy }) => {
      return { n: testedN, value: 100 * accuracy, network: `seed ${seed}` };
    }),
  );
  const widths = nestedWidths(values, samePercent);
  const traces = lines.flatMap((own, i) => {
    const { name, colour, dash, rank } = conditionOf(own[0]);
    const look = { xaxis, yaxis, showlegend: true, name, colour, dash, legendrank: rank };
    return [
      ...overNetworks(values[i], { ...look, width: widths[i], bounds: [0, 100], format: ".1f" }),
      ...headOnly(own, colour),
    ];
  });
  return [...guesses(rows), ...traces].map((trace) => ({ ...trace, xaxis, yaxis }));
}

/** Of each network and N′ the row of the head that answers best. */
function bestHeads(rows: readonly ForgettingPoint[]): ForgettingPoint[] {
  const questions = grouped(rows, ({ seed, testedN }) => `${seed} ${testedN}`);
  return [...questions.values()].map((own) => own.reduce((best, row) => (row.accuracy > best.accuracy ? row : best)));
}

/** What knowing the N of the heads alone would score on N′ that have no head. */
function headOnly(rows: readonly ForgettingPoint[], colour: string): Trace[] {
  const points = [...grouped(rows, ({ testedN }) => testedN)]
    .filter(([testedN, own]) => own.every(({ headN }) => headN !== testedN))
    .map(([testedN, own]) => ({ testedN, percent: 100 * Math.max(...own.map(({ chanceOfHead }) => chanceOfHead)) }))
    .sort((a, b) => a.testedN - b.testedN);
  if (points.length === 0) return [];
  const name = "knowing the heads' N only";
  return [
    {
      type: "scatter",
      mode: "markers",
      name,
      legendgroup: name,
      x: points.map(({ testedN }) => testedN),
      y: points.map(({ percent }) => percent),
      marker: { color: colour, size: 11, symbol: "circle-open", line: { width: 1.5 } },
      hovertemplate: `${name}: %{y:.1f} % at N′ = %{x}<extra></extra>`,
    },
  ];
}

/** What the best guess would score that knows p only. */
function guesses(rows: readonly ForgettingPoint[]): Trace[] {
  return [...grouped(rows, ({ task }) => task)].map(([task, own]): Trace => {
    const chance = new Map(own.map((row) => [row.testedN, row.chance]));
    const points = [...chance].sort(([a], [b]) => a - b);
    const name = `knowing p only, ${taskLabel[task] ?? task}`;
    return {
      type: "scatter",
      mode: "lines",
      name,
      legendgroup: name,
      x: points.map(([testedN]) => testedN),
      y: points.map(([, value]) => 100 * value),
      line: { color: published.colour, width: 1.5, dash: "dot" },
      hovertemplate: `${name}: %{y:.1f} % at N′ = %{x}<extra></extra>`,
    };
  });
}
