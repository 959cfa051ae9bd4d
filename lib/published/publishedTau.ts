import { publishedTable } from "./publishedTable.js";

/** Mean or standard deviation over the neurons of published networks, read off a plot. */
export interface PublishedStatistic {
  readonly task: string;
  readonly curriculum: string;
  readonly statistic: "mean" | "std";
  /** Largest N solved. */
  readonly n: number;
  /** In steps. */
  readonly value: number;
  /** How far the value may be from the one that was plotted, in steps. */
  readonly readingError: number;
}

/** Which published model: where its leak acts. */
export type PublishedModel = "leak-inside" | "leak-outside";

/**
 * Published mean and STD of τ over neurons, in steps, by rising N.
 *
 * @throws Error if the data is not there: see `publishedTable`
 * @source Khajehabdollahi et al. 2024, Figure 4b; leak outside: supplement
 */
export function publishedTau(model: PublishedModel = "leak-inside"): PublishedStatistic[] {
  return publishedStatistic("tau", model);
}

/**
 * Published mean and STD of τ_net over the neurons with τ_net > 1, in steps, by rising N; of N-parity only.
 *
 * @throws Error if the data is not there: see `publishedTable`
 * @source Khajehabdollahi et al. 2024, Figure 5c; leak outside: supplement
 */
export function publishedTauNet(model: PublishedModel = "leak-inside"): PublishedStatistic[] {
  return publishedStatistic("tau_net", model);
}

function publishedStatistic(quantity: string, model: PublishedModel): PublishedStatistic[] {
  return (["mean", "std"] as const)
    .flatMap((statistic) =>
      publishedTable("timescales")
        .filter((row) => row.model === model && row.statistic === `${quantity}_${statistic}`)
        .map((row) => ({
          task: row.task,
          curriculum: row.curriculum,
          statistic,
          n: Number(row.n),
          value: Number(row.value),
          readingError: Number(row.reading_error),
        })),
    )
    .sort((a, b) => a.n - b.n);
}
