import { asGiven } from "../asGiven.js";
import { builtIn } from "../builtIn.js";
import type { Ops } from "../engine/ops.js";
import { checkKnownOptions } from "../knownFields.js";
import { mustBeOneOf } from "../mustBe.js";
import type { Tensors } from "../tensor/tensor.js";
import { type Activation, activate, activationNames } from "./activation.js";
import { type Cell, constant, type ParameterSpec, uniform } from "./cell.js";

/** The size and the variant of a leaky network. */
export interface LeakyRnnOptions {
  /** Number of neurons, n. */
  neurons: number;
  /** Whether the leak acts inside the nonlinearity or outside it. Default: "inside", as in the paper. */
  leak?: "inside" | "outside";
  /** The nonlinearity φ. Default: "leaky-relu". */
  activation?: Activation;
  /**
   * "trained": one τ per neuron, at first uniform in 1 … 2. "shared": one trained τ for all neurons, which begins in
   * the middle of these and moves as fast as one neuron's does. "random": one per neuron that stays as it was drawn. A
   * number of at least 1: that τ, in steps, for all neurons, untrained. Default: "trained".
   */
  tau?: "trained" | "shared" | "random" | number;
  /**
   * "discrete": a bit is one step. "continuous": a bit lasts a time of 1, which is k steps where inputs are shown k
   * times; τ is a time too, k τ steps long. Needs the leak outside and a trained τ. Default: "discrete".
   */
  time?: "discrete" | "continuous";
}

/** The names of the options. */
export const leakyRnnOptions = [
  "neurons",
  "leak",
  "activation",
  "tau",
  "time",
] as const satisfies (keyof LeakyRnnOptions)[];

/** τ as a parameter: [n], equal numbers where it is shared, or [] where it is a stated number. */
function tauParameter(tau: NonNullable<LeakyRnnOptions["tau"]>, n: number): ParameterSpec {
  if (typeof tau === "number") return { shape: [], initialise: constant(tau), trained: false };
  if (tau === "shared") return { shape: [n], initialise: constant(1.5) };
  return { shape: [n], initialise: uniform(1, 2), ...(tau === "random" ? { trained: false } : {}) };
}

/**
 * Leaky recurrent network with a timescale τ per neuron:
 *
 *   leak inside    h_t = φ((1 − 1/τ) h_{t−1} + (W h_{t−1} + b_rec + w_in x_t + b_in) / τ)
 *   leak outside   h_t = (1 − 1/τ) h_{t−1} + φ(W h_{t−1} + b_rec + w_in x_t + b_in) / τ
 *
 * with x_t = 0 or 1 and h_0 = 0.1 · U(0, 1), drawn anew for every sequence. W has no diagonal: no neuron drives itself.
 * A trained τ is clamped at 1 step from below when used; a fixed one is used as it is.
 *
 * Parameters are `input.weight` w_in [n], `input.bias` [n], `recurrent.weight` W [n, n], row = receiving neuron,
 * `recurrent.bias` [n], and `tau` [n], or [] where it is a stated number.
 *
 * @throws RangeError if the options are no object, or one is unknown or not valid
 * @source Khajehabdollahi et al. 2024, Eq. 1
 */
export function leakyRnn(options: LeakyRnnOptions): Cell {
  checkKnownOptions('model "leaky-rnn"', options, leakyRnnOptions);
  const { neurons: n, leak = "inside", activation = "leaky-relu", tau = "trained", time = "discrete" } = options;
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`neurons: expected a positive integer, got ${asGiven(n)}`);
  mustBeOneOf("leak", leak, ["inside", "outside"]);
  if (!activationNames.includes(activation)) {
    throw new RangeError(
      `activation: expected one of ${activationNames.join(", ")}, got ${JSON.stringify(activation)}`,
    );
  }
  if (
    !["trained", "shared", "random"].includes(String(tau)) &&
    !(typeof tau === "number" && tau >= 1 && tau < Infinity)
  ) {
    throw new RangeError(
      `tau: expected "trained", "shared", "random" or a number of at least 1, got ${JSON.stringify(tau)}`,
    );
  }
  mustBeOneOf("time", time, ["discrete", "continuous"]);
  const continuousTime = time === "continuous";
  if (continuousTime && (leak !== "outside" || tau !== "trained")) {
    throw new RangeError(`time: "continuous" needs leak "outside" and tau "trained", got leak "${leak}", tau ${tau}`);
  }
  const bound = 1 / Math.sqrt(n);
  /** Share of its distance to the target that a neuron's state goes in one step: 1/τ, [n] or a scalar. */
  const rateOf = <V>(ops: Ops<V>, p: Record<string, V>) => {
    if (tau === "random" || typeof tau === "number") return ops.divide(1, p.tau);
    // A single number would move n times as fast, by the sum of what the neurons ask for, and in the first epoch below
    // 1, where its gradient ends. A mean of n moves by the mean.
    const own = tau === "shared" ? ops.divide(ops.sum(p.tau), n) : p.tau;
    return ops.divide(1, ops.max(continuousTime ? ops.multiply(own, p.repeats) : own, 1));
  };

  const common = {
    name: "leaky-rnn",
    neurons: n,
    continuousTime,
    description: { name: "leaky-rnn", neurons: n, leak, activation, tau, ...(continuousTime ? { time } : {}) },
    states: { h: uniform(0, 0.1) },
    readout: "h",
    hasLeakyNeurons: true,
    parameters: {
      "input.weight": { shape: [n], initialise: uniform(-1, 1) },
      "input.bias": { shape: [n], initialise: uniform(-1, 1) },
      "recurrent.weight": { shape: [n, n], initialise: uniform(-bound, bound) }, // receiving × sending
      "recurrent.bias": { shape: [n], initialise: uniform(-bound, bound) },
      tau: tauParameter(tau, n),
    },

    // No neuron drives itself. The gradient of the diagonal is left whole, as published.
    constrain(parameters: Tensors) {
      const weight = parameters["recurrent.weight"].data;
      for (let i = 0; i < n; i++) weight[i * n + i] = 0;
    },
  };

  if (leak === "inside") {
    return builtIn({
      ...common,
      // All that is linear in h collapses into one matrix, 1 + diag(1/τ) (W − 1): one product per step.
      prepare<V>(ops: Ops<V>, p: Record<string, V>) {
        const rate = rateOf(ops, p);
        const own = ops.identity(n);
        const change = ops.multiply(ops.subtract(p["recurrent.weight"], own), ops.reshape(rate, [-1, 1]));
        return {
          recurrent: ops.transpose(ops.add(own, change)), // sending × receiving
          input: ops.reshape(ops.multiply(p["input.weight"], rate), [1, n]),
          bias: ops.multiply(ops.add(p["input.bias"], p["recurrent.bias"]), rate),
        };
      },
      step<V>(ops: Ops<V>, { h }: Record<string, V>, x: V, { recurrent, input, bias }: Record<string, V>) {
        const drive = ops.add(ops.matMul(x, input), bias); // [B, n]
        return { h: activate(ops, activation, ops.add(ops.matMul(h, recurrent), drive)) };
      },
    });
  }
  return builtIn({
    ...common,
    prepare<V>(ops: Ops<V>, p: Record<string, V>) {
      const rate = rateOf(ops, p);
      return {
        recurrent: ops.transpose(p["recurrent.weight"]), // sending × receiving
        input: ops.reshape(p["input.weight"], [1, n]),
        bias: ops.add(p["input.bias"], p["recurrent.bias"]),
        rate,
        kept: ops.subtract(1, rate),
      };
    },
    step<V>(ops: Ops<V>, { h }: Record<string, V>, x: V, { recurrent, input, bias, rate, kept }: Record<string, V>) {
      const drive = ops.add(ops.matMul(h, recurrent), ops.add(ops.matMul(x, input), bias)); // [B, n]
      return { h: ops.add(ops.multiply(h, kept), ops.multiply(activate(ops, activation, drive), rate)) };
    },
  });
}
