import { mean, standardDeviation } from "simple-statistics";
import { grouped } from "../grouped.js";
import type { Ablation } from "./ablation.js";
import type { NeuronGroup } from "./neuronGroups.js";

/** One neuron at a time of a group ablated: means over the neurons of the group. */
export interface GroupMeans {
  group: NeuronGroup;
  /** Neurons of the group. */
  count: number;
  /** Of the ablated neurons, in steps. */
  tau: number;
  /** Of the network without the neuron: share of right answers, 0 … 1. */
  accuracy: number;
  /** What is left of the accuracy above chance, 1 as before; null where the whole network is not above chance. */
  relativeAccuracy: number | null;
  /** Standard deviation over neurons, with their number in the denominator. */
  relativeAccuracyStd: number | null;
}

/**
 * The means of an ablation over the neurons of each group.
 *
 * @returns in the order of its rows: short, long, random
 * @example groupMeans(await ablation(network, { head: 8, n: 10 })) // [{ group: "short", count: 20, … }, …]
 */
export function groupMeans({ rows }: Pick<Ablation, "rows">): GroupMeans[] {
  return [...grouped(rows, ({ group }) => group)].map(([group, own]) => {
    const relative = own.flatMap(({ relativeAccuracy }) => relativeAccuracy ?? []);
    return {
      group,
      count: own.length,
      tau: mean(own.map(({ tau }) => tau)),
      accuracy: mean(own.map(({ accuracy }) => accuracy)),
      relativeAccuracy: relative.length === 0 ? null : mean(relative),
      relativeAccuracyStd: relative.length === 0 ? null : standardDeviation(relative),
    };
  });
}
