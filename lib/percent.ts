/** A share in percent, without the last digits of its rounding: 57 for 0.57, where 100 × 0.57 is 56.99999999999999. */
export function percent(share: number): number {
  return Number((100 * share).toPrecision(6));
}

/**
 * A share in percent as a person reads it.
 *
 * @param digits  after the point
 * @example percentText(0.98251, 1) // "98.3 %"
 */
export function percentText(share: number, digits: number): string {
  return `${(100 * share).toFixed(digits)} %`;
}
