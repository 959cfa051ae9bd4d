import type { ResultRow } from "../results/resultsTable.js";
import type { Figure } from "./figure.js";
import { type PublishedStatistic, statisticAgainstN } from "./statisticAgainstN.js";

/**
 * Figure 5c and d: mean and standard deviation over neurons of τ_net against N. Lines are means over networks, shading
 * their standard deviation; published values of the same tasks are grey.
 *
 * @param rows  of one kind of inputs, and of all neurons or of those with τ_net > 1, as published
 */
export function tauNetAgainstN(
  rows: readonly Pick<ResultRow<"timescales">, "task" | "curriculum" | "seed" | "n" | "mean" | "std">[],
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
  const values = rows.map(({ task, curriculum, seed, n, mean, std }) => ({ task, curriculum, seed, n, mean, std }));
  const quantity = `τ<sub>net</sub>${state === undefined ? "" : ` of ${state}`}`;
  return statisticAgainstN(values, published, { quantity, letters });
}
