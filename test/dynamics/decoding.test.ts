import { afterAll, describe, expect, it } from "vitest";
import { decoding } from "../../lib/dynamics/decoding.js";
import type { Engine } from "../../lib/engine/engine.js";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import { gru } from "../../lib/models/gru.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { nParity } from "../../lib/tasks/nParity.js";
import type { Task } from "../../lib/tasks/task.js";
import { initialParameters, withOnlyHead } from "../../lib/training/parameters.js";
import { shiftRegister } from "./shiftRegister.js";

/** Holds the last 6 bits, and compares the last one with each of the 6 before it. */
const register = shiftRegister(6);
afterAll(() => register.engine.dispose());
const short = { steps: 300, trials: 5, fitTrials: 5 };

describe("decoding the label of an N from the states", () => {
  it("finds every N that the states hold, also where there is no head for it, and no other", async () => {
    const oneHead = { ...register, parameters: withOnlyHead(register.parameters, 5) };
    const rows = await decoding(oneHead, [2, 3, 4, 5, 6, 7, 8, 9], { steps: 2000 });
    expect(rows.map(({ n }) => n)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    for (const { mean, std } of rows.slice(0, 6)) expect([mean, std]).toEqual([1, 0]);
    for (const { mean } of rows.slice(6)) expect(Math.abs(mean - 0.5)).toBeLessThan(0.02); // 20,000 answers
  });

  it("refuses states that grow beyond float32", async () => {
    const cell = leakyRnn({ neurons: 2 });
    const parameters = initialParameters(cell, 1, 1);
    parameters["recurrent.weight"].data.set([0, 30, 30, 0]);
    parameters["recurrent.bias"].data.fill(1);
    await expect(decoding({ cell, parameters, task: nParity }, [2], short)).rejects.toThrow(
      /^activity: expected finite states, got h = (Infinity|NaN) by step \d+: it grows without end$/,
    );
  });

  it("finds the bits that the neurons hold which are read, and no others", async () => {
    const ns = [1, 2, 3, 4, 5];
    const means = async (neurons?: number[]) =>
      (await decoding(register, ns, { of: "bits", neurons, steps: 2000 })).map(({ mean }) => mean);
    expect(await means()).toEqual([1, 1, 1, 1, 1]); // the delay line has 6
    const [first, second, third, ...others] = await means([2, 0]); // those that hold the bits of 2 and 0 steps back
    expect([first, third]).toEqual([1, 1]);
    for (const mean of [second, ...others]) expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
    const [label] = await decoding(register, [3], {
      neurons: [register.bothOnes(2), register.bothZeros(2)],
      steps: 2000,
    });
    expect(label.mean).toBe(1); // whether the last bit is that of 2 steps back
  });

  it("is asked for at least one N", async () => {
    await expect(decoding(register, [])).rejects.toThrow(new RangeError("ns: expected at least one, got none"));
  });

  it("is linear: what asks for a computation on bits that are held is not found", async () => {
    const rows = await decoding({ ...register, task: nParity }, [1, 2, 3, 4], { steps: 2000 });
    const means = rows.map(({ mean }) => mean);
    expect(means.slice(0, 2)).toEqual([1, 1]); // the last bit; both ones or both zeros
    // No linear function of the states is correlated with it; the sign of one can be, a little.
    for (const mean of means.slice(2)) expect(Math.abs(mean - 0.5)).toBeLessThan(0.1);
  });

  it("answers as often as each answer is right, where states tell nothing", async () => {
    const rare: Task = {
      ...nParity,
      labelsInTime: (bits, steps, batch) =>
        Uint8Array.from({ length: steps * batch }, (_, i) =>
          i < 8 * batch ? 0 : bits[i - 7 * batch] & bits[i - 8 * batch],
        ),
    };
    const [{ mean }] = await decoding({ ...register, task: rare }, [9], { steps: 2000 });
    expect(Math.abs(mean - 0.75)).toBeLessThan(0.02);
  });

  it("is tested in sequences that the readout was not fitted to", async () => {
    // 20 answers for 18 neurons: within them nearly all would be right.
    const [{ mean }] = await decoding(register, [9], { steps: 20, fitTrials: 1, trials: 500 });
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
  });

  it("takes a network at rest, and any cell", async () => {
    const cell = leakyRnn({ neurons: 4 });
    const parameters = initialParameters(cell, 1, 1);
    for (const { data } of Object.values(parameters)) data.fill(0);
    parameters.tau.data.fill(1);
    const [{ mean }] = await decoding({ cell, parameters, task: nParity }, [3], short);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
    const gated = gru({ neurons: 6 });
    const [row] = await decoding(
      { cell: gated, parameters: initialParameters(gated, 1, 1), task: nParity },
      [1],
      short,
    );
    expect(row.mean).toBeGreaterThan(0.95); // the last bit moves every unit
  });

  it("gives the same numbers again, and others for another seed", async () => {
    const of = (seed: number) => decoding({ ...register, task: nParity }, [3], { ...short, seed });
    expect(await of(3)).toEqual(await of(3));
    expect(await of(3)).not.toEqual(await of(4));
  });

  it("asks for the states of about 16 MB at a time, however few neurons it reads", async () => {
    const cell = leakyRnn({ neurons: 200 });
    const engine = new GraphEngine(cell);
    const asked: number[] = [];
    const states: Engine["states"] = (parameters, input, observed) => {
      asked.push(input.steps * input.batch * cell.neurons);
      return engine.states(parameters, input, observed);
    };
    const network = { cell, parameters: initialParameters(cell, 1, 1), task: nParity };
    const counting: Engine = Object.assign(Object.create(engine), { states });
    await decoding({ ...network, engine: counting }, [2], { steps: 1000, trials: 10, fitTrials: 40, neurons: [7] });
    await engine.dispose();
    expect(asked.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(1000 * 50 * 200);
    for (const count of asked) expect(count).toBeLessThanOrEqual(4e6);
  });

  it("says what it cannot do", async () => {
    await expect(decoding(register, [7, 12], { ...short, dropped: 10 })).rejects.toThrow(
      "N = 12: expected at most 11, whose bits are all seen when scoring",
    );
    await expect(decoding(register, [7], { ...short, fitTrials: 0 })).rejects.toThrow(
      "fitTrials: expected an integer of at least 1, got 0",
    );
    for (const [neurons, got] of [
      [[], "at least one to read from, got none"],
      [[0, 18], "indices of 0 … 17, each once, got 18"],
      [[0.5], "indices of 0 … 17, each once, got 0.5"],
      [[3, 4, 3], "indices of 0 … 17, each once, got 3 again"],
    ] as const) {
      await expect(decoding(register, [3], { ...short, neurons })).rejects.toThrow(`neurons: expected ${got}`);
    }
    for (const n of [0, 1.5, Number.NaN]) {
      await expect(decoding(register, [n], { ...short, of: "bits" })).rejects.toThrow(
        `N: expected an integer of at least 1, got ${n}`,
      );
    }
    await expect(decoding(register, [3], { ...short, of: "bit" as "bits" })).rejects.toThrow(
      'of: expected "labels" or "bits", got "bit"',
    );
    await expect(decoding(register, [7], { ...short, trials: 0 })).rejects.toThrow(
      "trials: expected an integer of at least 1, got 0",
    );
    await expect(decoding(register, [7], { ...short, fitTrial: 3 } as object)).rejects.toThrow(
      "decoding has no option fitTrial; it has: fitTrials, trials, steps",
    );
    const cell = leakyRnn({ neurons: 4, leak: "outside", time: "continuous" });
    const asked = { cell, parameters: initialParameters(cell, 1, 1), task: nParity };
    await expect(decoding(asked, [3], short)).rejects.toThrow("continuous time");
  });
});
