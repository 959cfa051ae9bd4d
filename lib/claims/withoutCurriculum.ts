import { above, type Claim } from "./claim.js";
import type { ClaimRun } from "./claimData.js";
import { isTrainedToItsEnd, runsOf } from "./trainingProgress.js";

/** Epochs that a network without a curriculum is given. */
const mostEpochs = 50;

/** The largest N for which training without a curriculum is quick. */
const quickUpTo = 10;

/** C1, Figure 3a. */
export const withoutCurriculum: Claim = {
  id: "C1",
  claim: "Without a curriculum, training is slow above N = 10.",
  test(data, profile) {
    const all = runsOf(data, { profile, task: "n-parity", curriculum: "no-curriculum", variant: "*" });
    const special = all.filter(({ variant }) => !variant || /^n-\d+$/.test(variant)); // by their N only
    const runs = special
      .filter((run) => isTrainedToItsEnd(run) || solvedAfter(run) !== undefined) // neither under way nor broken off
      .filter((run) => onlyNOf(run) >= quickUpTo);
    const unsolved = runs.filter((run) => solvedAfter(run) === undefined).map(({ epochs }) => epochs.length);
    const limit = Math.min(mostEpochs, ...unsolved);
    const runsWith = (isMeant: (n: number) => boolean) => runs.filter((run) => isMeant(onlyNOf(run)));
    const epochsOf = (own: readonly ClaimRun[]) => own.map((run) => Math.min(limit, solvedAfter(run) ?? limit));
    const beyond = runsWith((n) => n > quickUpTo);
    const areAllUnsolved = beyond.length > 0 && beyond.every((run) => (solvedAfter(run) ?? Infinity) > limit);
    return [
      {
        statistic: `N-parity: epochs until solved, counted as ${limit} if not solved by then, N > ${quickUpTo} less N = ${quickUpTo}`,
        samples: [
          { name: "from-scratch", having: `with N > ${quickUpTo}`, values: epochsOf(beyond), step: 1 },
          {
            name: "from-scratch",
            having: `with N = ${quickUpTo}`,
            values: epochsOf(runsWith((n) => n === quickUpTo)),
            step: 1,
          },
        ],
        claimed: above(0),
        note: areAllUnsolved
          ? `none with N > ${quickUpTo} has solved it by then: the interval is that of N = ${quickUpTo}`
          : undefined,
        published: { value: null, note: "slow, above all for N > 10" },
      },
    ];
  },
};

function onlyNOf({ onlyN, epochs }: ClaimRun): number {
  return onlyN ?? epochs[0]?.nMax ?? 0;
}

function solvedAfter({ epochs }: ClaimRun): number | undefined {
  return epochs.find(({ solved }) => solved)?.epoch;
}
