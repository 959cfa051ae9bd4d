import { describe, expect, it } from "vitest";
import { gateTimescales } from "../../lib/dynamics/gateTimescales.js";
import { simulate } from "../../lib/dynamics/simulate.js";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import type { Cell } from "../../lib/models/cell.js";
import { gru } from "../../lib/models/gru.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { lstm } from "../../lib/models/lstm.js";
import { zeros } from "../../lib/tensor/tensor.js";
import { estimateTimescales } from "../../lib/timescales/estimateTimescales.js";
import { initialParameters } from "../../lib/training/parameters.js";

const neurons = 4;

/** Nothing but biases and weights of the input, set by hand. */
function empty(cell: Cell) {
  const parameters = Object.fromEntries(
    Object.entries(cell.parameters).map(([name, { shape }]) => [name, zeros(shape)]),
  );
  const set = (name: string, part: number, values: readonly number[]) => {
    parameters[name].data.set(values, part * neurons);
  };
  return { parameters, set };
}

/** A drive for which σ is f. */
const logit = (f: number) => Math.log(f / (1 - f));

const taus = [1.25, 2, 10, 500];

describe("timescales of gates", () => {
  it.each([
    { cell: lstm({ neurons }), state: "c", gate: "forgetGate" },
    { cell: gru({ neurons }), state: "h", gate: "updateGate" },
  ])("are 1 / (1 − σ(bias)) where there are no weights: $gate", async ({ cell, state, gate }) => {
    const { parameters, set } = empty(cell);
    set(
      "recurrent.bias",
      1,
      taus.map((tau) => logit(1 - 1 / tau)),
    );
    const result = await gateTimescales({ cell, parameters }, { steps: 200, trials: 3 });
    expect([result.state, result.gate]).toEqual([state, gate]);
    taus.forEach((tau, unit) => {
      expect(result.timescales[unit] / tau).toBeCloseTo(1, 4); // float32: 500 steps are 1 − 0.998
      expect(result.means[unit]).toBeCloseTo(1 - 1 / tau, 6);
    });
  });

  it("come from the mean of the gate, not of the timescales, where it follows the input", async () => {
    // Open to 0.9 by a one, to 0.5 by a zero: on average over fair bits 0.7, so 3.33 steps; not (10 + 2) / 2.
    const cell = lstm({ neurons });
    const { parameters, set } = empty(cell);
    const [low, high] = [logit(0.5), logit(0.9)];
    set("input.weight", 1, new Array(neurons).fill((high - low) / 2));
    set("input.bias", 1, new Array(neurons).fill((high + low) / 2));
    const of = async (onesProbability: number) =>
      (await gateTimescales({ cell, parameters }, { onesProbability, steps: 5000 })).timescales;
    expect((await of(1))[0]).toBeCloseTo(10, 4);
    expect((await of(0))[0]).toBeCloseTo(2, 4);
    expect((await of(0.5))[0] / (1 / 0.3)).toBeCloseTo(1, 1.5); // 50,000 bits: 0.7 ± 0.001
  });

  it("are those of the memory's decay: an LSTM whose gates do not depend on its states is as slow as its forget gate", async () => {
    // c_t = f c_{t−1} + σ(0) tanh(±1): an AR(1) process of fair bits, whose autocorrelation is f^lag.
    const cell = lstm({ neurons });
    const { parameters, set } = empty(cell);
    const slow = [2, 3, 6, 12];
    set(
      "recurrent.bias",
      1,
      slow.map((tau) => logit(1 - 1 / tau)),
    );
    set("input.weight", 2, new Array(neurons).fill(1));
    const { timescales } = await gateTimescales({ cell, parameters }, { steps: 100, trials: 1 });
    const options = { steps: 40_000, trials: 4, onesProbability: 0.5, estimators: ["ar1"] };
    const { rows } = await estimateTimescales({ cell, parameters }, { ...options, observed: "c" });
    slow.forEach((tau, unit) => {
      expect(timescales[unit]).toBeCloseTo(tau, 4);
      const expected = -1 / Math.log(1 - 1 / tau);
      expect(Math.abs(Number(rows[unit].tauNet) / expected - 1)).toBeLessThan(0.03);
    });
  });

  it("are infinite where a gate is fully open", async () => {
    const cell = lstm({ neurons });
    const { parameters, set } = empty(cell);
    set("recurrent.bias", 1, [100, 0, 0, 0]);
    const { timescales } = await gateTimescales({ cell, parameters }, { steps: 10, trials: 1 });
    expect(Array.from(timescales)).toEqual([Number.POSITIVE_INFINITY, 2, 2, 2]);
  });

  it("do not depend on how the simulation is cut, and are those of what simulate hands out", async () => {
    const cell = lstm({ neurons });
    const parameters = initialParameters(cell, 1, 5);
    const engine = new GraphEngine(cell);
    const options = { steps: 300, trials: 3, burnIn: 20, seed: 2 };
    const kept = new Float64Array(neurons);
    let pieces = 0;
    await simulate(
      { cell, engine, parameters },
      { ...options, onesProbability: 0.5, observed: "forgetGate", chunkMegabytes: 0.001 },
      ({ states }) => {
        pieces++;
        states.forEach((gate, i) => {
          kept[i % neurons] += gate / 900;
        });
      },
    );
    const { means } = await gateTimescales({ cell, engine, parameters }, options);
    await engine.dispose();
    expect(pieces).toBeGreaterThan(10);
    means.forEach((mean, unit) => {
      expect(mean).toBeCloseTo(kept[unit], 10);
    });
  });

  it("need a gate that keeps a state", async () => {
    const cell = leakyRnn({ neurons });
    await expect(gateTimescales({ cell, parameters: initialParameters(cell, 1, 1) })).rejects.toThrow(
      "expected a model with a gate that keeps a state, got leaky-rnn",
    );
  });
});

describe("a simulation", () => {
  it("refuses to observe what the cell does not have", async () => {
    const cell = gru({ neurons });
    const network = { cell, parameters: initialParameters(cell, 1, 1) };
    await expect(estimateTimescales(network, { steps: 100, trials: 1, observed: "c" })).rejects.toThrow(
      'observed: expected one of h, updateGate (model gru), got "c"',
    );
  });
});
