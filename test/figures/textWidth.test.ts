import { describe, expect, it } from "vitest";
import { textWidth } from "../../lib/figures/textWidth.js";

describe("the width of a text", () => {
  it("is the sum of Helvetica's advance widths", () => {
    // Adobe's font metrics: H 722, e 556, l 222, o 556, space 278, W 944, r 333, d 556.
    expect(textWidth("Hello World", 12)).toBeCloseTo((12 * 5167) / 1000, 10);
  });

  it("is larger in bold", () => {
    // Adobe's font metrics, bold: N 722, = 584, space 278, 5 556.
    expect(textWidth("N = 5", 10, true)).toBeCloseTo((10 * (722 + 278 + 584 + 278 + 556)) / 1000, 10);
  });

  it("knows the Greek letter of the example", () => {
    expect(textWidth("τ = 5", 10)).toBeCloseTo(20.91, 10);
  });
});
