import { describe, expect, it } from "vitest";
import { RandomStream } from "../../lib/random/stream.js";
import { type Tensors, tensor } from "../../lib/tensor/tensor.js";
import { adam, freshOptimiserState, type OptimiserState } from "../../lib/training/optimiser.js";

/** Parameter "readout.weight", [heads, 2]. */
function readout(values: readonly number[]): Tensors {
  return { "readout.weight": tensor(new Float32Array(values), [values.length / 2, 2]) };
}

describe("adam", () => {
  const optimiser = adam({ learningRate: 0.01 });

  it("follows Algorithm 1 of Kingma & Ba 2015, in float64 beside it", () => {
    const random = RandomStream.named(1, "gradients");
    const parameters = readout([0.5, -0.25]);
    const expected = [0.5, -0.25];
    const [m, v] = [
      [0, 0],
      [0, 0],
    ];
    let state = freshOptimiserState;
    for (let t = 1; t <= 50; t++) {
      const g = new Float32Array(2);
      random.fillUniform(g, -1, 2);
      for (const i of [0, 1]) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] ** 2;
        expected[i] -= (0.01 * (m[i] / (1 - 0.9 ** t))) / (Math.sqrt(v[i] / (1 - 0.999 ** t)) + 1e-8);
      }
      state = optimiser.update(parameters, readout(Array.from(g)), state);
    }
    for (const i of [0, 1]) expect(parameters["readout.weight"].data[i]).toBeCloseTo(expected[i], 5);
  });

  it("takes the steps of a fresh parameter along a head that joins later", () => {
    const old = { parameters: readout([0, 0]), state: freshOptimiserState };
    for (let t = 0; t < 3000; t++) old.state = optimiser.update(old.parameters, readout([1, -1]), old.state);
    const joined = readout([...old.parameters["readout.weight"].data, 0, 0]);
    const alone = readout([0, 0]);
    let [state, fresh]: OptimiserState[] = [old.state, freshOptimiserState];
    for (let t = 0; t < 20; t++) {
      const slope = 1 / (t + 1);
      state = optimiser.update(joined, readout([1, -1, slope, 3]), state);
      fresh = optimiser.update(alone, readout([slope, 3]), fresh);
      expect(Array.from(joined["readout.weight"].data.subarray(2))).toEqual(Array.from(alone["readout.weight"].data));
    }
  });

  it("goes on from a state that does not tell the steps of rows as if all had taken every step", () => {
    const [told, untold] = [readout([0, 0]), readout([0, 0])];
    let state = freshOptimiserState;
    for (let t = 0; t < 10; t++) state = optimiser.update(told, readout([1, 2]), state);
    untold["readout.weight"].data.set(told["readout.weight"].data);
    const { "steps/readout.weight": steps, ...tensors } = structuredClone(state.tensors);
    expect(Array.from(steps.data)).toEqual([10]);
    const next = optimiser.update(told, readout([1, -2]), state);
    const other = optimiser.update(untold, readout([1, -2]), { tensors, steps: 10 });
    expect(untold).toEqual(told);
    expect(other).toEqual(next);
  });
});
