import { mean } from "simple-statistics";
import type { Perturbed } from "../interventions/perturb.js";
import type { PerturbedPoint } from "../interventions/perturbedPoint.js";
import { publishedTable } from "./publishedTable.js";

/**
 * Published relative accuracies after perturbation, one per size, of 4 networks a curriculum that had solved N = 30 of
 * N-parity.
 *
 * @throws Error if the data is not there: see `publishedTable`
 * @source Khajehabdollahi et al. 2024, Figure 8
 */
export function publishedPerturbation(): PerturbedPoint[] {
  return publishedTable("perturbation").map((row) => ({
    curriculum: row.curriculum,
    n: Number(row.n),
    network: Number(row.network),
    perturbed: row.perturbed === "tau" ? "tau" : "recurrent-weight",
    epsilon: Number(row.epsilon),
    relativeAccuracy: Number(row.relative_accuracy),
  }));
}

/** Relative accuracy, mean over ε > 0, of every published network at N = 30. */
export function publishedRobustness(perturbed: Perturbed): Record<"single-head" | "multi-head", number[]> {
  const valuesOf = (curriculum: string) => {
    const rows = publishedPerturbation().filter(
      (row) => row.curriculum === curriculum && row.perturbed === perturbed && row.epsilon > 0,
    );
    return [...new Set(rows.map(({ network }) => network))].map((network) =>
      mean(rows.filter((row) => row.network === network).map(({ relativeAccuracy }) => relativeAccuracy)),
    );
  };
  return { "single-head": valuesOf("single-head"), "multi-head": valuesOf("multi-head") };
}
