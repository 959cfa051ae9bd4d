import { describe, expect, it } from "vitest";
import { loadRuns, measurementNamed, silent, trainingConfig } from "../../lib/index.js";
import { shiftRegister } from "../dynamics/shiftRegister.js";

const measurement = measurementNamed("fixed-points");

describe("the measurement of fixed points", () => {
  it("of a shift register that solves N-DMS finds one for each input, with the right answer for ever", async () => {
    const { cell, parameters, ns, engine } = shiftRegister(4);
    await engine.dispose();
    const description = { model: cell.description, task: "n-dms", heads: ns };
    const network = { cell, parameters, description, file: "" };
    const { "fixed-points": rows } = await measurement.measure(network, 5, silent);
    const expected = [0, 1].flatMap((input) => [
      { input, period: 1, found: 1, stable: 1, endShare: 1, right: 1 },
      { input, period: 2, found: 0, stable: 0, endShare: 0, radius: null, timescale: null, right: null },
    ]);
    expect(rows).toMatchObject(expected);
  });

  it("tells a wrong answer from a right one", async () => {
    const { cell, parameters, ns, engine } = shiftRegister(2);
    await engine.dispose();
    const parity = { model: cell.description, task: "n-parity", heads: ns }; // under ones, N = 3 is odd: "same" is right
    const network = { cell, parameters, description: parity, file: "" };
    const { "fixed-points": rows } = await measurement.measure(network, 3, silent);
    const rights = rows.flatMap((row) => ("right" in row && row.right !== null ? [row.right] : []));
    expect(rights).toEqual([0, 1]); // under zeros "same" is an odd number of ones, which there is not
  });

  it("is not made of networks in continuous time, nor of retrained ones", async () => {
    const [stored] = await loadRuns({ profile: "lab", task: "n-parity", curriculum: "multi-head", seed: 1 });
    const continuous = { name: "leaky-rnn", leak: "outside", time: "continuous" };
    const config = trainingConfig({ task: "n-parity", curriculum: "multi-head", model: continuous });
    const from = { network: "0".repeat(64), n: 5, head: 0 };
    expect(measurement.networks?.(stored)).toEqual(stored.solved);
    expect(stored.solved.length).toBeGreaterThan(0);
    expect(measurement.networks?.({ ...stored, config })).toEqual([]);
    expect(measurement.networks?.({ ...stored, config: { ...stored.config, from } })).toEqual([]);
  });
});
