import { afterAll, describe, expect, it } from "vitest";
import { accuracyAgainstP } from "../../lib/dynamics/accuracyAgainstP.js";
import { accuracyInTime, accuracyOf } from "../../lib/dynamics/accuracyInTime.js";
import { agreement, guessAccuracy } from "../../lib/dynamics/chance.js";
import { forgetting } from "../../lib/dynamics/forgetting.js";
import { lengthGeneralisation } from "../../lib/dynamics/lengthGeneralisation.js";
import { scoreSequences } from "../../lib/dynamics/scoreSequences.js";
import { RandomStream } from "../../lib/random/stream.js";
import { nDms } from "../../lib/tasks/nDms.js";
import { nParity } from "../../lib/tasks/nParity.js";
import { drawSequences } from "../../lib/tasks/sequences.js";
import { withOnlyHead } from "../../lib/training/parameters.js";
import { shiftRegister } from "./shiftRegister.js";

const register = shiftRegister(6);
afterAll(() => register.engine.dispose());
const questions = register.ns.map((n, head) => ({ n, head }));

describe("a shift register", () => {
  it("solves N-DMS exactly, for every N", async () => {
    for (const { mean, std } of await accuracyInTime(register)) expect([mean, std]).toEqual([1, 0]);
  });

  it("does so for inputs of any p", async () => {
    const rows = await accuracyAgainstP(register, questions, [0, 0.1, 0.5, 0.9, 1], { steps: 200, trials: 3 });
    expect(rows.length).toBe(5 * questions.length);
    expect(rows.every(({ mean }) => mean === 1)).toBe(true);
    expect(rows.filter(({ n }) => n === 2).map(({ chance }) => chance)).toEqual(
      [1, 0.82, 0.5, 0.82, 1].map((value) => expect.closeTo(value, 12)),
    );
  });

  it("does so in sequences much longer than any of training", async () => {
    const rows = await lengthGeneralisation(register, questions, { trials: 4, doublings: 3 });
    const last = rows.filter(({ n }) => n === 7);
    expect(last.map(({ from, to }) => [from, to])).toEqual([
      [7, 29],
      [30, 58],
      [59, 116],
      [117, 232],
    ]);
    expect(last.map(({ timesLongest }) => timesLongest)).toEqual([1, 2, 4, 8]);
    expect(rows.every(({ mean }) => mean === 1)).toBe(true);
  });

  it("asked for another N than a head's own, is right by chance only", async () => {
    const [{ mean }] = await accuracyOf(register, [{ head: 3, n: 3 }], { steps: 20_000 });
    expect(mean).toBeCloseTo(0.5, 1);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.01); // 200,000 answers
  });

  it("remembers all N with heads of their own, and only the last with one head", async () => {
    const all = await forgetting(register, register.ns, { steps: 5000 });
    expect(all.every(({ mean, n, headN }) => mean === 1 && n === headN)).toBe(true);
    expect(all.length).toBe(2 * 6);
    // The same network with the last head only, as a single-head network that solved N = 7.
    const { parameters } = register;
    const heads = 6;
    const row = (name: string) => parameters[name].data.subarray(((heads - 1) * parameters[name].data.length) / heads);
    const single = {
      ...register,
      parameters: {
        ...parameters,
        "readout.weight": { shape: [1, 2, register.cell.neurons], data: row("readout.weight") },
        "readout.bias": { shape: [1, 2], data: row("readout.bias") },
      },
    };
    const rows = await forgetting(single, [7], { steps: 20_000, trials: 30 });
    for (const { n, onesProbability, mean, chanceOfHead } of rows) {
      expect(chanceOfHead).toBeCloseTo(n === 7 ? 1 : onesProbability === 0.5 ? 0.5 : 2 / 3, 12);
      if (onesProbability === 0.5 || n === 7) expect(Math.abs(mean - chanceOfHead)).toBeLessThan(0.01);
      else expect(Math.abs(mean - chanceOfHead)).toBeLessThan(0.1); // 30 random p
    }
  });

  it("whose window has moved on is tried with every head it has", async () => {
    const rows = await forgetting(register, [4, 5, 6, 7, 8, 9], { steps: 50, trials: 1, onesProbabilities: [0.5] });
    expect(rows.filter(({ n }) => n === 3).map(({ headN }) => headN)).toEqual([4, 5, 6, 7, 8, 9]);
    expect(rows.filter(({ n }) => n === 5).map(({ headN }) => headN)).toEqual([5]);
  });

  it("is not asked before it has seen N bits", async () => {
    await expect(accuracyInTime(register, { dropped: 5 })).rejects.toThrow(
      "N = 7: expected answers to be scored from step 7 on, which sees the first 7 bits, got step 6",
    );
    await accuracyInTime(register, { dropped: 6, steps: 10 });
  });

  it("that knows one N only comes close to its chance level with a random p too, whichever p are drawn", async () => {
    const single = { ...register, parameters: withOnlyHead(register.parameters, 5) };
    for (let seed = 1; seed <= 8; seed++) {
      const rows = await forgetting(single, [7], { steps: 300, seed, onesProbabilities: ["random"] });
      for (const { mean, chanceOfHead } of rows) expect(Math.abs(mean - chanceOfHead)).toBeLessThan(0.04);
    }
  });

  it("is not asked outside its sequences", async () => {
    const sequences = { bits: new Float32Array(4), steps: 4, batch: 1, initial: {} };
    await expect(scoreSequences(register, sequences, questions, [{ from: 2, to: 5 }])).rejects.toThrow(
      "windows: expected a window within 0 … 4, got 2 … 5",
    );
    await expect(scoreSequences(register, sequences, questions, [])).rejects.toThrow(
      "windows: expected at least one, got none",
    );
    await expect(accuracyOf(register, [])).rejects.toThrow("questions: expected at least one, got none");
    await expect(accuracyAgainstP(register, questions, [])).rejects.toThrow("ps: expected at least one, got none");
    await expect(accuracyAgainstP(register, questions, [0.5, 2])).rejects.toThrow(
      'ps[1]: expected "random" or a probability, 0 … 1, got 2',
    );
    await expect(lengthGeneralisation(register, questions, { doublings: -1 })).rejects.toThrow("doublings: expected");
  });
});

describe("chance", () => {
  /** Counted over many sequences of random p. */
  function counted(task: typeof nParity, n: number, other: number, p: number | "random") {
    const batch = 200_000;
    const { bits, steps } = drawSequences(task, RandomStream.named(1, "chance"), 12, batch, p);
    const labels = task.labels(bits, steps, batch, [n, other]);
    let same = 0;
    for (let b = 0; b < batch; b++) if (labels[2 * b] === labels[2 * b + 1]) same++;
    return same / batch;
  }

  it("is how often labels of two N agree", () => {
    for (const task of [nParity, nDms]) {
      for (const p of [0.5, 0.2, "random"] as const) {
        for (const [n, other] of [
          [10, 8],
          [10, 9],
          [3, 11],
        ]) {
          expect(Math.abs(agreement(task, n, other, p) - counted(task, n, other, p))).toBeLessThan(0.005);
        }
      }
    }
    expect(agreement(nParity, 10, 8, "random")).toBeCloseTo(2 / 3, 12);
    expect(agreement(nParity, 4, 4, 0.3)).toBe(1);
  });

  it("of a guess that knows p is 1/2 for a fair coin and 1/2 + 1/(2N + 2) on average over p", () => {
    expect(guessAccuracy(nParity, 10, 0.5)).toBe(0.5);
    expect(guessAccuracy(nParity, 10, "random")).toBeCloseTo(0.5 + 1 / 22, 12);
    expect(guessAccuracy(nDms, 5, 0.9)).toBeCloseTo(0.82, 12);
    expect(guessAccuracy(nDms, 5, "random")).toBeCloseTo(2 / 3, 12);
    for (const p of [0.5, 0.9, "random"] as const) expect(guessAccuracy(nDms, 1, p)).toBe(1); // a bit is as itself
    expect(guessAccuracy(nDms, 2, 0.5)).toBe(0.5);
  });
});
