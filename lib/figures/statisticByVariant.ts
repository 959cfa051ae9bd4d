import type { PublishedStatistic } from "../published/publishedTau.js";
import type { ResultRow } from "../results/resultsTable.js";
import { variantOf } from "../runs/variantOf.js";
import type { TrainingConfig } from "../training/config.js";
import { conditionRank } from "./conditionRank.js";
import type { Figure, Trace } from "./figure.js";
import type { LetterOption } from "./letters.js";
import { axis, colouredName, layout, panelLetter, published } from "./look.js";
import { networksMeaning } from "./networksMeaning.js";
import { notThereYet } from "./notThereYet.js";
import { overNetworks } from "./overNetworks.js";
import { endOf, goingOn, publishedMeaning, publishedTraces, smallNotice } from "./publishedTraces.js";
import type { NeuronStatistic } from "./statisticAgainstN.js";
import { solvedTau, type TauRecord } from "./tauAgainstN.js";
import { includesVariant, type Variant } from "./variants.js";

/** A statistic of one network of some variant of the model; null for the main model. */
export interface VariantStatistic extends NeuronStatistic {
  readonly curriculum: string;
  readonly variant: string | null;
}

/** What else a figure by variant shows. */
export interface VariantFigureOptions extends LetterOption {
  /** Published values, in grey. Default: none. */
  readonly published?: readonly PublishedStatistic[];
  /** What the published networks are, e.g. "leak outside". */
  readonly publishedName?: string;
}

const curricula = ["single-head", "multi-head"];

/**
 * Mean and STD over neurons of the trained τ, in steps, against N, by variant of the model: see `statisticByVariant`.
 *
 * @param runs  of one task
 */
export function tauByVariant(
  runs: readonly (TauRecord & { readonly config: TrainingConfig })[],
  variants: readonly Variant[],
  options: VariantFigureOptions = {},
): Figure {
  const values = runs.flatMap((run) => {
    const variant = variantOf(run.config) ?? null;
    return solvedTau(run).map((row) => ({ ...row, curriculum: run.config.curriculum.name, variant }));
  });
  return statisticByVariant(values, variants, { quantity: "τ", ...options });
}

/**
 * Mean and STD over neurons of τ_net, in steps, against N, by variant of the model: see `statisticByVariant`.
 *
 * @param rows  of one task and kind of inputs, and of all neurons or of those with τ_net > 1, as published
 */
export function tauNetByVariant(
  rows: readonly Pick<ResultRow<"timescales">, "task" | "curriculum" | "variant" | "seed" | "n" | "mean" | "std">[],
  variants: readonly Variant[],
  options: VariantFigureOptions = {},
): Figure {
  return statisticByVariant(rows, variants, { quantity: "τ<sub>net</sub>", ...options });
}

/**
 * Mean and standard deviation over neurons against N: a column for each curriculum, colour by variant of the
 * model, means over networks, thin lines for the networks. Variants without a network are named above the column.
 *
 * @param values    of one task, in steps
 * @param variants  those that are drawn, in their order; values of others are not
 * @param quantity  its name for the axes, e.g. "τ"
 */
export function statisticByVariant(
  values: readonly VariantStatistic[],
  variants: readonly Variant[],
  { quantity, letter = "", published: theirs = [], publishedName = "" }: VariantFigureOptions & { quantity: string },
): Figure {
  const drawn = values.filter(({ variant }) => includesVariant(variants, variant));
  const tasks = new Set(drawn.map(({ task }) => task));
  const given = theirs.filter(({ task }) => (tasks.size === 0 ? task === "n-parity" : tasks.has(task)));
  const largest = Math.max(10, ...drawn.map(({ n }) => n));
  const shown = Math.max(largest, ...given.filter(({ n }) => n <= 35).map(({ n }) => n));
  const data: Trace[] = [];
  const isNew = (name: string) => !data.some((trace) => trace.name === name);
  const annotations: object[] = letter === "" ? [] : [panelLetter(letter, 0)];
  curricula.forEach((curriculum, column) => {
    for (const [statistic, row] of [
      ["mean", 0],
      ["std", 1],
    ] as const) {
      const suffix = suffixOf(column, row);
      const place = { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
      const points = given.filter((point) => point.curriculum === curriculum && point.statistic === statistic);
      const name = publishedName === "" ? published.label : `${publishedName}, ${published.label}`;
      const legendrank = conditionRank({ curriculum }, { isPublished: true });
      const look = { name, legendrank, ...place, showlegend: isNew(name), shownN: shown } as const;
      data.push(...publishedTraces(points, look));
      for (const { variant, ...look } of variants) {
        const own = drawn.filter((value) => value.curriculum === curriculum && value.variant === variant);
        const networks = own.flatMap(({ n, seed, [statistic]: value }) =>
          value === null ? [] : [{ n, value, network: `seed ${seed}` }],
        );
        data.push(...overNetworks(networks, { ...look, ...place, networksAs: "lines", showlegend: isNew(look.name) }));
      }
    }
    const isThere = ({ variant }: Variant) =>
      drawn.some((value) => value.curriculum === curriculum && value.variant === variant);
    const end = endOf(given.filter((point) => point.curriculum === curriculum));
    const goesOn = goingOn(end > shown ? [{ name: "", end }] : []);
    const missing = variants.filter((one) => !isThere(one)).map(({ name }) => name);
    const lines = [...notThereYet(missing), ...(goesOn === undefined ? [] : [goesOn])];
    if (lines.length > 0) annotations.push(smallNotice(lines, 0.57 * column));
  });
  return {
    data,
    meaning: [...(drawn.length > 0 ? [networksMeaning(data, { networksAs: "lines" })] : []), ...publishedMeaning(data)],
    layout: layout({
      ...Object.fromEntries(curricula.flatMap((curriculum, column) => axesOf(curriculum, column, quantity, shown))),
      height: 660,
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1.09, yanchor: "bottom" },
      margin: { l: 75, r: 30, t: 115, b: 60 },
      annotations,
    }),
  };
}

/** Panels in the order in which one reads: means above, standard deviations below. */
function suffixOf(column: number, row: number): string {
  const panel = 2 * row + column;
  return panel === 0 ? "" : String(panel + 1);
}

function axesOf(curriculum: string, column: number, quantity: string, shownN: number): [string, object][] {
  const from = column * 0.57;
  return ["mean", "STD"].flatMap((statistic, row): [string, object][] => {
    const suffix = suffixOf(column, row);
    const title = `N, ${colouredName(curriculum)}`;
    return [
      [`xaxis${suffix}`, axis(title, { domain: [from, from + 0.43], range: [0, shownN + 1], anchor: `y${suffix}` })],
      [
        `yaxis${suffix}`,
        axis(`${statistic} of ${quantity} (steps)`, {
          domain: row === 0 ? [0.58, 1] : [0, 0.42],
          anchor: `x${suffix}`,
          ...(row === 0 ? {} : { rangemode: "tozero" }),
          ...(column === 0 ? {} : { matches: `y${suffixOf(0, row)}` }),
        }),
      ],
    ];
  });
}
