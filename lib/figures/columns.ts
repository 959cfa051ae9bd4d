/** What the names of a panel's axes end with, from panel 0 on: "xaxis", "xaxis2", "xaxis3" … */
export function axisSuffix(panel: number): string {
  return panel === 0 ? "" : String(panel + 1);
}

/** Where a panel is between the left and right ends of a figure, 0 … 1. */
export interface PanelColumn {
  readonly left: number;
  readonly width: number;
  /** From left to right. */
  readonly domain: readonly [number, number];
}

/**
 * Panels of one width beside each other.
 *
 * @param gaps  what lies between two of them; between more, all gaps together
 * @example columnsOf(2, 0.14)[1].domain // [0.57, 1]
 */
export function columnsOf(count: number, gaps: number): PanelColumn[] {
  const gap = gaps / Math.max(1, count - 1);
  const width = (1 - gap * (count - 1)) / count;
  return Array.from({ length: count }, (_, i) => {
    const [left, right] = [i * (width + gap), i * (width + gap) + width].map((at) => Number(at.toPrecision(12)));
    return { left, width: Number(width.toPrecision(12)), domain: [left, right] };
  });
}
