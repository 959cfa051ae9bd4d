import { countedBetween } from "../counted.js";
import { meanInterval } from "../statistics/meanInterval.js";
import type { ClaimRow } from "./claim.js";

/** An effect in our networks, and the published one, in the same unit. */
export interface EffectSize {
  /** The claim and the statistic. */
  label: string;
  /** Of our networks. */
  profile: string;
  /** 1 where ours are shares of it. */
  published: number;
  /** What that is of, where it may differ from what ours is of, e.g. "4 networks, N = 30". */
  note?: string;
  /** Mean over our networks; ends of its 95 % confidence interval, null where there are too few networks. */
  ours: { mean: number; low: number | null; high: number | null };
  /** How many networks each sample has. */
  networks: readonly number[];
}

/**
 * The rows of which a published value of the same statistic is there, one that ours can be divided by, as effects in
 * the direction that is claimed: only those where 0 stands for no effect, and where both are taken at the same N.
 */
export function effectSizes(rows: readonly ClaimRow[]): EffectSize[] {
  return rows.flatMap(({ id, profile, statistic, claimed, published, shares, ours }) => {
    const { mean, low, high, networks } = ours;
    const isFromNone = claimed.low === 0 || claimed.high === 0;
    const label = `${id} ${statistic}`;
    if (isFromNone && shares && shares.values.length > 0) {
      const { note, values } = shares;
      return [{ label, profile, published: 1, note, ours: meanInterval(values), networks: [values.length] }];
    }
    if (!isFromNone || !published.value || published.isIncomparable || mean === null) return [];
    const { value, note } = published;
    return [{ label, profile, published: value, note, ours: { mean, low, high }, networks }];
  });
}

/** How many networks effects are of, for the line below a figure, e.g. "lab profile, 2 to 4 networks per sample". */
export function describeEffects(effects: readonly EffectSize[]): string {
  const profiles = [...new Set(effects.map(({ profile }) => profile))];
  const texts = profiles.map((profile) => {
    const sizes = effects.flatMap((effect) => (effect.profile === profile ? effect.networks : []));
    return `${profile} profile, ${countedBetween(sizes, "network")} per sample`;
  });
  return texts.join("; ");
}
