import { mean } from "simple-statistics";
import { grouped } from "../grouped.js";
import { lineWidth } from "./look.js";
import type { NetworkValue } from "./overNetworks.js";

/** By how much a line that others cover is broader for each of them: its edges are then seen on both sides. */
const edges = 4;

/**
 * Widths of lines that are drawn one over the other in a panel, in this order: one that lies under later ones for half of
 * its length or more is broader than they are, so that it can be seen.
 *
 * @param tolerance  how far apart two means may be that look like one, in the unit of the values
 * @param width      of a line that lies under no other, in pixels. Default: that of lines of means
 */
export function nestedWidths(
  lines: readonly (readonly Pick<NetworkValue, "n" | "value">[])[],
  tolerance: number,
  width = lineWidth,
): number[] {
  const means = lines.map((values) => {
    const byN = grouped(values, ({ n }) => n);
    return new Map([...byN].map(([n, own]) => [n, mean(own.map(({ value }) => value))]));
  });
  return means.map((own, i) => {
    const covering = means.slice(i + 1).filter((other) => {
      const same = [...own].filter(([n, value]) => Math.abs((other.get(n) ?? Number.NaN) - value) <= tolerance);
      return own.size > 0 && same.length >= own.size / 2;
    });
    return width + edges * covering.length;
  });
}
