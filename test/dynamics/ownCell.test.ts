import { describe, expect, it } from "vitest";
import {
  ablation,
  type Cell,
  estimateTimescales,
  GraphEngine,
  linearPart,
  neuronWeights,
  nParity,
  perturbation,
  recurrentWeight,
  spectrum,
  strengthAgainstTau,
  tauInUse,
  uniform,
  weightStatistics,
} from "../../lib/index.js";
import { initialParameters } from "../../lib/training/parameters.js";

const n = 6;

/** Neurons that drive themselves, each with a leak σ(τ): tensors with the names of the leaky RNN that mean something else. */
const cell: Cell = {
  name: "own",
  neurons: n,
  description: { name: "own", neurons: n },
  states: { h: uniform(0, 0.1) },
  readout: "h",
  parameters: {
    "recurrent.weight": { shape: [n, n], initialise: uniform(-0.3, 0.3) },
    "input.weight": { shape: [1, n], initialise: uniform(-1, 1) },
    tau: { shape: [n], initialise: uniform(-2, 2) },
  },
  prepare: (ops, p) => ({ ...p, leak: ops.sigmoid(p.tau) }),
  step(ops, { h }, x, p) {
    const drive = ops.tanh(ops.add(ops.matMul(h, p["recurrent.weight"]), ops.matMul(x, p["input.weight"])));
    return { h: ops.add(ops.multiply(ops.subtract(1, p.leak), h), ops.multiply(p.leak, drive)) };
  },
};
const network = { cell, parameters: initialParameters(cell, 1, 1) };
const ofWeight = new RangeError('recurrent.weight: expected that of a leaky-rnn, got model "own"');
const ofTau = new RangeError('tau: expected that of a leaky-rnn, got model "own"');

describe("a cell of one's own with tensors of the names of the leaky RNN's", () => {
  it.each<[string, () => unknown, RangeError]>([
    ["recurrentWeight", () => recurrentWeight(network), ofWeight],
    ["weightStatistics", () => weightStatistics(network), ofWeight],
    ["strengthAgainstTau", () => strengthAgainstTau(network), ofWeight],
    ["linearPart", () => linearPart(network), ofWeight],
    ["neuronWeights", () => neuronWeights(network, [0]), ofWeight],
    ["tauInUse", () => tauInUse(network), ofTau],
  ])("is not taken for one by %s", (_, analyse, error) => {
    expect(analyse).toThrow(error);
  });

  it("is not ablated by its τ, nor are these perturbed, but its weights are", async () => {
    const question = { head: 0, n: 2 };
    const tested = { ...network, task: nParity, engine: new GraphEngine(cell) };
    const options = { steps: 20, trials: 1 };
    await expect(ablation(tested, question, { ...options, count: 1 })).rejects.toThrow(ofTau);
    await expect(perturbation(tested, "tau", question, options)).rejects.toThrow(ofTau);
    const { rows } = await perturbation(tested, "recurrent-weight", question, {
      ...options,
      epsilons: [0.1],
      draws: 1,
    });
    expect(rows.length).toBe(1);
    await tested.engine.dispose();
  });

  it("has a τ_net of every neuron beside no τ, and a spectrum of the matrix that one gives", async () => {
    const { rows } = await estimateTimescales(network, { steps: 300, trials: 2, estimators: ["ar1"] });
    expect(rows.map(({ tau }) => tau)).toEqual(new Array(n).fill(null));
    expect(spectrum(Float64Array.from(network.parameters["recurrent.weight"].data), n).real.length).toBe(n);
  });
});
