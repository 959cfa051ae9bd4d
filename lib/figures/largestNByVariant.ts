import { mean } from "simple-statistics";
import { checkOptionsOf } from "../knownFields.js";
import { type Fields, mustBeRows } from "../mustBe.js";
import { variantOf } from "../runs/variantOf.js";
import type { TrainingConfig } from "../training/config.js";
import { checkVariants } from "./checkVariants.js";
import { axisSuffix, columnsOf } from "./columns.js";
import { conditionsOf } from "./condition.js";
import { conditionRank } from "./conditionRank.js";
import type { Figure, Trace } from "./figure.js";
import { networksAndMean } from "./largestN.js";
import type { LetterOption } from "./letters.js";
import { axis, layout, panelLetter, plottedWidth, published } from "./look.js";
import { notAvailableYet } from "./notAvailableYet.js";
import { smallNotice } from "./publishedTraces.js";
import { shownCurricula } from "./shownNames.js";
import { spread } from "./spread.js";
import { lastSolved, type TrainingRecord } from "./trainingRecord.js";
import type { Variant } from "./variants.js";
import { wrapText } from "./wrapText.js";

/** The largest N that one network solved. */
export interface VariantLargestN {
  readonly curriculum: string;
  /** What is not said is taken to be the same in all. */
  readonly task?: string;
  readonly profile?: string;
  readonly model?: string;
  /** What is special about the run, as `variantOf` gives it; null if nothing. */
  readonly variant: string | null;
  /** null if it solved none; it is not drawn then. */
  readonly n: number | null;
  /** What hover says of it, e.g. "seed 3". */
  readonly network: string;
}

/** The largest N that a run has solved, and which variant it trained. */
export function variantLargestN(run: TrainingRecord & { readonly config: TrainingConfig }): VariantLargestN {
  const { config } = run;
  const variant = variantOf(config) ?? null;
  const { task, profile, model, curriculum, seed } = config;
  const condition = { task, profile, model: model.name, curriculum: curriculum.name, variant };
  return { ...condition, n: lastSolved(run), network: `seed ${seed}` };
}

const pointFields: Fields<VariantLargestN> = {
  curriculum: "a string",
  variant: "a string or null",
  n: "a number or null",
  network: "a string",
};

const symbols = ["circle", "circle-open"] as const;
/** Of the networks of a variant, beside each other; the next variant is 1 away. */
const spreadWidth = 0.2;
const tickSize = 12;
const tickLine = 15;

/**
 * Largest N by variant of the model: a panel for each curriculum that occurs, single-head and multi-head if there are no
 * others; a dot for each network, lines are means. Published networks stand beside in grey; variants of this library that
 * none of ours is of are named above. All panels have the same axis.
 *
 * @param points    of one task, profile and model
 * @param variants  the columns, in their order, named as `variantOf` names them; points of others are not drawn
 * @throws RangeError if points are of several tasks, profiles or models, or a variant has a name of none of them and of
 *   none of this library, or one of them lacks a field, or an option is unknown
 */
export function largestNByVariant(
  points: readonly VariantLargestN[],
  variants: readonly Pick<Variant, "variant" | "name">[],
  options: LetterOption & { published?: readonly VariantLargestN[] } = {},
): Figure {
  mustBeRows("points", points, pointFields);
  mustBeRows("variants", variants, { variant: "a string or null", name: "a string" });
  checkOptionsOf("largestNByVariant", options, { letter: true, published: true });
  const { letter = "", published: theirs = [] } = options;
  mustBeRows("published", theirs, pointFields);
  const data: Trace[] = [];
  const shapes: object[] = [];
  const annotations: object[] = letter === "" ? [] : [panelLetter(letter, 0)];
  checkVariants(points, variants);
  const drawnPoints = [...theirs, ...points].filter((point) =>
    variants.some(({ variant }) => variant === point.variant),
  );
  const curricula = shownCurricula(drawnPoints);
  const columns = columnsOf(curricula.length, 0.14);
  const [{ width }] = columns;
  const conditionOf = conditionsOf(curricula.map((curriculum) => ({ curriculum })));
  curricula.forEach((curriculum, panel) => {
    const suffix = axisSuffix(panel);
    const place = { xaxis: `x${suffix}`, yaxis: `y${suffix}` } as const;
    const sources = [
      { name: curriculum, colour: conditionOf({ curriculum }).colour, side: theirs.length > 0 ? -1 : 0, all: points },
      { name: published.label, colour: published.colour, side: 1, all: theirs },
    ];
    for (const { name, colour, side, all } of sources) {
      const drawn = all.flatMap((point) => {
        const column = variants.findIndex(({ variant }) => variant === point.variant);
        const { n, network: text } = point;
        return point.curriculum !== curriculum || column < 0 || n === null ? [] : [{ column, n, text }];
      });
      const at = (column: number) => column + side * 0.18;
      if (drawn.length === 0) continue;
      data.push({
        type: "scatter",
        mode: "markers",
        name,
        legendgroup: name,
        legendrank: conditionRank({ curriculum }, { isPublished: side > 0 }),
        showlegend: !data.some((trace) => trace.name === name),
        ...place,
        x: drawn.map(({ column }, i) => {
          const same = drawn.filter((other) => other.column === column);
          return at(column) + spread(same.length, spreadWidth)[same.indexOf(drawn[i])];
        }),
        y: drawn.map(({ n }) => n),
        text: drawn.map(({ text }) => text),
        marker: { color: colour, size: side > 0 ? 8 : 10, symbol: symbols[side > 0 ? 1 : 0] },
        hovertemplate: `${name}, ${curriculum}, %{text}: N = %{y}<extra></extra>`,
      });
      for (const column of new Set(drawn.map((value) => value.column))) {
        const y = mean(drawn.filter((value) => value.column === column).map(({ n }) => n));
        const line = { color: side > 0 ? published.colour : "#444444", width: 2 };
        shapes.push({
          ...{ type: "line", xref: `x${suffix}`, yref: `y${suffix}`, line },
          ...{ x0: at(column) - 0.14, x1: at(column) + 0.14, y0: y, y1: y },
        });
      }
    }
    const isThere = (variant: string | null) =>
      points.some((point) => point.curriculum === curriculum && point.variant === variant && point.n !== null);
    const missing = variants.filter(({ variant }) => !isThere(variant)).map(({ name }) => name);
    const lines = notAvailableYet(missing, theirs.length > 0 ? "ours" : "", width);
    if (lines.length > 0) annotations.push(smallNotice(lines, columns[panel].left));
  });
  const labels = variants.map(({ name }) =>
    wrapText(name, tickSize, (width * plottedWidth) / (variants.length + 0.2) - 4),
  );
  const ticks = {
    tickvals: variants.map((_, i) => i),
    ticktext: labels.map((lines) => lines.join("<br>")),
    range: [-0.6, variants.length - 0.4] as const,
  };
  const moreLines = Math.max(0, ...labels.map((lines) => lines.length - 1));
  const largest = Math.max(1, ...data.flatMap(({ y = [] }) => Array.from(y, Number)));
  const vertical = { range: [0, 1.06 * largest] as const };
  return {
    data,
    meaning: data.length === 0 ? [] : [networksAndMean(points.some(({ n }) => n === null))],
    layout: layout({
      height: 460 + moreLines * tickLine,
      showlegend: true,
      ...Object.fromEntries(
        curricula.flatMap((curriculum, panel) => {
          const suffix = axisSuffix(panel);
          const { domain } = columns[panel];
          return [
            [`xaxis${suffix}`, axis(curriculum, { ...ticks, domain, anchor: `y${suffix}` })],
            [`yaxis${suffix}`, axis("largest N solved", { ...vertical, anchor: `x${suffix}` })],
          ];
        }),
      ),
      legend: { orientation: "h", x: 0, y: 1.12, yanchor: "bottom" },
      margin: { l: 75, r: 30, t: 90, b: 60 + moreLines * tickLine },
      annotations,
      shapes,
    }),
  };
}
