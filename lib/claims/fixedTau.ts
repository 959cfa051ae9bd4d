import { mean } from "simple-statistics";
import { publishedTable } from "../figures/publishedTable.js";
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
    ];
  },
};

/** How much larger the largest N is with a trained τ, as a share of that with a trained τ. */
function gainByTraining(
  data: ClaimData,
  profile: string,
  curriculum: string,
  tau: number,
): Omit<ClaimStatistic, "claimed"> {
  const condition = { profile, task: "n-parity", curriculum };
  const { epochs, samples } = largestNAtEqualEpochs([
    [`trained-τ ${curriculum}`, runsOf(data, condition)],
    [`τ = ${tau} ${curriculum}`, runsOf(data, { ...condition, variant: `tau-${tau}` })],
  ]);
  const [{ values: trained }] = samples;
  const whole = trained.length === 0 ? 0 : mean([...trained]);
  const share = ({ values, ...sample }: Sample): Sample => {
    return { ...sample, values: whole === 0 ? values : values.map((n) => n / whole) };
  };
  return {
    statistic: `N-parity, ${curriculum}: largest N ${afterEpochs(epochs)}, τ trained less τ = ${tau}, as a share of the mean N with τ trained`,
    samples: [share(samples[0]), share(samples[1])],
    published: publishedGain(curriculum, tau),
  };
}

function publishedGain(curriculum: string, tau: number): PublishedValue {
  const largest = (of: string) =>
    publishedTable("max-trained-n")
      .filter((row) => row.task === "n-parity" && row.curriculum === curriculum && row.tau === of)
      .map(({ max_n }) => Number(max_n));
  const [trained, fixed] = [largest("trained"), largest(String(tau))];
  return {
    value: (mean(trained) - mean(fixed)) / mean(trained),
    note: `${trained.length} and ${fixed.length} networks, 1000 epochs`,
  };
}
