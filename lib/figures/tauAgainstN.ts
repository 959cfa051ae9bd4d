import { checkOptionsOf } from "../knownFields.js";
import { mustBeRows } from "../mustBe.js";
import type { PublishedStatistic } from "../published/publishedTau.js";
import type { Figure } from "./figure.js";
import type { LetterOption } from "./letters.js";
import { shownRun } from "./shownNetwork.js";
import { type NeuronStatistic, publishedFields, statisticAgainstN } from "./statisticAgainstN.js";
import { mustBeRuns, type TrainingRecord } from "./trainingRecord.js";

/** A run with the mean and STD of τ at the end of every epoch. */
export interface TauRecord extends TrainingRecord {
  readonly epochs: readonly (TrainingRecord["epochs"][number] & {
    /** Mean over neurons of τ, in steps; in continuous time in bits. */
    readonly tauMean?: number;
    /** Standard deviation over neurons of τ, in the same unit. */
    readonly tauStd?: number;
  })[];
}

/**
 * Figure 4b: mean and standard deviation over neurons of the trained τ, in the network that has just solved N. Lines
 * are means over networks, shading their standard deviation; published values of the same tasks are grey.
 *
 * @param published  as `publishedTau` gives them
 * @throws RangeError if a run or row lacks a field, or an option is unknown
 * @source Khajehabdollahi et al. 2024, Figure 4b
 */
export function tauAgainstN(
  runs: readonly TauRecord[],
  options: LetterOption & {
    /** In continuous time "bits", which is how long one is shown. Default: steps. */
    unit?: string;
    published?: readonly PublishedStatistic[];
  } = {},
): Figure {
  mustBeRuns("runs", runs);
  checkOptionsOf("tauAgainstN", options, { letter: true, unit: true, published: true });
  const { letter = "b", unit, published = [] } = options;
  mustBeRows("published", published, publishedFields);
  return statisticAgainstN(runs.flatMap(solvedTau), published, { quantity: "τ", unit, letters: [letter, ""] });
}

/** Mean and STD over neurons of τ in the network of a run that has just solved N. */
export function solvedTau(run: TauRecord): NeuronStatistic[] {
  const { task, curriculum, seed } = run.config;
  const condition = shownRun(run);
  return run.epochs
    .filter(({ solved }) => solved)
    .map(({ nMax, tauMean = null, tauStd = null }) => {
      return { ...condition, task, curriculum, seed, n: nMax, mean: tauMean, std: tauStd };
    });
}
