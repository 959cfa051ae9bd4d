import { mean, standardDeviation } from "simple-statistics";
import { asTested } from "../dynamics/asTested.js";
import type { Perturbed } from "../interventions/perturb.js";
import { perturbation, publishedEpsilons } from "../interventions/perturbation.js";
import { headFor } from "../runs/checkpoint.js";
import { hasLeakyNeurons, type NetworkMeasurement } from "./networkMeasurement.js";

/** Random perturbations of one size: means over draws. */
export interface PerturbationResult {
  perturbed: Perturbed;
  /** Size of the perturbation, relative to the norm: see `perturb`. */
  epsilon: number;
  /** Of the network as it is: share of right answers, 0 … 1. */
  baseline: number;
  /** Of the perturbed network. */
  accuracy: number;
  /** What is left of the accuracy above chance, 1 as before; null where the network as it is is not above chance. */
  relativeAccuracy: number | null;
  /** Standard deviation over draws, with their number in the denominator. */
  relativeAccuracyStd: number | null;
}

const parameters = { draws: 10, trials: 10, steps: 1000, dropped: 100, seed: 1 };
const kinds = ["recurrent-weight", "tau"] as const;

/** @source Khajehabdollahi et al. 2024, Figure 8 */
export const perturbationMeasurement: NetworkMeasurement = {
  name: "perturbation",
  version: 1,
  parameters: { ...parameters, epsilons: Object.fromEntries(kinds.map((kind) => [kind, publishedEpsilons(kind)])) },
  ns: [5, 10, 15, 20, 30],
  tables: ["perturbation"],
  applies: hasLeakyNeurons,
  async measure(network, n, progress) {
    const question = { head: headFor(network.description, n), n };
    const results: PerturbationResult[] = [];
    await asTested(network, async (tested) => {
      for (const perturbed of kinds) {
        const { baseline, rows } = await perturbation(tested, perturbed, question, { ...parameters, progress });
        for (const epsilon of new Set(rows.map((row) => row.epsilon))) {
          const own = rows.filter((row) => row.epsilon === epsilon);
          const relative = own.flatMap((row) => row.relativeAccuracy ?? []);
          results.push({
            perturbed,
            epsilon,
            baseline,
            accuracy: mean(own.map((row) => row.accuracy)),
            relativeAccuracy: relative.length === 0 ? null : mean(relative),
            relativeAccuracyStd: relative.length === 0 ? null : standardDeviation(relative),
          });
        }
      }
    });
    return { perturbation: results };
  },
};
