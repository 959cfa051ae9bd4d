import { describe, expect, it } from "vitest";
import { RandomStream } from "../../lib/random/stream.js";
import { nDms } from "../../lib/tasks/nDms.js";
import { nParity } from "../../lib/tasks/nParity.js";
import { drawSequences, sequenceLength } from "../../lib/tasks/sequences.js";
import { taskNamed, taskNames } from "../../lib/tasks/taskNamed.js";
import { stringsOf } from "./bitStrings.js";

const stream = (seed = 1, name = "training") => RandomStream.named(seed, name);

/** Share of ones of each sequence. */
function shares(bits: Float32Array, steps: number, batch: number): number[] {
  return Array.from({ length: batch }, (_, b) => {
    let ones = 0;
    for (let t = 0; t < steps; t++) ones += bits[t * batch + b];
    return ones / steps;
  });
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: number[]) => mean(values.map((value) => (value - mean(values)) ** 2));

describe("sequences", () => {
  // The expected bits come from a separate implementation (64-bit integers in Python) of xoroshiro128+ and the drawing.
  it("of one seed are the same bits on every platform", () => {
    const parity = drawSequences(nParity, stream(1), 12, 4);
    expect(stringsOf(parity.bits, 4)).toEqual(["101111011100", "111111111111", "000010000000", "111111111111"]);
    expect([...nParity.labels(parity.bits, 12, 4, [2, 5, 12])]).toEqual([0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0]);
    const dms = drawSequences(nDms, stream(7), 12, 4);
    expect(stringsOf(dms.bits, 4)).toEqual(["001010101001", "001011110010", "001101111001", "011110011101"]);
    expect([...nDms.labels(dms.bits, 12, 4, [2, 5, 12])]).toEqual([0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0]);
  });

  it("of N-parity have each their own, uniformly drawn share of ones", () => {
    const ones = shares(drawSequences(nParity, stream(), 500, 2000).bits, 500, 2000);
    expect(mean(ones)).toBeCloseTo(1 / 2, 1);
    // Variance 1/12 of the uniform p, and 1/6 / 500 of the coin: a fair coin alone would give 1/2000.
    expect(Math.abs(variance(ones) - (1 / 12 + 1 / 3000))).toBeLessThan(0.006); // 4 standard errors
    for (let decile = 0; decile < 10; decile++) {
      const count = ones.filter((share) => share >= decile / 10 && share < (decile + 1) / 10).length;
      expect(Math.abs(count - 200)).toBeLessThan(70);
    }
  });

  it("of N-DMS are fair coins", () => {
    const ones = shares(drawSequences(nDms, stream(), 500, 2000).bits, 500, 2000);
    expect(Math.abs(mean(ones) - 0.5)).toBeLessThan(0.002); // 4 standard errors of a million tosses
    expect(Math.abs(variance(ones) * 2000 - 1)).toBeLessThan(0.13); // p(1 − p) / T = 1/2000
  });

  it("can be drawn with another probability than the task's own", () => {
    expect(mean(shares(drawSequences(nParity, stream(), 500, 200, 0.9).bits, 500, 200))).toBeCloseTo(0.9, 2);
    expect(new Set(drawSequences(nDms, stream(), 50, 20, 0).bits)).toEqual(new Set([0]));
    expect(new Set(drawSequences(nDms, stream(), 50, 20, 1).bits)).toEqual(new Set([1]));
    expect(variance(shares(drawSequences(nDms, stream(), 500, 200, "random").bits, 500, 200))).toBeGreaterThan(0.05);
  });

  it("go on where the stream stood, also after it was stored and restored", () => {
    const going = stream();
    const first = drawSequences(nParity, going, 10, 8).bits;
    const restored = RandomStream.at(JSON.parse(JSON.stringify(going.state)));
    const second = drawSequences(nParity, going, 10, 8).bits;
    expect(second).not.toEqual(first);
    expect(drawSequences(nParity, restored, 10, 8).bits).toEqual(second);
  });

  it("are refused for a size or a probability that makes no sense", () => {
    const draw = (steps: number, batch: number, p?: number) => () => drawSequences(nDms, stream(), steps, batch, p);
    expect(draw(0, 4)).toThrow("expected at least 1 step, got 0");
    expect(draw(4.5, 4)).toThrow("got 4.5");
    expect(draw(4, 0)).toThrow("expected at least 1 sequence, got 0");
    expect(draw(4, 4, 1.1)).toThrow('onesProbability: expected "random" or a probability, 0 … 1, got 1.1');
    expect(draw(4, 4, Number.NaN)).toThrow("got NaN");
  });
});

describe("the length of a batch's sequences", () => {
  it("is each of N + 2 … 4N + 1 equally often", () => {
    const lengths = stream();
    const counts = new Map<number, number>();
    for (let i = 0; i < 30_000; i++) {
      const length = sequenceLength(lengths, 5);
      counts.set(length, (counts.get(length) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(180); // 4 standard errors
  });

  it("of one seed is the same on every platform", () => {
    const lengths = stream(1, "lengths");
    expect(Array.from({ length: 8 }, () => sequenceLength(lengths, 10))).toEqual([12, 16, 39, 18, 24, 29, 17, 14]);
  });

  it("is refused for an N that is none", () => {
    expect(() => sequenceLength(stream(), 0)).toThrow("expected an integer N >= 1, got N = 0");
    expect(() => sequenceLength(stream(), 2.5)).toThrow("got N = 2.5");
  });
});

describe("a task's name", () => {
  it("finds the task", () => {
    expect(taskNamed("n-parity")).toBe(nParity);
    expect(taskNamed("n-dms")).toBe(nDms);
    expect(taskNames).toEqual(["n-parity", "n-dms"]);
  });

  it("that is unknown is refused with the names that are known", () => {
    expect(() => taskNamed("parity")).toThrow('there is no task "parity"; expected one of: n-parity, n-dms');
    expect(() => taskNamed("toString")).toThrow("there is no task");
  });
});
