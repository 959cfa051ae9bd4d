/**
 * Where dots of one place are drawn beside each other, so that equal values do not hide each other: how far each is from
 * the middle of all.
 *
 * @param width  from the first to the last
 * @example spread(3, 1) // [-0.5, 0, 0.5]
 */
export function spread(count: number, width: number): number[] {
  return Array.from({ length: count }, (_, i) => (count < 2 ? 0 : (i / (count - 1) - 0.5) * width));
}
