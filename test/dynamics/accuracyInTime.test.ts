import { afterAll, describe, expect, it } from "vitest";
import { accuracyInTime } from "../../lib/dynamics/accuracyInTime.js";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { nDms } from "../../lib/tasks/nDms.js";
import { nParity } from "../../lib/tasks/nParity.js";
import { tensor, zeros } from "../../lib/tensor/tensor.js";
import { recorded } from "../progress/recorded.js";

const cell = leakyRnn({ neurons: 2 });
const engine = new GraphEngine(cell);
afterAll(() => engine.dispose());

/**
 * Two memoryless neurons in a row: the first holds the last bit, the second the bit before it. Heads that read them know
 * the parity of one bit, of none, and whether the last two are the same, by hand.
 */
const parameters = {
  "input.weight": tensor(Float32Array.of(1, 0), [2]),
  "input.bias": zeros([2]),
  "recurrent.weight": tensor(Float32Array.of(0, 0, 1, 0), [2, 2]),
  "recurrent.bias": zeros([2]),
  tau: tensor(Float32Array.of(1, 1), [2]),
  "readout.weight": tensor(Float32Array.of(0, 0, 1, 0, /* last bit */ 0, 0, 0, 1 /* the one before */), [2, 2, 2]),
  "readout.bias": tensor(Float32Array.of(0.5, 0, 0.5, 0), [2, 2]),
};

describe("accuracy in time", () => {
  it("is 1 for a network that holds the last bit, in N-parity with N = 1, and about one half for N = 2", async () => {
    const network = { cell, task: nParity, engine, parameters, ns: [1, 2] };
    const [last, two] = await accuracyInTime(network, { steps: 2000 });
    expect(last).toEqual({ n: 1, mean: 1, std: 0 });
    expect(two.n).toBe(2);
    expect(two.mean).toBeCloseTo(0.5, 1); // the bit before says nothing about the parity of both
    expect(two.std).toBeGreaterThan(0);
    expect(two.std).toBeLessThan(0.05);
  });

  it("is that of guessing by the more frequent answer where the input is biased", async () => {
    // The parity of one bit equals the bit before with probability p² + (1 − p)².
    const network = { cell, task: nParity, engine, parameters, ns: [2, 1] };
    const [, before] = await accuracyInTime(network, { steps: 5000, onesProbability: 0.9 });
    expect(before.mean).toBeCloseTo(0.9 ** 2 + 0.1 ** 2, 1.5);
  });

  it("tells of a long sequence how far it is", async () => {
    const network = { cell, task: nParity, engine, parameters, ns: [1, 2] };
    const { progress, started, told, finished } = recorded();
    await accuracyInTime(network, { steps: 900_000, trials: 1, progress });
    expect(started).toEqual([["accuracy", 900_100]]);
    expect(told.length).toBeGreaterThan(1);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(900_100);
    expect(finished).toEqual(["1 trial of 900000 answers scored"]);
  });

  it("does not count the first outputs, nor anything twice", async () => {
    const network = { cell, task: nDms, engine, parameters, ns: [1, 1] };
    const [always] = await accuracyInTime(network, { steps: 4000, trials: 1, onesProbability: 1, dropped: 3 });
    // N-DMS with N = 1 is always yes, and so is the last bit here; one trial does not tell how trials differ.
    expect(always).toEqual({ n: 1, mean: 1, std: Number.NaN });
  });

  it("is the same again with the same seed, and another with another", async () => {
    const network = { cell, task: nParity, engine, parameters, ns: [1, 2] };
    const of = async (seed: number) => (await accuracyInTime(network, { seed }))[1].mean;
    expect(await of(1)).toBe(await of(1));
    expect(await of(2)).not.toBe(await of(1));
  });

  it("refuses no steps", async () => {
    const network = { cell, task: nParity, engine, parameters, ns: [1, 2] };
    await expect(accuracyInTime(network, { steps: 0 })).rejects.toThrow(
      "steps: expected an integer of at least 1, got 0",
    );
  });
});
