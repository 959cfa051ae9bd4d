/** A share in percent, without the last digits of its rounding. */
export function percent(share: number): number {
  return Number((100 * share).toPrecision(6));
}
