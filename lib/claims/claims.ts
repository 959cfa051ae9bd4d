import type { Claim, ClaimRow } from "./claim.js";
import type { ClaimData } from "./claimData.js";
import { dimensionalityAgainstN, inhibition } from "./connectivity.js";
import { trainedTauIsNeeded } from "./fixedTau.js";
import { forgettingOfEarlierN } from "./forgetting.js";
import { neededNeurons, robustnessToPerturbation } from "./interventions.js";
import { gatedNetworks, largestNAtTheEnd, multiHeadIsFaster } from "./largestN.js";
import { tauNetAgainstN } from "./networkTimescales.js";
import { retrainingBeyondN } from "./retraining.js";
import { otherModels, tauAgainstN } from "./singleNeuronTau.js";
import { judged, judgedControl } from "./verdict.js";
import { withoutCurriculum } from "./withoutCurriculum.js";

/**
 * What the paper claims, C1 … C14, in our words.
 *
 * @source Khajehabdollahi et al. 2024
 */
export const claims: readonly Claim[] = [
  withoutCurriculum,
  multiHeadIsFaster,
  largestNAtTheEnd,
  trainedTauIsNeeded,
  tauAgainstN,
  tauNetAgainstN,
  dimensionalityAgainstN,
  inhibition,
  neededNeurons,
  robustnessToPerturbation,
  retrainingBeyondN,
  forgettingOfEarlierN,
  gatedNetworks,
  otherModels,
];

/**
 * Every claim tested on our networks: a row per profile and statistic, by claim.
 *
 * @param profiles  default: all that there are networks of
 * @throws Error if the published data is not there: see `publishedTable`
 * @example claimRows(await loadClaimData()).filter(({ verdict }) => verdict === "holds")
 */
export function claimRows(data: ClaimData, profiles: readonly string[] = profilesOf(data)): ClaimRow[] {
  return claims.flatMap(({ id, claim, test }) =>
    profiles.flatMap((profile) =>
      test(data, profile).map((statistic): ClaimRow => {
        const { statistic: name, claimed, published, shares, note } = statistic;
        const control = judgedControl(statistic);
        return { id, claim, profile, statistic: name, claimed, published, shares, note, control, ...judged(statistic) };
      }),
    ),
  );
}

/** The profiles that there are networks of, those with most networks first; "paper" if there are none. */
export function profilesOf({ runs }: ClaimData): string[] {
  const counts = new Map<string, number>();
  for (const { profile } of runs) counts.set(profile, (counts.get(profile) ?? 0) + 1);
  if (counts.size === 0) return ["paper"];
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([profile]) => profile);
}
