import { mean } from "simple-statistics";
import { publishedEpochs, publishedLargestN } from "../published/publishedTable.js";
import { commonEpochs } from "../runs/commonEpochs.js";
import { taskLabel } from "../tasks/taskLabel.js";
import { profiles } from "../training/profiles.js";
import { above, type Claim, type ClaimStatistic, type PublishedValue, type Sample } from "./claim.js";
import type { ClaimRun } from "./claimData.js";
import {
  afterEpochs,
  hasWholeCurriculum,
  isTrainedToItsEnd,
  largestNAtEqualEpochs,
  largestNWithin,
  runsOf,
} from "./trainingProgress.js";

const curricula = ["multi-head", "single-head"] as const;

/** C2, Figure 3b. */
export const multiHeadIsFaster: Claim = {
  id: "C2",
  claim: "Multi-head networks solve larger N in the same number of epochs.",
  test(data, profile) {
    return ["n-parity", "n-dms"].map((task) => {
      const { epochs, samples } = largestNAtEqualEpochs(
        curricula.map((curriculum) => [curriculum, runsOf(data, { profile, task, curriculum })]),
      );
      return {
        statistic: `${taskLabel[task]}: largest N ${afterEpochs(epochs)}, multi-head less single-head`,
        samples,
        claimed: above(0),
        published: publishedLead(profile, task, epochs),
        missing: isAsFastAsCanBe(samples, epochs) ? "every network has solved an N in every epoch" : undefined,
      };
    });
  },
};

/** Whether all came as far as an N an epoch, from N = 2 on, brings them, so that none can be ahead. */
function isAsFastAsCanBe(samples: readonly Sample[], epochs = 0): boolean {
  return samples.every(({ values }) => values.length > 0 && values.every((n) => n === epochs + 1));
}

/**
 * How far the published multi-head run is ahead after so many epochs, or after the last that was published of both. Ours
 * is a share of it only after as many epochs, and where an epoch is the published one.
 */
function publishedLead(profile: string, task: string, epochs = Number.POSITIVE_INFINITY): PublishedValue {
  const runs = curricula.map((curriculum) =>
    publishedEpochs().filter((row) => row.task === task && row.curriculum === curriculum),
  );
  const at = Math.min(epochs, ...runs.map((rows) => Math.max(0, ...rows.map(({ epoch }) => epoch))));
  const [multi, single] = runs.map((rows) => Math.max(0, ...rows.filter(({ epoch }) => epoch <= at).map(({ n }) => n)));
  if (multi === 0 || single === 0) return { value: null, note: "multi-head is ahead" };
  const value = { value: multi - single, note: `1 network each, after ${at} epochs` };
  return profile === "paper" && at === epochs ? value : { ...value, isIncomparable: true };
}

/** Epochs that the published networks were trained for. */
const publishedEpochsAtMost = profiles.paper.maxEpochs;

/** Share of the published N by which ours may differ from it and still count as the same. */
const margin = 0.1;

/** C3, Figure 3c. */
export const largestNAtTheEnd: Claim = {
  id: "C3",
  claim: "At the end of training, multi-head networks have solved larger N (published, N-parity: about 100 and 35).",
  test(data, profile) {
    const [having, isAtItsEnd] = profile === "paper" ? asPublished : toItsEnd;
    const lead = ["n-parity", "n-dms"].map((task): ClaimStatistic => {
      const [multi, single] = curricula.map((curriculum) => {
        const ended = runsOf(data, { profile, task, curriculum }).filter(isAtItsEnd);
        const epochs = commonEpochs(ended); // one may have been trained longer than the others
        return { epochs, ours: ended.map((run) => largestNWithin(run, epochs)), theirs: publishedN(task, curriculum) };
      });
      const isPublished = multi.theirs.length > 0 && single.theirs.length > 0;
      return {
        statistic: `${taskLabel[task]}: largest N when training ended, multi-head less single-head`,
        samples: [
          { name: "multi-head", having, values: multi.ours, step: 1 },
          { name: "single-head", having, values: single.ours, step: 1 },
        ],
        claimed: above(0),
        note:
          multi.epochs === undefined || single.epochs === undefined || multi.epochs === single.epochs
            ? undefined
            : `multi-head after ${multi.epochs} epochs, single-head after ${single.epochs}`,
        published: isPublished
          ? {
              value: mean(multi.theirs) - mean(single.theirs),
              note: `${multi.theirs.length} networks each, 1000 epochs`,
              ...(profile === "paper" ? {} : { isIncomparable: true }),
            }
          : { value: null, note: "multi-head is ahead" },
      };
    });
    return [...lead, ...(profile === "paper" ? curricula.map((curriculum) => asFarAsPublished(data, curriculum)) : [])];
  },
};

/** Of the paper's profile the end is that of the published protocol, also where a run was given fewer epochs. */
const asPublished = [
  `trained for ${publishedEpochsAtMost} epochs or to N = 101`,
  (run: ClaimRun) => hasWholeCurriculum(run) || run.epochs.length >= publishedEpochsAtMost,
] as const;
const toItsEnd = ["trained to its end", isTrainedToItsEnd] as const;

/** How far a network gets in 1000 epochs can only be compared where an epoch is the published one. */
function asFarAsPublished(data: Parameters<Claim["test"]>[0], curriculum: string): ClaimStatistic {
  const runs = runsOf(data, { profile: "paper", task: "n-parity", curriculum });
  const [having, isAtItsEnd] = asPublished;
  const trained = runs.filter(isAtItsEnd);
  const theirs = publishedN("n-parity", curriculum);
  const published = mean(theirs);
  return {
    statistic: `N-parity, ${curriculum}: largest N after ${publishedEpochsAtMost} epochs, within ${100 * margin} % of the published one`,
    samples: [
      {
        name: curriculum,
        having: `of the paper profile, ${having}`,
        values: trained.map((run) => largestNWithin(run, publishedEpochsAtMost)),
        step: 1,
      },
    ],
    claimed: { low: published * (1 - margin), high: published * (1 + margin) },
    published: { value: published, note: `${theirs.length} networks, ${Math.min(...theirs)}–${Math.max(...theirs)}` },
  };
}

function publishedN(task: string, curriculum: string): number[] {
  return publishedLargestN()
    .filter((row) => row.task === task && row.curriculum === curriculum)
    .map(({ maxN }) => maxN);
}

/** C13, supplement. */
export const gatedNetworks: Claim = {
  id: "C13",
  claim: "The multi-head curriculum trains GRU and LSTM networks to larger N, too.",
  test(data, profile) {
    return ["gru", "lstm"].map((model) => {
      const name = model.toUpperCase();
      const { epochs, samples } = largestNAtEqualEpochs(
        curricula.map((curriculum) => [
          `${curriculum} ${name}`,
          runsOf(data, { profile, task: "n-parity", curriculum, model }),
        ]),
      );
      return {
        statistic: `${name}, N-parity: largest N ${afterEpochs(epochs)}, multi-head less single-head`,
        samples,
        claimed: above(0),
        published: { value: null, note: "multi-head is ahead" },
      };
    });
  },
};
