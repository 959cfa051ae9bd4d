import { grouped } from "../grouped.js";
import type { Fields } from "../mustBe.js";
import type { PublishedStatistic } from "../published/publishedTau.js";
import { taskLabel } from "../tasks/taskLabel.js";
import { conditionsOf } from "./condition.js";
import { conditionRank } from "./conditionRank.js";
import type { ShownCurriculum } from "./curriculumLook.js";
import type { Axis, Figure, Trace } from "./figure.js";
import { logAxis, valuesAlong } from "./logAxis.js";
import { axis, layout, panelLetter, plottedWidth, published } from "./look.js";
import { networksMeaning } from "./networksMeaning.js";
import { notice } from "./notice.js";
import { overNetworks } from "./overNetworks.js";
import { endOf, goingOn, publishedMeaning, publishedTraces, smallNotice, smallNoticeSize } from "./publishedTraces.js";
import type { ShownNetwork } from "./shownNetwork.js";
import { networkFields } from "./shownNetwork.js";
import { wrapText } from "./wrapText.js";

/** Mean and standard deviation, or median, over the neurons of one network that solved N. */
export interface NeuronStatistic extends ShownNetwork {
  readonly task: string;
  /** With its options, or its name alone where these stand in the variant of the run. */
  readonly curriculum: ShownCurriculum | string;
  readonly seed: number;
  /** Largest N solved. */
  readonly n: number;
  /** Over neurons, in the unit of the figure; null where there is none, which is not drawn. */
  readonly mean: number | null;
  /** Standard deviation over neurons, in the unit of the figure; null where there is none. */
  readonly std: number | null;
  /** Where it is shown. */
  readonly median?: number | null;
}

/** What is drawn, and where. */
export interface StatisticLook {
  /** Name of the quantity, e.g. "τ". */
  readonly quantity: string;
  /** Its unit. Default: steps. */
  readonly unit?: string;
  /** Of the vertical axes. */
  readonly scale?: "linear" | "log";
  /** What stands beside the mean. Default: the standard deviation. */
  readonly beside?: "std" | "median";
  /** Panel letters of the mean and of what stands beside; empty for none. */
  readonly letters: readonly [string, string];
  /**
   * Published values at an N beyond this are left out, as far as ours do not reach there; a note says how far they go.
   */
  readonly shownN?: number;
}

/** A timescale, and its standard deviation over neurons. */
const notNegative = [0, Number.POSITIVE_INFINITY] as const;

/** Of a network, where its curriculum is named. */
export const statisticFields: Fields<NeuronStatistic> = {
  task: "a string",
  ...networkFields,
  mean: "a number or null",
  std: "a number or null",
};

export const publishedFields: Fields<PublishedStatistic> = {
  task: "a string",
  curriculum: "a string",
  statistic: "a string",
  n: "a number",
  value: "a number",
  readingError: "a number",
};

const statisticLabel = { mean: "mean", std: "STD", median: "median" } as const;

/**
 * Mean and standard deviation, or median, over neurons against N, in two panels: mean over networks with shading, which
 * is cut at 0, colour by curriculum and by whatever else differs among the networks, line by task, and symbol where
 * there are several. Published values of the same tasks are grey, with their reading error.
 */
export function statisticAgainstN(
  values: readonly NeuronStatistic[],
  given: readonly PublishedStatistic[],
  { quantity, unit = "steps", scale = "linear", beside = "std", letters, shownN = 35 }: StatisticLook,
): Figure {
  const rows = given.filter(({ task }) => values.length === 0 || values.some((value) => value.task === task));
  const tasks = new Set(values.map(({ task }) => task));
  const conditionOf = conditionsOf(values);
  const largest = Math.max(10, ...values.map(({ n }) => n));
  const shown = Math.max(largest, ...rows.filter(({ n }) => n <= shownN).map(({ n }) => n));
  const data: Trace[] = [];
  const notes: object[] = [];
  for (const [statistic, suffix] of [
    ["mean", ""],
    [beside, "2"],
  ] as const) {
    const place = { xaxis: `x${suffix}`, yaxis: `y${suffix}`, showlegend: suffix === "" };
    const curves = grouped(
      rows.filter((row) => row.statistic === statistic),
      named,
    );
    for (const [condition, points] of curves) {
      const { curriculum } = points[0];
      const name = `${condition}, ${published.label}`;
      const legendrank = conditionRank(points[0], { isPublished: true });
      data.push(...publishedTraces(points, { name, curriculum, shownN: shown, legendrank, ...place }));
    }
    const isOneTask = new Set(rows.map(({ task }) => task)).size === 1;
    const ends = [...curves].map(([condition, points]) => {
      return { name: isOneTask ? points[0].curriculum : condition, end: endOf(points) };
    });
    const note = goingOn(ends.filter(({ end }) => end > shown));
    const lines = wrapText(note ?? "", smallNoticeSize, 0.43 * plottedWidth);
    if (note !== undefined) notes.push(smallNotice(lines, suffix === "" ? 0 : 0.57));
    for (const [{ name, colour, dash, symbol, rank }, own] of grouped(values, conditionOf)) {
      const drawn = own.flatMap(({ n, seed, [statistic]: value = null }) =>
        value === null ? [] : [{ n, value, network: `seed ${seed}` }],
      );
      const look = { name, colour, dash, ...(tasks.size > 1 ? { symbol } : {}), scale, bounds: notNegative };
      data.push(...overNetworks(drawn, { ...look, ...place, legendrank: rank }));
    }
  }
  const vertical = (statistic: keyof typeof statisticLabel, suffix: string, whereLinear: Axis = {}): Axis => {
    const title = `${statisticLabel[statistic]} of ${quantity} (${unit})`;
    const anchor = `x${suffix}`;
    if (scale === "log") return logAxis(title, valuesAlong(data, `y${suffix}`), { anchor });
    return axis(title, { anchor, ...whereLinear });
  };
  return {
    data,
    meaning: [
      ...(values.length > 0 ? [networksMeaning(data, { of: scale === "log" ? "logarithms" : "" })] : []),
      ...publishedMeaning(data),
    ],
    layout: layout({
      width: 900,
      height: 420,
      xaxis: axis("N", { domain: [0, 0.43], range: [0, shown + 1] }),
      yaxis: vertical("mean", "", { rangemode: "nonnegative" }),
      xaxis2: axis("N", { domain: [0.57, 1], range: [0, shown + 1], anchor: "y2" }),
      yaxis2: vertical(beside, "2", { rangemode: "tozero" }),
      legend: { orientation: "h", x: 0, y: 1.14, yanchor: "bottom" },
      margin: { l: 75, r: 30, t: 120, b: 60 },
      annotations: [
        ...letters.flatMap((letter, i) => (letter === "" ? [] : [panelLetter(letter, i * 0.57)])),
        ...notes,
        ...(values.length === 0 ? [notice("none of our networks is available yet")] : []),
      ],
    }),
  };
}

function named({ task, curriculum }: { task: string; curriculum: string }): string {
  return `${curriculum}, ${taskLabel[task] ?? task}`;
}
