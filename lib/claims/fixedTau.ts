import { mean } from "simple-statistics";
import { publishedTable } from "../published/publishedTable.js";
import { above, below, type Claim, type ClaimStatistic, type PublishedValue, type Sample } from "./claim.js";
import type { ClaimData } from "./claimData.js";
import { afterEpochs, largestNAtEqualEpochs, runsOf } from "./trainingProgress.js";

/** A share of N that does not count as worse. */
const negligible = 0.1;

/** C4, Figure 4a. */
export const trainedTauIsNeeded: Claim = {
  id: "C4",
  claim: "Single-head networks need a trained τ; multi-head networks get as far with τ = 1.",
  test(data, profile) {
    return [
      ...[1, 2, 3].map((tau) => ({ ...gainByTraining(data, profile, "single-head", tau), claimed: above(0) })),
      { ...gainByTraining(data, profile, "multi-head", 1), claimed: below(negligible) },
      lossByCurriculum(data, profile),
    ];
  },
};

/**
 * With τ = 1 no neuron is slow by itself. That single-head networks need slow neurons, and not just that some fixed τ is
 * a bad one under both curricula, shows in how much less of their N they keep.
 */
function lossByCurriculum(data: ClaimData, profile: string): ClaimStatistic {
  const samples = ["multi-head", "single-head"].map((curriculum): Sample => {
    const [trained, fixed] = atEqualEpochs(data, profile, curriculum, 1).samples;
    return { ...fixed, values: trained.values.length === 0 ? [] : sharesOf(trained.values, fixed.values) };
  });
  const [multi, single] = ["multi-head", "single-head"].map((curriculum) => 1 - publishedGain(curriculum, 1).value);
  return {
    statistic:
      "N-parity: largest N with τ = 1, as a share of the mean N with τ trained, which counts as exact, multi-head less single-head",
    samples: [samples[0], samples[1]],
    claimed: above(0),
    published: { value: multi - single, note: "4 networks each, 1000 epochs", isIncomparable: true },
  };
}

function atEqualEpochs(data: ClaimData, profile: string, curriculum: string, tau: number) {
  const condition = { profile, task: "n-parity", curriculum };
  return largestNAtEqualEpochs([
    [`trained-τ ${curriculum}`, runsOf(data, condition)],
    [`τ = ${tau} ${curriculum}`, runsOf(data, { ...condition, variant: `tau-${tau}` })],
  ]);
}

/** As shares of the mean of the first; as they are if that is 0. */
function sharesOf(trained: readonly number[], ns: readonly number[]): number[] {
  const whole = trained.length === 0 ? 0 : mean([...trained]);
  return ns.map((n) => (whole === 0 ? n : n / whole));
}

/** How much larger the largest N is with a trained τ, as a share of that with a trained τ. */
function gainByTraining(
  data: ClaimData,
  profile: string,
  curriculum: string,
  tau: number,
): Omit<ClaimStatistic, "claimed"> {
  const { epochs, samples } = atEqualEpochs(data, profile, curriculum, tau);
  const [{ values: trained }] = samples;
  const share = ({ values, ...sample }: Sample): Sample => ({ ...sample, values: sharesOf(trained, values) });
  return {
    statistic: `N-parity, ${curriculum}: largest N ${afterEpochs(epochs)}, τ trained less τ = ${tau}, as a share of the mean N with τ trained`,
    samples: [share(samples[0]), share(samples[1])],
    published: publishedGain(curriculum, tau),
  };
}

/** After 1000 epochs of the paper's, which ours is no share of. */
function publishedGain(curriculum: string, tau: number): PublishedValue & { value: number } {
  const largest = (of: string) =>
    publishedTable("max-trained-n")
      .filter((row) => row.task === "n-parity" && row.curriculum === curriculum && row.tau === of)
      .map(({ max_n }) => Number(max_n));
  const [trained, fixed] = [largest("trained"), largest(String(tau))];
  return {
    value: (mean(trained) - mean(fixed)) / mean(trained),
    note: `${trained.length} and ${fixed.length} networks, 1000 epochs`,
    isIncomparable: true,
  };
}
