import { publishedShortLessLong } from "../published/publishedAblation.js";
import { publishedRobustness } from "../published/publishedPerturbation.js";
import { publishedLargestN, publishedN } from "../published/publishedTable.js";
import type { SampleComparison } from "../statistics/comparisonTable.js";
import { taskLabel } from "../tasks/taskLabel.js";
import { commonN, valuesAt } from "./againstN.js";
import type { ClaimData } from "./claimData.js";
import {
  components,
  type Measure,
  meanTauNet,
  meanWeight,
  retained,
  robustness,
  shortLessLong,
  trainedTau,
} from "./networkPoints.js";
import { afterEpochs, largestNAtEqualEpochs, runsOf } from "./trainingProgress.js";

/** What is compared between curricula at equal N. */
const measures: readonly (readonly [what: string, measure: Measure])[] = [
  ["mean τ", trainedTau("tauMean")],
  ["STD of τ", trainedTau("tauStd")],
  ["mean τ_net", meanTauNet("random")],
  ["mean recurrent weight", meanWeight],
  ["components for 90 % of variance", components],
  ["ablation, short less long τ", shortLessLong],
  ["relative accuracy, W perturbed", robustness("recurrent-weight")],
  ["relative accuracy, τ perturbed", robustness("tau")],
  ["share decoded of smaller N", retained],
];

/**
 * Our single-head networks beside our multi-head ones, a value per network, for the paper's test between curricula: the
 * largest N after the same number of epochs, and everything that is measured of a network, at the largest N at which
 * it is known of enough networks of both.
 *
 * @returns a comparison per task and quantity; those without a network on either side are left out
 */
export function curriculumComparisons(data: ClaimData, profile: string): SampleComparison[] {
  return ["n-parity", "n-dms"].flatMap((task): SampleComparison[] => {
    const curricula = ["single-head", "multi-head"].map((curriculum) => ({ profile, task, curriculum }));
    const { epochs, samples } = largestNAtEqualEpochs(
      curricula.map((condition) => [condition.curriculum, runsOf(data, condition)]),
    );
    const largest: SampleComparison = {
      label: `${taskLabel[task]}: largest N ${afterEpochs(epochs)}`,
      first: samples[0].values,
      second: samples[1].values,
    };
    const atEqualN = measures.map(([what, measure]): SampleComparison => {
      const [first, second] = curricula.map((condition) => measure(data, condition));
      const n = commonN(first, second);
      return {
        label: `${taskLabel[task]}: ${what}, N = ${n ?? "…"}`,
        first: valuesAt(first, n),
        second: valuesAt(second, n),
      };
    });
    return [largest, ...atEqualN].filter(({ first, second }) => first.length > 0 && second.length > 0);
  });
}

/**
 * Published single-head networks beside multi-head ones, as `curriculumComparisons` gives ours, as far as there are
 * values of single networks: the largest N, and what is left at N = 30 after interventions, of N-parity.
 *
 * @throws Error if the published data is not there: see `publishedTable`
 * @source Khajehabdollahi et al. 2024, Figures 3c, 7 and 8
 */
export function publishedComparisons(): SampleComparison[] {
  const largest = (curriculum: string) =>
    publishedLargestN()
      .filter((row) => row.task === "n-parity" && row.curriculum === curriculum)
      .map(({ maxN }) => maxN);
  const perturbed = (["recurrent-weight", "tau"] as const).map((kind): SampleComparison => {
    const { "single-head": first, "multi-head": second } = publishedRobustness(kind);
    const what = `relative accuracy, ${kind === "tau" ? "τ" : "W"} perturbed`;
    return { label: `N-parity: ${what}, N = ${publishedN}`, first, second };
  });
  return [
    { label: "N-parity: largest N after 1000 epochs", first: largest("single-head"), second: largest("multi-head") },
    {
      label: `N-parity: ablation, short less long τ, N = ${publishedN}`,
      first: publishedShortLessLong("n-parity", "single-head"),
      second: publishedShortLessLong("n-parity", "multi-head"),
    },
    ...perturbed,
  ];
}
