import type { Figure } from "./figure.js";
import { publishedTable } from "./publishedTable.js";
import { type NeuronStatistic, type PublishedStatistic, statisticAgainstN } from "./statisticAgainstN.js";
import type { TrainingRecord } from "./trainingRecord.js";

/** A run with the mean and STD of τ at the end of every epoch. */
export interface TauRecord extends TrainingRecord {
  readonly epochs: readonly (TrainingRecord["epochs"][number] & {
    readonly tauMean?: number;
    readonly tauStd?: number;
  })[];
}

/** Which published model: where its leak acts. */
export type PublishedModel = "leak-inside" | "leak-outside";

/** Published mean and STD of τ over neurons. */
export function publishedTau(model: PublishedModel = "leak-inside"): PublishedStatistic[] {
  return publishedStatistic("tau", model);
}

/** Published mean and STD of τ_net over the neurons with τ_net > 1. */
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

/**
 * Figure 4b: mean and standard deviation over neurons of the trained τ, in the network that has just solved N. Lines are
 * means over networks, shading their standard deviation; published values of the same tasks are grey.
 */
export function tauAgainstN(
  runs: readonly TauRecord[],
  {
    letter = "b",
    unit,
    published = [],
  }: {
    letter?: string;
    /** In continuous time "bits", which is how long one is shown. Default: steps. */
    unit?: string;
    published?: readonly PublishedStatistic[];
  } = {},
): Figure {
  return statisticAgainstN(runs.flatMap(solvedTau), published, { quantity: "τ", unit, letters: [letter, ""] });
}

/** Mean and STD over neurons of τ in the network of a run that has just solved N. */
export function solvedTau({ config: { task, curriculum, seed }, epochs }: TauRecord): NeuronStatistic[] {
  return epochs
    .filter(({ solved }) => solved)
    .map(({ nMax, tauMean = null, tauStd = null }) => {
      return { task, curriculum, seed, n: nMax, mean: tauMean, std: tauStd };
    });
}
