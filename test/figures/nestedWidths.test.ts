import { describe, expect, it } from "vitest";
import { lineWidth } from "../../lib/figures/look.js";
import { nestedWidths } from "../../lib/figures/nestedWidths.js";

describe("widths of lines in a panel", () => {
  const line = (...values: readonly number[]) => values.map((value, i) => ({ n: i + 2, value, network: "seed 1" }));

  it("are the same for lines that can be told apart", () => {
    expect(nestedWidths([line(1, 2, 3), line(4, 5, 6)], 0.5)).toEqual([lineWidth, lineWidth]);
    expect(nestedWidths([line(1, 2, 3, 4), line(1)], 0.5)).toEqual([lineWidth, lineWidth]); // a quarter is covered
    expect(nestedWidths([[], line(1)], 0.5)).toEqual([lineWidth, lineWidth]);
  });

  it("are larger, the more others lie upon a line", () => {
    const [lowest, middle, highest] = nestedWidths([line(1, 2), line(1.2, 2.2, 9, 9), line(1, 2, 9, 9)], 0.5);
    expect(highest).toBe(lineWidth);
    expect(middle).toBeGreaterThan(highest);
    expect(lowest).toBeGreaterThan(middle);
  });

  it("compare means over networks", () => {
    const two = [...line(0, 0), ...line(2, 2).map((value) => ({ ...value, network: "seed 2" }))];
    expect(nestedWidths([two, line(1, 1)], 0.01)[0]).toBeGreaterThan(lineWidth);
  });
});
