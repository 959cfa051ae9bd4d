/** @example counted(1, "epoch") // "1 epoch"; of two it is "2 epochs" */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
