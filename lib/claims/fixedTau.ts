import { mean } from "simple-statistics";
import { publishedTable } from "../published/publishedTable.js";
import { commonEpochs } from "../runs/commonEpochs.js";
import {
  above,
  below,
  type Claim,
  type ClaimControl,
  type ClaimStatistic,
  type PublishedValue,
  type Sample,
} from "./claim.js";
import type { ClaimData } from "./claimData.js";
import { afterEpochs, largestNAtEqualEpochs, largestNWithin, runsOf } from "./trainingProgress.js";

/** A share of N that does not count as worse. */
const negligible = 0.1;

/**
 * C4, Figure 4a. With τ = 1 no neuron is slow by itself. That single-head networks need slow neurons, and not just that
 * some fixed τ is a bad one under both curricula, shows in how much less of their N they keep than multi-head ones.
 */
export const trainedTauIsNeeded: Claim = {
  id: "C4",
  claim: "Single-head networks need a trained τ; multi-head networks get as far with τ = 1.",
  test(data, profile) {
    return [
      ...[1, 2, 3].map((tau): ClaimStatistic => {
        const control = lossByCurriculum(data, profile, tau);
        return { ...gainByTraining(data, profile, "single-head", tau), claimed: above(0), control };
      }),
      { ...gainByTraining(data, profile, "multi-head", 1), claimed: below(negligible) },
    ];
  },
};

/**
 * How much more of their N single-head networks lose by a fixed τ than multi-head ones do, all after as many epochs. The
 * mean N with trained τ counts as known: its own error is not in the interval. None of fewer than two trained networks.
 */
function lossByCurriculum(data: ClaimData, profile: string, tau: number): ClaimControl {
  const runs = ["multi-head", "single-head"].map((curriculum) => {
    const condition = { profile, task: "n-parity", curriculum };
    return [runsOf(data, condition), runsOf(data, { ...condition, variant: `tau-${tau}` })];
  });
  const isThere = runs.every(([trained, fixed]) => trained.length > 1 && fixed.length > 0);
  const epochs = isThere ? commonEpochs(runs.flat(2)) : undefined;
  const [multi, single] = runs.map(([trained, fixed], i): Sample => {
    const [ofTrained, ofFixed] = [trained, fixed].map((own) => own.map((run) => largestNWithin(run, epochs)));
    return { name: i === 0 ? "multi-head" : "single-head", ...sharesOf(ofTrained, isThere ? ofFixed : []) };
  });
  return {
    how: `as a share of N, more than multi-head networks lose, all ${afterEpochs(epochs)}`,
    samples: [multi, single],
  };
}

/** As shares of the mean of the first; as they are if that is 0. */
function sharesOf(trained: readonly number[], ns: readonly number[]): Pick<Sample, "values" | "step"> {
  const whole = (trained.length === 0 ? 0 : mean([...trained])) || 1;
  return { values: ns.map((n) => n / whole), step: 1 / whole };
}

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
  const share = ({ values, ...sample }: Sample): Sample => ({ ...sample, ...sharesOf(trained, values) });
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
