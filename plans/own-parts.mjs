// Models, tasks, curricula and optimisers of one's own, by name: an example of one each, for
//   npm run sweep -- plans/own-parts.json --parts plans/own-parts.mjs
// Every command that trains, tests or measures networks takes --parts; in a notebook it is
//   await loadParts("../plans/own-parts.mjs");
// A formula that changes should get another name: a stored network knows its model by name and options only.

import { constant, leakyRnn, uniform } from "emergent-timescales";

/**
 * Leaky neurons that are less easily excited when they were active: a slow variable a beside the state h,
 *
 *   a_t = a_{t−1} + (h_t − a_{t−1}) / τ_a, which takes g a_{t−1} / τ from what drives a neuron.
 *
 * g and τ_a are trained for every neuron; g begins with 0, as the leaky network, and τ_a uniform in 1 … slowest steps.
 *
 * @type {import("emergent-timescales").OwnCellMaker}
 */
function adaptiveRnn({ neurons: n, slowest = 20 }) {
  const leaky = leakyRnn({ neurons: n });
  return {
    ...leaky, // its parameters, and that they are what analyses of τ and of weights look at (hasLeakyNeurons)
    name: "adaptive-rnn",
    description: { name: "adaptive-rnn", neurons: n, slowest }, // all options: a stored network is made again by these
    states: { ...leaky.states, a: constant(0) },
    parameters: {
      ...leaky.parameters,
      g: { shape: [n], initialise: constant(0) },
      tauA: { shape: [n], initialise: uniform(1, slowest) },
    },
    prepare: (ops, p) => ({
      ...leaky.prepare(ops, p),
      strength: ops.divide(p.g, ops.max(p.tau, 1)),
      rate: ops.divide(1, ops.max(p.tauA, 1)),
    }),
    step(ops, { h, a }, x, { recurrent, input, bias, strength, rate }) {
      const drive = ops.add(ops.matMul(h, recurrent), ops.add(ops.matMul(x, input), bias)); // [B, n]
      const next = ops.leakyRelu(ops.subtract(drive, ops.multiply(strength, a)), 0.01);
      return { h: next, a: ops.add(a, ops.multiply(rate, ops.subtract(next, a))) };
    },
  };
}

/**
 * Are more of the last N bits 1 than 0? A sum to remember, where N-parity needs a bit of it only.
 *
 * @type {import("emergent-timescales").Task}
 */
const nMajority = {
  name: "n-majority",
  smallestN: 2,
  onesProbability: 0.5,
  labels(bits, steps, batch, ns) {
    const labels = new Uint8Array(batch * ns.length);
    for (let b = 0; b < batch; b++) {
      ns.forEach((n, column) => {
        labels[b * ns.length + column] = isMajority(bits, steps - 1, batch, b, n) ? 1 : 0;
      });
    }
    return labels;
  },
  labelsInTime(bits, steps, batch, n) {
    const labels = new Uint8Array(steps * batch);
    for (let t = 0; t < steps; t++) {
      for (let b = 0; b < batch; b++) labels[t * batch + b] = isMajority(bits, t, batch, b, n) ? 1 : 0;
    }
    return labels;
  },
};

/** Whether sequence b has more than n / 2 ones in the n bits up to step t; bits before the first are 0. */
function isMajority(bits, t, batch, b, n) {
  let ones = 0;
  for (let past = Math.max(0, t - n + 1); past <= t; past++) ones += bits[past * batch + b];
  return ones > n / 2;
}

/**
 * As single-head, but N grows by `add` at a time: does a larger step do as well?
 *
 * @type {import("emergent-timescales").OwnCurriculumMaker}
 */
function strides({ firstN = 2, lastN = 101, add = 2 }) {
  return {
    name: "strides",
    headCount: 1,
    first: () => ({ ns: [firstN], heads: [0] }),
    next: ({ ns: [n] }) => (n + add > lastN ? undefined : { ns: [n + add], heads: [0] }),
  };
}

/**
 * RMSProp: v ← 0.99 v + 0.01 g²; p ← p − rate · g / (√v + ε), of gradients g and parameters p.
 * Hinton 2012, Neural networks for machine learning, lecture 6e.
 *
 * @type {import("emergent-timescales").OwnOptimiserMaker}
 */
function rmsProp({ learningRate = 0.001 }) {
  return {
    name: "rms-prop",
    update(parameters, gradients, { tensors, steps }) {
      const next = {};
      for (const [name, { data: g, shape }] of Object.entries(gradients)) {
        const p = parameters[name].data;
        const v = new Float32Array(g.length);
        v.set(tensors[`v/${name}`]?.data ?? []); // zeros at first, and for the readouts of heads that were added since
        for (let i = 0; i < g.length; i++) {
          v[i] = 0.99 * v[i] + 0.01 * g[i] * g[i];
          p[i] -= (learningRate * g[i]) / (Math.sqrt(v[i]) + 1e-8);
        }
        next[`v/${name}`] = { shape, data: v };
      }
      return { tensors: next, steps: steps + 1 };
    },
  };
}

export const models = { "adaptive-rnn": adaptiveRnn };
export const tasks = { "n-majority": nMajority };
export const curricula = { strides };
export const optimisers = { "rms-prop": rmsProp };
