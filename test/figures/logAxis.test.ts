import { describe, expect, it } from "vitest";
import { logAxis, valuesAlong } from "../../lib/figures/logAxis.js";
import { gateTimescaleAgainstN } from "../../lib/index.js";

describe("a logarithmic axis", () => {
  it("has ticks at 1, 2 and 5 times the powers of ten, from below the values to above them", () => {
    expect(logAxis("", [1.9, 30]).tickvals).toEqual([1, 2, 5, 10, 20, 50]);
    expect(logAxis("", [0.03, 0.04]).tickvals).toEqual([0.02, 0.05]);
    expect(logAxis("", [2, 500]).tickvals).toEqual([2, 5, 10, 20, 50, 100, 200, 500]);
  });

  it("has two ticks at least", () => {
    for (const value of [0.001, 0.7, 1, 2, 3, 10, 999]) {
      const { tickvals, range = [0, 0] } = logAxis("", [value]);
      const ticks = tickvals as number[];
      expect(ticks).toHaveLength(2);
      expect(Math.log10(ticks[0])).toBeGreaterThan(range[0]);
      expect(Math.log10(ticks[1])).toBeLessThan(range[1]);
      expect(ticks[0]).toBeLessThanOrEqual(value);
      expect(ticks[1]).toBeGreaterThanOrEqual(value);
    }
    expect(logAxis("", []).tickvals).toEqual([1, 2, 5, 10]);
  });

  it("has ticks at powers of ten where there would be more than fifteen", () => {
    expect(logAxis("", [0.1, 5000]).tickvals).toHaveLength(15);
    expect(logAxis("", [2e-3, 5e2]).tickvals).toEqual([1e-3, 1e-2, 0.1, 1, 10, 100, 1000]);
  });

  it("has no place for what is not above 0", () => {
    expect(logAxis("", [0, -1, Number.POSITIVE_INFINITY, 3]).tickvals).toEqual([2, 5]);
  });

  it("covers the shading around means, too", () => {
    const row = { task: "n-parity", curriculum: "single-head", std: 1 };
    const rows = [2, 5].flatMap((n) => [
      { ...row, seed: 1, n, mean: 1.1 },
      { ...row, seed: 2, n, mean: 4.9 },
    ]);
    const { data, layout } = gateTimescaleAgainstN(rows, { symbol: "f" });
    const drawn = valuesAlong(data, "y");
    expect(Math.max(...drawn)).toBeGreaterThan(5); // 4.9, by the STD of two logarithms
    expect(layout.yaxis?.tickvals).toEqual([0.5, 1, 2, 5, 10]);
  });
});
