import { ablation } from "../interventions/ablation.js";
import { type GroupMeans, groupMeans } from "../interventions/groupMeans.js";
import { headFor } from "../runs/checkpoint.js";
import { taskNamed } from "../tasks/taskNamed.js";
import { hasLeakyNeurons, type NetworkMeasurement } from "./networkMeasurement.js";

/** One neuron at a time of a group ablated. */
export interface AblationResult extends Omit<GroupMeans, "count"> {
  /** Of the whole network: share of right answers, 0 … 1. */
  baseline: number;
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
  leavesOut({ neurons, tau }) {
    const needed = 3 * parameters.count;
    if (typeof tau === "number" || tau === "shared") return "all of its neurons have the same τ";
    return neurons < needed ? `three groups of ${parameters.count} need ${needed} neurons, got ${neurons}` : undefined;
  },
  async measure(network, n, progress) {
    const task = taskNamed(network.description.task);
    const question = { head: headFor(network.description, n), n };
    const { baseline, rows } = await ablation({ ...network, task }, question, { ...parameters, progress });
    return {
      ablation: groupMeans({ rows }).map(
        ({ group, tau, count: _, ...means }): AblationResult => ({ group, tau, baseline, ...means }),
      ),
    };
  },
};
