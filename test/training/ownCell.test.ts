import { describe, expect, it } from "vitest";
import {
  ablateNeurons,
  type Cell,
  constant,
  initialParameters,
  nParity,
  type Ops,
  train,
  uniform,
} from "../../lib/index.js";

/** What a reader would write in a notebook cell: an Elman network with one shared, trained leak. */
const ownCell: Cell = {
  name: "shared-leak",
  neurons: 40,
  description: { name: "shared-leak", neurons: 40 },
  states: { h: constant(0) },
  readout: "h",
  parameters: {
    w: { shape: [40, 40], initialise: uniform(-0.16, 0.16) },
    u: { shape: [1, 40], initialise: uniform(-1, 1) },
    leak: { shape: [], initialise: constant(0.9) },
  },
  prepare: (_, p) => p,
  step: (ops, { h }, x, { w, u, leak }) => {
    const drive = ops.tanh(ops.add(ops.matMul(h, w), ops.matMul(x, u)));
    return { h: ops.add(ops.multiply(ops.subtract(1, leak), h), ops.multiply(leak, drive)) };
  },
};

describe("a cell of one's own", () => {
  it("is trained by the graph engine like any other", async () => {
    const run = await train({ task: "n-parity", curriculum: "multi-head", maxN: 3, epochs: 30 }, { cell: ownCell });
    expect(run.reason).toBe("curriculum-ended");
    expect(run.solved.map(({ n }) => n)).toEqual([2, 3]);
    expect(run.state.parameters.leak.data[0]).not.toBeCloseTo(0.9, 3); // its leak was trained
    expect(run.config.model).toEqual({ name: "shared-leak", neurons: 40 });
    expect(run.epochs[0]).not.toHaveProperty("tauMean");
  });

  it("may be an instance of a class, whose neurons are ablated like others", async () => {
    class SharedLeak implements Cell {
      readonly name = "shared-leak";
      readonly neurons = 40;
      readonly description = ownCell.description;
      readonly states = ownCell.states;
      readonly readout = "h";
      readonly parameters = ownCell.parameters;
      prepare<V>(_: Ops<V>, parameters: Record<string, V>) {
        return parameters;
      }
      step<V>(ops: Ops<V>, states: Record<string, V>, input: V, prepared: Record<string, V>) {
        return ownCell.step(ops, states, input, prepared);
      }
    }
    const ablated = (cell: Cell) => {
      const network = { cell, task: nParity, parameters: initialParameters(cell, 1, 1) };
      return ablateNeurons(network, { head: 0, n: 2 }, [[], [0, 1]], { steps: 50, trials: 2 });
    };
    expect(await ablated(new SharedLeak())).toEqual(await ablated(ownCell));
  });

  it("has statistics of τ only if there is one for every neuron", async () => {
    const request = { task: "n-parity", curriculum: "multi-head", steps: 1, testBatches: 1, epochs: 1 };
    const withTau = async (shape: number[]) => {
      const cell = { ...ownCell, parameters: { ...ownCell.parameters, tau: { shape, initialise: constant(3) } } };
      return (await train(request, { cell })).epochs[0];
    };
    expect(await withTau([40])).toMatchObject({ tauMean: 3, tauStd: 0 });
    expect(await withTau([8])).not.toHaveProperty("tauMean");
    expect(await withTau([1, 40])).not.toHaveProperty("tauMean");
  });
});
