import { describe, expect, it } from "vitest";
import { above, below, type ClaimedRange, type ClaimStatistic } from "../../lib/claims/claim.js";
import { judged } from "../../lib/claims/verdict.js";

function judge(
  values: number[],
  claimed: ClaimedRange,
  second?: number[],
  missing?: string,
  value: number | null = null,
) {
  const first = { name: "single-head", values };
  const samples: ClaimStatistic["samples"] = second ? [first, { name: "multi-head", values: second }] : [first];
  return judged({ statistic: "a value", samples, claimed, missing, published: { value, note: "" } });
}

describe("a verdict", () => {
  // The mean of 1, 2, 3, 4 has the 95 % confidence interval 0.4457 … 4.5543.
  it("is that the claim holds only if the whole interval lies in the claimed range", () => {
    expect(judge([1, 2, 3, 4], above(0.44)).verdict).toBe("holds");
    expect(judge([1, 2, 3, 4], above(0.45)).verdict).toBe("inconclusive");
    expect(judge([1, 2, 3, 4], below(4.56)).verdict).toBe("holds");
    expect(judge([1, 2, 3, 4], { low: 0.44, high: 4.56 }).verdict).toBe("holds");
    expect(judge([1, 2, 3, 4], { low: 0.44, high: 4.5 }).verdict).toBe("inconclusive");
  });

  it("is that it does not hold only if none of the interval does", () => {
    expect(judge([1, 2, 3, 4], above(4.56)).verdict).toBe("does not hold");
    expect(judge([1, 2, 3, 4], above(4.55)).verdict).toBe("inconclusive");
    expect(judge([1, 2, 3, 4], below(0.44)).verdict).toBe("does not hold");
    expect(judge([0, 0], above(0)).verdict).toBe("does not hold"); // 0 … 0, and nothing of it above 0
    expect(judge([0, 0], below(0)).verdict).toBe("does not hold");
  });

  it("takes whole numbers that are equal for equal to a whole number only", () => {
    const whole = (first: number[], second: number[]) => {
      const samples = [
        { name: "multi-head", values: first, step: 1 },
        { name: "single-head", values: second, step: 1 },
      ] as const;
      return judged({ statistic: "N", samples, claimed: above(0), published: { value: null, note: "" } });
    };
    // Variances 1/12: 1 ± 4.3027 · √(2 · (1/12)/2)
    expect(whole([3, 3], [2, 2])).toMatchObject({ verdict: "inconclusive", ours: { mean: 1 } });
    expect(whole([3, 3], [2, 2]).ours.low).toBeCloseTo(1 - 4.302653 * Math.sqrt(1 / 12), 5);
    expect(whole([4, 4], [2, 2]).verdict).toBe("holds");
    expect(judge([3, 3], above(0), [2, 2]).verdict).toBe("holds"); // of values that could have been any
  });

  it("over a difference looks at the difference's interval", () => {
    // 3 … 6 less 1 … 4: 2, −0.2337 … 4.2337
    const { ours, verdict } = judge([3, 4, 5, 6], above(-0.24), [1, 2, 3, 4]);
    expect(verdict).toBe("holds");
    expect(ours.mean).toBe(2);
    expect(ours.low).toBeCloseTo(-0.2337, 4);
    expect(ours.high).toBeCloseTo(4.2337, 4);
    expect(judge([3, 4, 5, 6], above(-0.23), [1, 2, 3, 4]).verdict).toBe("inconclusive");
  });

  it("needs two networks, and says how many there are", () => {
    expect(judge([5], above(0))).toMatchObject({
      ours: { mean: 5, low: null, high: null, networks: [1] },
      verdict: "not enough data",
      why: "1 single-head network, needs 2",
    });
    expect(judge([5, 6], above(0), []).why).toBe("no multi-head network, needs 2");
  });

  it("is not given where something else is missing, but what it would be is told", () => {
    expect(judge([5, 6], above(0), undefined, "N is too small")).toMatchObject({
      verdict: "not enough data",
      why: "N is too small (the interval lies above 0 only in part)",
      otherwise: "inconclusive",
    });
    expect(judge([5, 5.1], below(0), undefined, "N is too small")).toMatchObject({
      verdict: "not enough data",
      why: "N is too small (the interval does not lie below 0)",
      otherwise: "does not hold",
    });
    expect(judge([5], below(0), undefined, "N is too small")).toMatchObject({
      why: "N is too small; 1 single-head network, needs 2",
    });
    expect(judge([5, 5.1], below(0))).not.toHaveProperty("otherwise");
  });

  it("that is inconclusive tells of a published value outside of the interval", () => {
    const why = (published: number | null) => judge([1, 2, 3, 4], above(2), undefined, undefined, published).why;
    expect(why(4.6)).toBe("the interval lies above 2 only in part, and does not contain the published value");
    expect(why(0.4)).toBe("the interval lies above 2 only in part, and does not contain the published value");
    for (const inside of [0.45, 4.55, null]) expect(why(inside)).toBe("the interval lies above 2 only in part");
  });

  it("says its rule in words", () => {
    expect(judge([1], above(0)).rule).toBe(
      "holds if the 95 % confidence interval over networks lies above 0, does not hold if none of it does",
    );
  });
});
