/**
 * Whether an epoch's test solves its stage: the mean accuracy over its heads, and that of its largest N, are both above
 * the criterion.
 *
 * @source Khajehabdollahi et al. 2024, Section 2 (98 %)
 */
export function isSolved(
  { accuracyMean, accuracyLast }: { readonly accuracyMean: number; readonly accuracyLast: number },
  { solvedAbove }: { readonly solvedAbove: number },
): boolean {
  return accuracyMean > solvedAbove && accuracyLast > solvedAbove;
}
