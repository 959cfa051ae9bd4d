import { mean, standardDeviation } from "simple-statistics";
import { ablation } from "../interventions/ablation.js";
import type { NeuronGroup } from "../interventions/neuronGroups.js";
import { headFor } from "../runs/checkpoint.js";
import { taskNamed } from "../tasks/taskNamed.js";
import { hasLeakyNeurons, type NetworkMeasurement } from "./networkMeasurement.js";

/** One neuron at a time of a group ablated: means over the neurons of the group. */
export interface AblationResult {
  group: NeuronGroup;
  /** Of the ablated neurons, in steps. */
  tau: number;
  /** Of the whole network: share of right answers, 0 … 1. */
  baseline: number;
  /** Of the network without the neuron. */
  accuracy: number;
  /** What is left of the accuracy above chance, 1 as before; null where the whole network is not above chance. */
  relativeAccuracy: number | null;
  /** Standard deviation over neurons, with their number in the denominator. */
  relativeAccuracyStd: number | null;
}

const parameters = { count: 20, trials: 10, steps: 1000, dropped: 100, seed: 1 };

/** @source Khajehabdollahi et al. 2024, Figure 7; the random neurons are ours */
export const ablationMeasurement: NetworkMeasurement = {
  name: "ablation",
  version: 1,
  parameters,
  ns: [5, 10, 15, 20, 30, 50],
  tables: ["ablation"],
  applies: hasLeakyNeurons,
  leavesOut({ neurons }) {
    const needed = 3 * parameters.count;
    return neurons < needed ? `three groups of ${parameters.count} need ${needed} neurons, got ${neurons}` : undefined;
  },
  async measure(network, n, progress) {
    const task = taskNamed(network.description.task);
    const question = { head: headFor(network.description, n), n };
    const { baseline, rows } = await ablation({ ...network, task }, question, { ...parameters, progress });
    const groups = ["short", "long", "random"] as const;
    return {
      ablation: groups.map((group): AblationResult => {
        const own = rows.filter((row) => row.group === group);
        const relative = own.flatMap((row) => row.relativeAccuracy ?? []);
        return {
          group,
          tau: mean(own.map((row) => row.tau)),
          baseline,
          accuracy: mean(own.map((row) => row.accuracy)),
          relativeAccuracy: relative.length === 0 ? null : mean(relative),
          relativeAccuracyStd: relative.length === 0 ? null : standardDeviation(relative),
        };
      }),
    };
  },
};
