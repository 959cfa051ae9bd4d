import { describe, expect, it } from "vitest";
import { RandomStream } from "../../lib/random/stream.js";
import { nDms } from "../../lib/tasks/nDms.js";
import { nParity } from "../../lib/tasks/nParity.js";
import { drawSequences } from "../../lib/tasks/sequences.js";
import type { Task } from "../../lib/tasks/task.js";
import { bitsOf, stringsOf } from "./bitStrings.js";

/** The definitions in words, on strings: slow, and with nothing in common with the library's loops. */
const definitions: Array<{ task: Task; label: (lastBits: string) => number }> = [
  { task: nParity, label: (lastBits) => lastBits.replaceAll("0", "").length % 2 },
  { task: nDms, label: (lastBits) => (lastBits.at(0) === lastBits.at(-1) ? 1 : 0) },
];

describe("labels written down by hand", () => {
  const { bits, steps, batch } = bitsOf("0010110", "1111111", "1000000");

  it("of N-parity say whether the ones among the last N bits are odd in number", () => {
    expect([...nParity.labels(bits, steps, batch, [1, 2, 3, 7])]).toEqual([
      ...[0, 1, 0, 1], // 0, 10, 110, 0010110
      ...[1, 0, 1, 1],
      ...[0, 0, 0, 1],
    ]);
  });

  it("of N-DMS say whether the bit N - 1 steps back is the last bit", () => {
    expect([...nDms.labels(bits, steps, batch, [1, 2, 3, 4, 7])]).toEqual([
      ...[1, 0, 0, 1, 1], // of 0010110: last 0; then 1, 1, 0 and first 0
      ...[1, 1, 1, 1, 1],
      ...[1, 1, 1, 1, 0],
    ]);
  });

  it("in time take bits before the first as 0", () => {
    expect(stringsOf(nParity.labelsInTime(bits, steps, batch, 3), batch)).toEqual(["0011000", "1011111", "1110000"]);
    expect(stringsOf(nDms.labelsInTime(bits, steps, batch, 3), batch)).toEqual(["1101100", "0011111", "0101111"]);
    const one = bitsOf("1011"); // whose first bit is the sample of the third
    expect(stringsOf(nDms.labelsInTime(one.bits, one.steps, one.batch, 3), one.batch)).toEqual(["0110"]);
  });
});

describe.each(definitions)("labels of $task.name", ({ task, label }) => {
  const steps = 40;
  const batch = 16;
  const { bits } = drawSequences(task, RandomStream.named(3, "test"), steps, batch);
  const sequences = stringsOf(bits, batch);

  it("agree with the definition for every N up to the length, in any order, also repeated", () => {
    const ns = [40, 2, 17, 3, 39, 3, 1, ...Array.from({ length: 36 }, (_, i) => 38 - i)];
    const expected = sequences.flatMap((sequence) => ns.map((n) => label(sequence.slice(-n))));
    expect([...task.labels(bits, steps, batch, ns)]).toEqual(expected);
  });

  it("in time agree with the definition at every step", () => {
    for (const n of [1, 2, 5, 11, 40]) {
      const expected = sequences.map((sequence) =>
        Array.from({ length: steps }, (_, t) =>
          label(
            sequence
              .slice(0, t + 1)
              .padStart(n, "0")
              .slice(-n),
          ),
        ).join(""),
      );
      expect(stringsOf(task.labelsInTime(bits, steps, batch, n), batch)).toEqual(expected);
    }
  });

  it("in time end on the label of the whole sequence", () => {
    const inTime = task.labelsInTime(bits, steps, batch, 7);
    expect([...inTime.subarray((steps - 1) * batch)]).toEqual([...task.labels(bits, steps, batch, [7])]);
  });

  it("are refused for an N that the sequences cannot answer", () => {
    const ask =
      (...ns: number[]) =>
      () =>
        task.labels(bits, steps, batch, ns);
    expect(ask(0)).toThrow("expected an integer N >= 1, got N = 0");
    expect(ask(2, -3)).toThrow("got N = -3");
    expect(ask(2.5)).toThrow("got N = 2.5");
    expect(ask(Number.NaN)).toThrow("got N = NaN");
    expect(ask(41)).toThrow("expected N at most the 40 steps of the sequences, got N = 41");
    expect(ask()).toThrow("expected at least one N, got none");
    expect(() => task.labelsInTime(bits, steps, batch, 0)).toThrow("got N = 0");
    expect(() => task.labels(bits, steps, batch + 1, [2])).toThrow("expected bits [40, 17] (680 numbers), got 640");
  });
});

it("N-parity of one bit is that bit, N-DMS of one bit is always a match", () => {
  const { bits, steps, batch } = bitsOf("01", "10");
  expect([...nParity.labels(bits, steps, batch, [1])]).toEqual([1, 0]);
  expect([...nDms.labels(bits, steps, batch, [1])]).toEqual([1, 1]);
});
