import { expect, it } from "vitest";
import { RandomStream } from "../../lib/random/stream.js";
import { autocovariance } from "../../lib/timescales/autocovariance.js";
import { ornsteinUhlenbeck } from "../../lib/timescales/ornsteinUhlenbeck.js";

const stream = () => RandomStream.named(1, "process");

it("a sum of two processes has unit variance, and their decays in its autocorrelation", () => {
  const parts = [
    { tau: 2, share: 0.3 },
    { tau: 20, share: 0.7 },
  ];
  const covariance = autocovariance(ornsteinUhlenbeck(stream(), parts, 200_000), 10);
  for (const lag of [0, 1, 5, 10]) {
    expect(covariance[lag]).toBeCloseTo(0.3 * Math.exp(-lag / 2) + 0.7 * Math.exp(-lag / 20), 1);
  }
});

it("shares that sum to 1 but for rounding are good", () => {
  const parts = Array.from({ length: 10 }, () => ({ tau: 3, share: 0.1 }));
  expect(ornsteinUhlenbeck(stream(), parts, 4).every(Number.isFinite)).toBe(true);
});

it.each([
  [[{ tau: -1, share: 1 }], "tau: expected a number of steps above 0, got -1"],
  [[{ tau: Number.NaN, share: 1 }], "tau: expected a number of steps above 0, got NaN"],
  [
    [
      { tau: 1, share: 2 },
      { tau: 1, share: -1 },
    ],
    "share: expected a number of at least 0, got -1",
  ],
  [
    [
      { tau: 1, share: 0.5 },
      { tau: 2, share: 0.25 },
    ],
    "share: expected shares that sum to 1, got 0.5 + 0.25 = 0.75",
  ],
  [[], "share: expected shares that sum to 1, got none"],
])("a process of %j is refused", (parts, message) => {
  expect(() => ornsteinUhlenbeck(stream(), parts, 4)).toThrow(new RangeError(message));
});

it("a process of less than no steps is refused", () => {
  expect(() => ornsteinUhlenbeck(stream(), [{ tau: 1, share: 1 }], -1)).toThrow(
    new RangeError("steps: expected an integer of at least 0, got -1"),
  );
});
