import { mean } from "simple-statistics";
import { asGiven } from "../asGiven.js";
import { mustBeFilledList, mustBeRows } from "../mustBe.js";
import type { NeuronStrength } from "./strengthAgainstTau.js";

/** The mean weights of those neurons whose τ lies in one range. */
export interface StrengthOfRange {
  /** τ is above this, in steps; null: however short. */
  above: number | null;
  /** τ is at most this, in steps; null: however long. */
  upTo: number | null;
  /** How many neurons. */
  neurons: number;
  /** Mean over them of the mean weight that they receive; null without neurons. */
  incoming: number | null;
  /** Mean over them of the mean weight that they send; null without neurons. */
  outgoing: number | null;
}

/**
 * What neurons of short, middle and long τ receive and send on average. It tells what a correlation with τ does not,
 * where weights and τ do not lie on a line.
 *
 * @param neurons  as `strengthAgainstTau` gives them
 * @param edges    where a range of τ ends and the next begins, in steps, ascending. Default: 1 and 2
 * @returns one row per range, from the shortest τ; one more than there are edges
 * @throws RangeError if a neuron lacks a field, or the edges are not ascending numbers
 * @example strengthByTau(strengthAgainstTau(network).neurons)[2].outgoing // of neurons with τ > 2
 */
export function strengthByTau(
  neurons: readonly NeuronStrength[],
  edges: readonly number[] = [1, 2],
): StrengthOfRange[] {
  mustBeRows("neurons", neurons, { tau: "a number", incoming: "a number", outgoing: "a number" });
  mustBeFilledList("edges", edges);
  if (!edges.every((edge, i) => Number.isFinite(edge) && (i === 0 || edge > edges[i - 1]))) {
    throw new RangeError(`edges: expected ascending numbers, got ${asGiven(edges)}`);
  }
  return [null, ...edges].map((above, i) => {
    const upTo = edges[i] ?? null;
    const own = neurons.filter(({ tau }) => tau > (above ?? -Infinity) && tau <= (upTo ?? Infinity));
    const average = (values: number[]) => (values.length === 0 ? null : mean(values));
    return {
      above,
      upTo,
      neurons: own.length,
      incoming: average(own.map(({ incoming }) => incoming)),
      outgoing: average(own.map(({ outgoing }) => outgoing)),
    };
  });
}
