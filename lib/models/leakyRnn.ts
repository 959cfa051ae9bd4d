import type { Ops } from "../engine/ops.js";
import type { Tensors } from "../tensor/tensor.js";
import { type Cell, uniform } from "./cell.js";

export interface LeakyRnnOptions {
  /** Number of neurons, n. */
  neurons: number;
}

/** Slope of the leaky rectifier for negative input. */
const negativeSlope = 0.01;

/**
 * Leaky recurrent network with a trained timescale τ per neuron, the leak inside the nonlinearity:
 *
 *   h_t = φ((1 − 1/τ) h_{t−1} + (W h_{t−1} + b_rec + w_in x_t + b_in) / τ),  φ = LeakyReLU, τ clamped at 1
 *
 * With α = 1/τ all that is linear in h collapses into one matrix, M = diag(1 − α) + Wᵀ diag(α), so that a step is
 * h_t = φ(h_{t−1} M + x_t u + v): a single matrix product.
 *
 * @throws RangeError if `neurons` is not a positive integer
 * @source Khajehabdollahi et al. 2024, Eq. 1
 */
export function leakyRnn({ neurons: n }: LeakyRnnOptions): Cell {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`neurons: expected a positive integer, got ${n}`);
  const bound = 1 / Math.sqrt(n);
  return {
    name: "leaky-rnn",
    neurons: n,
    description: { name: "leaky-rnn", neurons: n, leak: "inside", activation: "leaky-relu", tau: "trained" },
    states: { h: uniform(0, 0.1) },
    readout: "h",
    parameters: {
      "input.weight": { shape: [n], initialise: uniform(-1, 1) },
      "input.bias": { shape: [n], initialise: uniform(-1, 1) },
      "recurrent.weight": { shape: [n, n], initialise: uniform(-bound, bound) }, // receiving × sending
      "recurrent.bias": { shape: [n], initialise: uniform(-bound, bound) },
      tau: { shape: [n], initialise: uniform(1, 2) },
    },

    // No neuron drives itself. The gradient of the diagonal is left whole, as published.
    constrain(parameters: Tensors) {
      const weight = parameters["recurrent.weight"].data;
      for (let i = 0; i < n; i++) weight[i * n + i] = 0;
    },

    prepare<V>(ops: Ops<V>, p: Record<string, V>) {
      const rate = ops.divide(1, ops.max(p.tau, 1)); // α, [n]
      const keep = ops.multiply(ops.identity(n), ops.subtract(1, rate)); // diag(1 − α)
      return {
        recurrent: ops.add(keep, ops.multiply(ops.transpose(p["recurrent.weight"]), rate)), // M, sending × receiving
        input: ops.reshape(ops.multiply(p["input.weight"], rate), [1, n]), // u
        bias: ops.multiply(ops.add(p["input.bias"], p["recurrent.bias"]), rate), // v
      };
    },

    step<V>(ops: Ops<V>, { h }: Record<string, V>, x: V, { recurrent, input, bias }: Record<string, V>) {
      const drive = ops.add(ops.matMul(x, input), bias); // [B, n]
      return { h: ops.leakyRelu(ops.add(ops.matMul(h, recurrent), drive), negativeSlope) };
    },
  };
}
