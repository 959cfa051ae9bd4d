import { checkOptionsOf } from "../knownFields.js";
import { mustBeRows } from "../mustBe.js";
import type { PublishedStatistic } from "../published/publishedTau.js";
import type { ResultRow } from "../results/resultsTable.js";
import { largestTau } from "../timescales/exponentialDecay.js";
import type { Figure, Trace } from "./figure.js";
import type { LettersOption } from "./letters.js";
import { publishedFields, statisticAgainstN, statisticFields } from "./statisticAgainstN.js";

/**
 * Mean and standard deviation over the neurons of one network, with its median, its upper quartile and the number of
 * neurons where they are known; the options of its curriculum are in its variant.
 */
export type TauNetStatistic = Pick<ResultRow<"timescales">, "task" | "curriculum" | "seed" | "n" | "mean" | "std"> &
  Partial<Pick<ResultRow<"timescales">, "profile" | "model" | "variant" | "median" | "upperQuartile" | "neurons">>;

/**
 * Figure 5c and d: mean and standard deviation over neurons of τ_net against N. Lines are means over networks, shading
 * their standard deviation; published values of the same tasks are grey. Squares mark networks of which fewer than ten
 * neurons are kept.
 *
 * Of networks with gates it is the mean and the median, on logarithmic axes: the τ_net of many of their units can be at
 * the bound of the fit, which decides the mean and the standard deviation, and not the median. Rings mark the networks
 * in which a quarter or more are.
 *
 * @param rows       of one kind of inputs, and of all neurons or of those with τ_net > 1, as published; in steps
 * @param published  as `publishedTauNet` gives them
 * @throws RangeError if a row lacks a field, or an option is unknown
 * @source Khajehabdollahi et al. 2024, Figure 5c and d; networks with gates: supplement
 */
export function tauNetAgainstN(
  rows: readonly TauNetStatistic[],
  options: LettersOption & {
    /** Of a network with gates, the state that is measured. */
    state?: string;
    published?: readonly PublishedStatistic[];
  } = {},
): Figure {
  mustBeRows("rows", rows, statisticFields);
  checkOptionsOf("tauNetAgainstN", options, { letters: true, state: true, published: true });
  const { letters = ["c", "d"], state, published = [] } = options;
  mustBeRows("published", published, publishedFields);
  const isGated = state !== undefined;
  const quantity = `τ<sub>net</sub>${isGated ? ` of ${state}` : ""}`;
  const beside = isGated ? "median" : "std";
  const scale = isGated ? "log" : "linear";
  const figure = statisticAgainstN(rows, published, { quantity, letters, beside, scale });
  const neurons = isGated ? "units" : "neurons";
  const marks = [
    { rows: rows.filter(isAtBound), symbol: "circle-open", name: `¼ or more of the ${neurons} ${atTheBound}` },
    { rows: rows.filter(isOfFew), symbol: "square-open", name: `fewer than ${few} ${neurons} kept` },
  ];
  const marked = marks.flatMap((mark) => [
    ...markedNetworks(mark.rows, "mean", "", mark),
    ...markedNetworks(mark.rows, beside, "2", mark),
  ]);
  return { ...figure, data: [...figure.data, ...marked] };
}

const atTheBound = `at the fit's bound, ${largestTau} steps`;

/** Fits end strictly within their bounds: from here on they are at the bound, in steps. */
function isAtBound({ upperQuartile }: TauNetStatistic): boolean {
  return (upperQuartile ?? 0) >= 0.9999 * largestTau;
}

/** Of fewer neurons, one decides the mean of a network. */
const few = 10;

function isOfFew({ neurons = few }: TauNetStatistic): boolean {
  return neurons < few;
}

/** Symbols around some networks' points. */
function markedNetworks(
  rows: readonly TauNetStatistic[],
  statistic: "mean" | "std" | "median",
  suffix: string,
  { symbol, name }: { symbol: string; name: string },
): Trace[] {
  const points = rows.flatMap(({ n, seed, curriculum, [statistic]: value }) =>
    typeof value === "number" ? [{ n, value, curriculum, seed }] : [],
  );
  if (points.length === 0) return [];
  return [
    {
      ...{ type: "scatter", mode: "markers", name, legendgroup: name, showlegend: suffix === "" },
      ...{ xaxis: `x${suffix}`, yaxis: `y${suffix}` },
      x: points.map(({ n }) => n),
      y: points.map(({ value }) => value),
      text: points.map(({ curriculum, seed }) => `${curriculum}, seed ${seed}`),
      marker: { color: "#444444", size: 11, symbol },
      hovertemplate: `%{text}, N = %{x}: ${name}<extra></extra>`,
    },
  ];
}
