/**
 * The integers from one to another, both included; none if the last is below the first.
 *
 * @example integers(2, 5) // [2, 3, 4, 5]
 */
export function integers(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}
