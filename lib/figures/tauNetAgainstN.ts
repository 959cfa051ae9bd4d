import type { ResultRow } from "../results/resultsTable.js";
import type { Figure } from "./figure.js";
import { type PublishedStatistic, statisticAgainstN } from "./statisticAgainstN.js";

/** Mean and standard deviation over the neurons of one network; the options of its curriculum are in its variant. */
export type TauNetStatistic = Pick<ResultRow<"timescales">, "task" | "curriculum" | "seed" | "n" | "mean" | "std"> &
  Partial<Pick<ResultRow<"timescales">, "variant">>;

/**
 * Figure 5c and d: mean and standard deviation over neurons of τ_net against N. Lines are means over networks, shading
 * their standard deviation; published values of the same tasks are grey.
 *
 * @param rows  of one kind of inputs, and of all neurons or of those with τ_net > 1, as published
 */
export function tauNetAgainstN(
  rows: readonly TauNetStatistic[],
  {
    letters = ["c", "d"],
    state,
    published = [],
  }: {
    letters?: readonly [string, string];
    /** Of a network with gates, the state that is measured. */
    state?: string;
    published?: readonly PublishedStatistic[];
  } = {},
): Figure {
  const quantity = `τ<sub>net</sub>${state === undefined ? "" : ` of ${state}`}`;
  return statisticAgainstN(rows, published, { quantity, letters });
}
