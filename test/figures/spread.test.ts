import { describe, expect, it } from "vitest";
import { spread } from "../../lib/figures/spread.js";

describe("dots beside each other", () => {
  it("are evenly spaced around the middle, and one is in it", () => {
    expect(spread(3, 1)).toEqual([-0.5, 0, 0.5]);
    expect(spread(2, 0.2)).toEqual([-0.1, 0.1]);
    expect(spread(1, 1)).toEqual([0]);
    expect(spread(0, 1)).toEqual([]);
  });
});
