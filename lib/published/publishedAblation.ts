import type { AblatedGroup } from "../interventions/ablatedGroup.js";
import { publishedN, publishedTable } from "./publishedTable.js";

/** What is left of a published network's accuracy without one of a group of neurons. */
export interface PublishedAblation extends AblatedGroup {
  /** Mean over the ablated neurons, in steps. */
  tau: number;
  relativeAccuracy: number;
}

/**
 * Published relative accuracies after ablation, each a mean over 20 neurons, of 4 networks a curriculum that had solved
 * N = 5 or 30 of N-parity.
 *
 * @throws Error if the data is not there: see `publishedTable`
 * @source Khajehabdollahi et al. 2024, Figure 7
 */
export function publishedAblation(): PublishedAblation[] {
  return publishedTable("ablation")
    .filter(({ curriculum }) => curriculum !== "sliding")
    .map((row) => ({
      task: row.task,
      curriculum: row.curriculum,
      n: Number(row.n),
      network: Number(row.network),
      group: row.ablated === "long" ? "long" : "short",
      tau: Number(row.mean_tau_ablated),
      relativeAccuracy: (Number(row.accuracy) - 0.5) / (Number(row.baseline_accuracy) - 0.5),
    }));
}

/**
 * Relative accuracy after the ablation of short-τ neurons less that of long-τ ones, of every published network at
 * N = 30; none if there are none for this task.
 */
export function publishedShortLessLong(task: string, curriculum: string): number[] {
  const rows = publishedAblation().filter(
    (row) => row.task === task && row.curriculum === curriculum && row.n === publishedN,
  );
  return rows.flatMap(({ group, network, relativeAccuracy }) => {
    const long = rows.find((row) => row.network === network && row.group === "long");
    return group === "short" && long ? [relativeAccuracy - long.relativeAccuracy] : [];
  });
}
