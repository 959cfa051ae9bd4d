/** @example counted(1, "epoch") // "1 epoch"; of two it is "2 epochs" */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/**
 * The smallest and the largest of some numbers with the noun of what they count.
 *
 * @example countedBetween([60, 57, 60], "epoch") // "57 to 60 epochs"
 */
export function countedBetween(counts: readonly number[], noun: string): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return `${least === most ? "" : `${least} to `}${counted(most, noun)}`;
}
