import { describe, expect, it } from "vitest";
import {
  ablation,
  type Cell,
  estimateTimescales,
  GraphEngine,
  leakyRnn,
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
const expected = "expected that of leaky neurons (a leaky-rnn, or a cell with hasLeakyNeurons), got model";
const ofWeight = new RangeError(`recurrent.weight: ${expected} "own"`);
const ofTau = new RangeError(`tau: ${expected} "own"`);

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

/** Leaky neurons whose nonlinearity is a user's own: x / (1 + |x|), by the operations that there are. */
const leaky = leakyRnn({ neurons: n, leak: "outside" });
const softsign: Cell = {
  ...leaky,
  ...{ name: "softsign", description: { name: "softsign", neurons: n } },
  step(ops, { h }, x, { recurrent, input, bias, rate, kept }) {
    const drive = ops.add(ops.matMul(h, recurrent), ops.add(ops.matMul(x, input), bias));
    const size = ops.add(ops.relu(drive), ops.relu(ops.multiply(drive, -1)));
    return { h: ops.add(ops.multiply(h, kept), ops.multiply(ops.divide(drive, ops.add(size, 1)), rate)) };
  },
};

describe("a cell of one's own that says that its neurons are leaky", () => {
  const network = { cell: softsign, parameters: initialParameters(softsign, 1, 1) };

  it("has the τ and the weights of the leaky RNN with the same parameters", () => {
    const same = { cell: leaky, parameters: network.parameters };
    expect(tauInUse(network)).toEqual(tauInUse(same));
    expect(recurrentWeight(network)).toEqual(recurrentWeight(same));
    expect(strengthAgainstTau(network)).toEqual(strengthAgainstTau(same));
    expect(weightStatistics(network)).toEqual(weightStatistics(same));
  });

  it("has a τ_net beside the τ of every neuron, is ablated by τ, and its τ are perturbed", async () => {
    const { rows } = await estimateTimescales(network, { steps: 300, trials: 2, estimators: ["ar1"] });
    expect(rows.map(({ tau }) => tau)).toEqual([...tauInUse(network)]);
    const tested = { ...network, task: nParity, engine: new GraphEngine(softsign) };
    const options = { steps: 20, trials: 1 };
    const ablated = await ablation(tested, { head: 0, n: 2 }, { ...options, count: 1 });
    expect(ablated.rows.map(({ tau, neuron }) => tau === tauInUse(network)[neuron])).toEqual([true, true, true]);
    const perturbed = await perturbation(tested, "tau", { head: 0, n: 2 }, { ...options, epsilons: [1], draws: 1 });
    expect(perturbed.rows.length).toBe(1);
    await tested.engine.dispose();
  });

  it.each([
    ["tau", "hasLeakyNeurons: expected a parameter tau [6] or [], got none"],
    ["recurrent.weight", "hasLeakyNeurons: expected a parameter recurrent.weight [6, 6], got none"],
  ])("is refused without %s", (parameter, problem) => {
    const { [parameter]: _, ...parameters } = softsign.parameters;
    expect(() => new GraphEngine({ ...softsign, parameters })).toThrow(new RangeError(`model "softsign": ${problem}`));
  });
});
