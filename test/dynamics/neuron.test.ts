import { describe, expect, it } from "vitest";
import { neuronWeights } from "../../lib/dynamics/neuronWeights.js";
import { recordActivity } from "../../lib/dynamics/recordActivity.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { tensor, zeros } from "../../lib/tensor/tensor.js";

describe("the weights of a neuron", () => {
  const network = {
    cell: leakyRnn({ neurons: 3 }),
    parameters: { "recurrent.weight": tensor(Float32Array.of(9, 1, -2, 3, 9, 0, -4, 5, 9), [3, 3]) },
  };

  it("are its row, from others, and its column, to others, without itself", () => {
    expect(neuronWeights(network, [1])).toEqual([
      {
        incoming: [
          { neuron: 0, weight: 3 },
          { neuron: 2, weight: 0 },
        ],
        outgoing: [
          { neuron: 0, weight: 1 },
          { neuron: 2, weight: 5 },
        ],
      },
    ]);
  });

  it("are those of a neuron that exists", () => {
    expect(() => neuronWeights(network, [3])).toThrow("neurons: expected indices of neurons, 0 … 2, got 3");
  });
});

describe("a recording", () => {
  it("of neurons without connections follows their input by its own rule", async () => {
    const taus = [1, 4];
    const parameters = {
      "input.weight": tensor(Float32Array.of(1, 1), [2]),
      "input.bias": zeros([2]),
      "recurrent.weight": zeros([2, 2]),
      "recurrent.bias": zeros([2]),
      tau: tensor(Float32Array.from(taus), [2]),
    };
    const { activity, bits } = await recordActivity({ cell: leakyRnn({ neurons: 2 }), parameters }, { steps: 40 });
    expect(new Set(bits)).toEqual(new Set([0, 1]));
    for (const [neuron, tau] of taus.entries()) {
      for (let t = 1; t < bits.length; t++) {
        const expected = (1 - 1 / tau) * activity[neuron][t - 1] + bits[t] / tau; // never below 0
        expect(activity[neuron][t]).toBeCloseTo(expected, 6);
      }
    }
  });
});
