import { checkOptionsOf } from "../knownFields.js";
import { mustBeName, mustBeRows } from "../mustBe.js";
import type { PublishedStatistic } from "../published/publishedTau.js";
import type { ResultRow } from "../results/resultsTable.js";
import { variantOf } from "../runs/variantOf.js";
import type { TrainingConfig } from "../training/config.js";
import { checkVariants } from "./checkVariants.js";
import { axisSuffix, columnsOf } from "./columns.js";
import { conditionsOf } from "./condition.js";
import { conditionRank } from "./conditionRank.js";
import type { Figure, Trace } from "./figure.js";
import type { LetterOption } from "./letters.js";
import { axis, colouredName, layout, panelLetter, published } from "./look.js";
import { networksMeaning } from "./networksMeaning.js";
import { notAvailableYet } from "./notAvailableYet.js";
import { overNetworks } from "./overNetworks.js";
import { endOf, goingOn, publishedMeaning, publishedTraces, smallNotice } from "./publishedTraces.js";
import { shownCurricula } from "./shownNames.js";
import { type NeuronStatistic, publishedFields, statisticFields } from "./statisticAgainstN.js";
import { solvedTau, type TauRecord } from "./tauAgainstN.js";
import { mustBeRuns } from "./trainingRecord.js";
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

const variantFigureOptions = { letter: true, published: true, publishedName: true } as const;

const variantFields = { ...statisticFields, variant: "a string or null" } as const;

/**
 * Mean and STD over neurons of the trained τ, in steps, against N, by variant of the model: see `statisticByVariant`.
 *
 * @param runs  of one task
 * @throws RangeError as `statisticByVariant` does
 */
export function tauByVariant(
  runs: readonly (TauRecord & { readonly config: TrainingConfig })[],
  variants: readonly Variant[],
  options: VariantFigureOptions = {},
): Figure {
  mustBeRuns("runs", runs, { model: "an object", optimiser: "an object", schedule: "an object" });
  checkOptionsOf("tauByVariant", options, variantFigureOptions);
  const values = runs.flatMap((run) => {
    const variant = variantOf(run.config) ?? null;
    return solvedTau(run).map((row) => ({
      ...row,
      model: run.config.model.name,
      curriculum: run.config.curriculum.name,
      variant,
    }));
  });
  return statisticByVariant(values, variants, { quantity: "τ", ...options });
}

/**
 * Mean and STD over neurons of τ_net, in steps, against N, by variant of the model: see `statisticByVariant`.
 *
 * @param rows  of one task and kind of inputs, and of all neurons or of those with τ_net > 1, as published
 * @throws RangeError as `statisticByVariant` does
 */
export function tauNetByVariant(
  rows: readonly (Pick<ResultRow<"timescales">, "task" | "curriculum" | "variant" | "seed" | "n" | "mean" | "std"> &
    Partial<Pick<ResultRow<"timescales">, "profile" | "model">>)[],
  variants: readonly Variant[],
  options: VariantFigureOptions = {},
): Figure {
  mustBeRows("rows", rows, variantFields);
  checkOptionsOf("tauNetByVariant", options, variantFigureOptions);
  return statisticByVariant(rows, variants, { quantity: "τ<sub>net</sub>", ...options });
}

/**
 * Mean and standard deviation over neurons against N: a column for each curriculum that occurs, single-head and
 * multi-head if there are no others; colour by variant of the model, means over networks, thin lines for the networks.
 * Variants of this library without a network are named above the column.
 *
 * @param values    of one task, profile and model, in steps
 * @param variants  those that are drawn, in their order, named as `variantOf` names them; values of others are not
 * @param quantity  its name for the axes, e.g. "τ"
 * @throws RangeError if values are of several tasks, profiles or models, or a variant has a name of none of them and of
 *   none of this library, or one of them lacks a field, or an option is unknown or not valid
 */
export function statisticByVariant(
  values: readonly VariantStatistic[],
  variants: readonly Variant[],
  options: VariantFigureOptions & { quantity: string },
): Figure {
  mustBeRows("values", values, variantFields);
  mustBeRows("variants", variants, { variant: "a string or null", name: "a string", colour: "a string" });
  checkOptionsOf("statisticByVariant", options, { ...variantFigureOptions, quantity: true });
  const { quantity, letter = "", published: theirs = [], publishedName = "" } = options;
  mustBeName("quantity", quantity, ["τ"]);
  mustBeRows("published", theirs, publishedFields);
  checkVariants(values, variants);
  const drawn = values.filter(({ variant }) => includesVariant(variants, variant));
  const tasks = new Set(drawn.map(({ task }) => task));
  const given = theirs.filter(({ task }) => (tasks.size === 0 ? task === "n-parity" : tasks.has(task)));
  const curricula = shownCurricula(drawn);
  const columns = columnsOf(curricula.length, 0.14);
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
      const suffix = suffixOf(column, row, curricula.length);
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
    const lines = [...notAvailableYet(missing, "", columns[column].width), ...(goesOn === undefined ? [] : [goesOn])];
    if (lines.length > 0) annotations.push(smallNotice(lines, columns[column].left));
  });
  return {
    data,
    meaning: [...(drawn.length > 0 ? [networksMeaning(data, { networksAs: "lines" })] : []), ...publishedMeaning(data)],
    layout: layout({
      ...Object.fromEntries(curricula.flatMap((_, column) => axesOf(curricula, column, quantity, shown))),
      height: 660,
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1.09, yanchor: "bottom" },
      margin: { l: 75, r: 30, t: 115, b: 60 },
      annotations,
    }),
  };
}

/** Panels in the order in which one reads: means above, standard deviations below. */
function suffixOf(column: number, row: number, columns: number): string {
  const panel = columns * row + column;
  return axisSuffix(panel);
}

function axesOf(curricula: readonly string[], column: number, quantity: string, shownN: number): [string, object][] {
  const { domain } = columnsOf(curricula.length, 0.14)[column];
  const curriculum = curricula[column];
  const { colour } = conditionsOf(curricula.map((name) => ({ curriculum: name })))({ curriculum });
  return ["mean", "STD"].flatMap((statistic, row): [string, object][] => {
    const suffix = suffixOf(column, row, curricula.length);
    const title = `N, ${colouredName(curriculum, colour)}`;
    return [
      [`xaxis${suffix}`, axis(title, { domain, range: [0, shownN + 1], anchor: `y${suffix}` })],
      [
        `yaxis${suffix}`,
        axis(`${statistic} of ${quantity} (steps)`, {
          domain: row === 0 ? [0.58, 1] : [0, 0.42],
          anchor: `x${suffix}`,
          ...(row === 0 ? {} : { rangemode: "tozero" }),
          ...(column === 0 ? {} : { matches: `y${suffixOf(0, row, curricula.length)}` }),
        }),
      ],
    ];
  });
}
