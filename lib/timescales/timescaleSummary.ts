import { mean, quantile, standardDeviation } from "simple-statistics";

/** What a summary needs to know of one neuron. */
export interface SummarisedNeuron {
  /** In steps; null if there is none. */
  readonly tauNet: number | null;
  /** The one that was chosen; null if there is none, as of estimators without models. */
  readonly model: "single" | "double" | null;
  /** The bound of the fit that τ_net is at. Default: none. */
  readonly atBound?: "lower" | "upper" | null;
}

/** τ_net over the neurons of a network. Statistics are null where no neuron is left. */
export interface TimescaleSummary {
  /** "all", or those that the paper's figures keep. */
  kept: "all" | "tauNet > 1";
  /** Neurons with a τ_net that are kept: those that the statistics are over. */
  neurons: number;
  /** How many have a τ_net at a bound of the fit, which the statistics take as it is, or leave out: see below. */
  atBound: number;
  /** Of τ_net over the neurons that are kept, in steps, as are the others. */
  mean: number | null;
  /** Standard deviation, with the number of neurons in the denominator, as published: 0 for one neuron. */
  std: number | null;
  median: number | null;
  lowerQuartile: number | null;
  upperQuartile: number | null;
  /** Share of the kept neurons that chose the double model; null for estimators without models. */
  doubleShare: number | null;
  /** Share of all neurons for which there is no τ_net. */
  failedShare: number;
}

/**
 * Summary over neurons, with and without the paper's filter, τ_net > 1.
 *
 * @param bounds  whether a τ_net at a bound of the fit counts as it is, as published, or is left out as no estimate.
 *   Default: "counted"
 * @returns two: of all neurons, then of those with τ_net > 1
 * @source Khajehabdollahi et al. 2024, Figure 5 (published code)
 */
export function timescaleSummary(
  neurons: readonly SummarisedNeuron[],
  bounds: "counted" | "left out" = "counted",
): TimescaleSummary[] {
  const found = neurons.flatMap(({ tauNet, model, atBound = null }) =>
    tauNet === null ? [] : [{ tauNet, model, atBound }],
  );
  const failedShare = neurons.length === 0 ? 0 : (neurons.length - found.length) / neurons.length;
  return (["all", "tauNet > 1"] as const).map((kept) => {
    const all = kept === "all" ? found : found.filter(({ tauNet }) => tauNet > 1);
    const rows = bounds === "counted" ? all : all.filter(({ atBound }) => atBound === null);
    const values = rows.map(({ tauNet }) => tauNet);
    const statistic = (of: (values: number[]) => number) => (values.length === 0 ? null : of(values));
    return {
      kept,
      neurons: rows.length,
      atBound: all.filter(({ atBound }) => atBound !== null).length,
      mean: statistic(mean),
      std: statistic(standardDeviation),
      median: statistic((all) => quantile(all, 0.5)),
      lowerQuartile: statistic((all) => quantile(all, 0.25)),
      upperQuartile: statistic((all) => quantile(all, 0.75)),
      doubleShare: rows.some(({ model }) => model !== null)
        ? rows.filter(({ model }) => model === "double").length / rows.length
        : null,
      failedShare,
    };
  });
}
