import type { ClaimData } from "./claimData.js";

/** What the paper claims, and the statistics of our networks that can tell. */
export interface Claim {
  /** "C1" … "C14" */
  readonly id: string;
  /** In words. */
  readonly claim: string;
  /** The statistics for the networks of one profile, whether they are available yet or not. */
  test(data: ClaimData, profile: string): ClaimStatistic[];
}

/** A statement about the mean of a statistic over networks, or about the difference of two such means. */
export interface ClaimStatistic {
  /** What is measured of every network, and of which networks. */
  readonly statistic: string;
  /** The mean of one sample, or that of the first less that of the second. */
  readonly samples: readonly [Sample] | readonly [Sample, Sample];
  readonly claimed: ClaimedRange;
  readonly published: PublishedValue;
  /** Ours as shares of the published value at the same N, where that needs other N than the statistic itself. */
  readonly shares?: PublishedShares;
  /** The same statistic, taken in another way. */
  readonly control?: ClaimControl;
  /** Why this cannot tell about the claim, however many networks there are; e.g. N is too small. */
  readonly missing?: string;
  /** What is to be known of how the value came about, e.g. that networks were trained for different numbers of epochs. */
  readonly note?: string;
}

/** The same statistic taken in a way that should not matter: if the claim is true, it lies in the claimed range, too. */
export interface ClaimControl {
  /** In which way, e.g. "with fair bits". */
  readonly how: string;
  readonly samples: ClaimStatistic["samples"];
}

/** Networks of one kind, one value each. */
export interface Sample {
  /** Which networks, e.g. "single-head". */
  readonly name: string;
  /** What they must have for a value, e.g. "with 3 measured N". */
  readonly having?: string;
  readonly values: readonly number[];
  /** How far apart the values that can occur are, e.g. 1 of whole numbers; left out where any can. */
  readonly step?: number;
}

/** Where the value lies if the claim is true: above `low`, below `high`, in its own unit; either may be infinite. */
export interface ClaimedRange {
  readonly low: number;
  readonly high: number;
}

/** What was published of a statistic. */
export interface PublishedValue {
  /** The same statistic of the published networks or curves; null where none can be read off. */
  readonly value: number | null;
  /** What it was computed from, or what the paper says in words. */
  readonly note: string;
  /** Whether its size cannot be compared with that of ours, e.g. since it was taken after another number of epochs. */
  readonly isIncomparable?: true;
}

/** Of each network the value as a share of the published one, both taken at the same N. */
export interface PublishedShares {
  readonly values: readonly number[];
  /** At which N. */
  readonly note: string;
}

/**
 * From the 95 % confidence interval over networks: "holds" if it lies within the claimed range, "does not hold" if it
 * lies outside, "inconclusive" if it does neither; "not enough data" if there are too few networks for an interval, or
 * they have not come to what the claim speaks of.
 */
export type Verdict = (typeof verdicts)[number];

/** In the order in which they are counted. */
export const verdicts = ["holds", "does not hold", "inconclusive", "not enough data"] as const;

/** A statistic of our networks. */
export interface OurValue {
  /** Mean over networks, or the difference of two such means; null without any network. */
  readonly mean: number | null;
  /** Ends of the 95 % confidence interval over networks; null where there are too few. */
  readonly low: number | null;
  readonly high: number | null;
  /** How many networks each sample has. */
  readonly networks: readonly number[];
}

/** One line of the table of claims. */
export interface ClaimRow {
  /** "C1" … "C14" */
  readonly id: string;
  /** In words. */
  readonly claim: string;
  /** Of the networks. */
  readonly profile: string;
  /** What is measured of every network, and of which networks. */
  readonly statistic: string;
  readonly claimed: ClaimedRange;
  readonly published: PublishedValue;
  readonly shares?: PublishedShares;
  readonly ours: OurValue;
  /** The same statistic, taken in another way; left out where the claim has no control, or no network is in it. */
  readonly control?: { readonly how: string; readonly ours: OurValue; readonly verdict: Verdict };
  /** What is to be known of how the value came about. */
  readonly note?: string;
  readonly verdict: Verdict;
  /** How the verdict came about. */
  readonly why: string;
  /**
   * What the interval alone would say, where our networks have not come to what the claim speaks of, such as large N.
   */
  readonly otherwise?: Verdict;
  /** When it would be another. */
  readonly rule: string;
}

export const above = (low: number): ClaimedRange => ({ low, high: Number.POSITIVE_INFINITY });
export const below = (high: number): ClaimedRange => ({ low: Number.NEGATIVE_INFINITY, high });
