import { afterAll, describe, expect, it } from "vitest";
import { accuracyInTime, accuracyOf, testSequences } from "../../lib/dynamics/accuracyInTime.js";
import { tauInUse } from "../../lib/dynamics/leakyParameters.js";
import { lengthGeneralisation } from "../../lib/dynamics/lengthGeneralisation.js";
import { scoreSequences } from "../../lib/dynamics/scoreSequences.js";
import { simulate } from "../../lib/dynamics/simulate.js";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import { ablateNeurons } from "../../lib/interventions/ablateNeurons.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { nParity } from "../../lib/tasks/nParity.js";
import { initialParameters } from "../../lib/training/parameters.js";

const n = 6;
const options = { neurons: n, leak: "outside", activation: "tanh" } as const;
const cell = leakyRnn({ ...options, time: "continuous" });
const engine = new GraphEngine(cell);
const discrete = leakyRnn(options);
const discreteEngine = new GraphEngine(discrete);
afterAll(async () => {
  await engine.dispose();
  await discreteEngine.dispose();
});

const parameters = initialParameters(cell, 2, 3);
cell.constrain?.(parameters);
for (const [i, tau] of [0.05, 0.12, 0.4, 1.1, 1.7, 3].entries()) parameters.tau.data[i] = tau;
const network = { cell, task: nParity, engine, parameters };
const inDiscreteTime = { cell: discrete, task: nParity, engine: discreteEngine, parameters };
const questions = [
  { head: 0, n: 2 },
  { head: 1, n: 3 },
];

/** Share of right answers of every head in one sequence, in float64 by the equation, asked after k steps of each bit. */
function byEquation(bits: readonly number[], h0: readonly number[], k: number, from: number): number[] {
  const value = (name: string) => Array.from(parameters[name].data);
  const [tau, w, b, u, c] = ["tau", "recurrent.weight", "recurrent.bias", "input.weight", "input.bias"].map(value);
  const [readout, offset] = ["readout.weight", "readout.bias"].map(value);
  let h = [...h0];
  const right = [0, 0];
  for (const [t, x] of bits.entries()) {
    for (let step = 0; step < k; step++) {
      h = h.map((own, i) => {
        const drive = h.reduce((sum, other, j) => sum + w[i * n + j] * other, b[i] + u[i] * x + c[i]);
        const rate = 1 / Math.max(1, k * tau[i]);
        return (1 - rate) * own + rate * Math.tanh(drive);
      });
    }
    if (t < from) continue;
    for (const { head, n: N } of questions) {
      const logit = (which: number) =>
        h.reduce((sum, own, i) => sum + readout[(2 * head + which) * n + i] * own, offset[2 * head + which]);
      const parity = bits.slice(t - N + 1, t + 1).reduce((sum, bit) => sum + bit, 0) % 2;
      if (Number(logit(1) > logit(0)) === parity) right[head]++;
    }
  }
  return right.map((count) => count / (bits.length - from));
}

describe("accuracy in continuous time", () => {
  it.each([1, 3, 10])("is that of the equation, answers after the last of %i steps of a bit", async (repeats) => {
    const protocol = { steps: 150, dropped: 5, trials: 3, repeats };
    const { bits, initial } = testSequences(cell, nParity, protocol);
    const expected = [0, 1, 2].map((trial) =>
      byEquation(
        Array.from({ length: 155 }, (_, t) => bits[3 * t + trial]),
        Array.from(initial.h.data.subarray(trial * n, (trial + 1) * n)),
        repeats,
        5,
      ),
    );
    const accuracies = await accuracyOf(network, questions, protocol);
    accuracies.forEach(({ mean }, head) => {
      expect(mean).toBeCloseTo((expected[0][head] + expected[1][head] + expected[2][head]) / 3, 12);
    });
  });

  it("with one step a bit is that of the same network in discrete time", async () => {
    const protocol = { steps: 500, trials: 4 };
    const once = await accuracyOf(network, questions, { ...protocol, repeats: 1 });
    expect(once).toEqual(await accuracyOf(inDiscreteTime, questions, protocol));
    expect(once).toEqual(await accuracyOf(inDiscreteTime, questions, { ...protocol, repeats: 1 }));
  });

  it("does not depend on how long sequences are cut, which are longer than fits at a time", async () => {
    // 4e6 numbers at a time: 50 × 7 × (6 + 4) a bit, so 1143 bits of these 2200.
    const { bits, initial } = testSequences(cell, nParity, { steps: 2200, dropped: 0, trials: 50 });
    const score = async (steps: number) => {
      const sequences = { bits: bits.subarray(0, 50 * steps), steps, batch: 50, initial, repeats: 7 };
      return scoreSequences(network, sequences, questions, [{ from: 10, to: 1000 }]);
    };
    expect(await score(2200)).toEqual(await score(1000));
    const halves = await scoreSequences(network, { bits, steps: 2200, batch: 50, initial, repeats: 7 }, questions, [
      { from: 10, to: 1110 },
      { from: 1110, to: 2200 },
      { from: 10, to: 2200 },
    ]);
    for (const [first, second, all] of halves) {
      all.forEach((share, b) => {
        expect(share).toBeCloseTo((1100 * first[b] + 1090 * second[b]) / 2190, 12);
      });
    }
  });

  it("is asked of the same bits whatever a step is", () => {
    const bits = (repeats: number) => testSequences(cell, nParity, { steps: 20, repeats }).bits;
    expect(bits(3)).toEqual(bits(100));
  });

  it("of an ablation that leaves every neuron is that of the network", async () => {
    const protocol = { steps: 60, trials: 2, repeats: 4 };
    const [whole] = await ablateNeurons(network, questions[1], [[]], protocol);
    const [{ mean, std }] = await accuracyOf(network, [questions[1]], protocol);
    expect(whole).toEqual({ mean, std });
  });
});

describe("a network in continuous time", () => {
  const expected = "repeats: expected how many steps a bit lasts for a leaky-rnn in continuous time, got nothing";

  it("is not asked before it is said how long a bit lasts", async () => {
    await expect(accuracyInTime({ ...network, ns: [2, 3] })).rejects.toThrow(expected);
    await expect(lengthGeneralisation(network, questions)).rejects.toThrow(expected);
    await expect(ablateNeurons(network, questions[0], [[0]])).rejects.toThrow(expected);
    await expect(accuracyOf(network, questions, { repeats: 1.5 })).rejects.toThrow(
      "repeats: expected an integer of at least 1, got 1.5",
    );
    await expect(accuracyOf(inDiscreteTime, questions, { repeats: 2 })).rejects.toThrow(
      "repeats: expected 1 for a leaky-rnn in discrete time, got 2",
    );
  });

  it("has no timescales in steps", async () => {
    const refused = "expected a network in discrete time, got a leaky-rnn in continuous time";
    await expect(simulate(network, { steps: 5 }, () => {})).rejects.toThrow(refused);
    expect(() => tauInUse(network)).toThrow(refused);
  });
});
