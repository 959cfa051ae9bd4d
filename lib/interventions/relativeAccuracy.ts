/**
 * What is left of a network's accuracy above chance: 1 as before, 0 at chance, below 0 where it is worse than chance.
 *
 * @param accuracy  share of right answers now, 0 … 1
 * @param baseline  share of right answers before
 * @returns (accuracy − 0.5) / (baseline − 0.5); null where the network was not above chance before
 * @source Khajehabdollahi et al. 2024, Figures 7 and 8
 * @example relativeAccuracy(0.75, 1) // 0.5
 */
export function relativeAccuracy(accuracy: number, baseline: number): number | null {
  return baseline > 0.5 ? (accuracy - 0.5) / (baseline - 0.5) : null;
}
