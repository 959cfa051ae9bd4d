import type { Ops } from "../engine/ops.js";

/** Nonlinearities of the paper. */
export const activationNames = ["leaky-relu", "relu", "tanh", "sigmoid"] as const;
/** A nonlinearity φ of the paper. "leaky-relu" has the slope 0.01 for negative input. */
export type Activation = (typeof activationNames)[number];

/** Slope of the leaky rectifier for negative input. */
const negativeSlope = 0.01;

/** φ(a), elementwise. */
export function activate<V>(ops: Ops<V>, activation: Activation, a: V): V {
  switch (activation) {
    case "leaky-relu":
      return ops.leakyRelu(a, negativeSlope);
    case "relu":
      return ops.relu(a);
    case "tanh":
      return ops.tanh(a);
    case "sigmoid":
      return ops.sigmoid(a);
  }
}

/** φ(a) and its slope φ′(a) at one number, in double precision; at a kink the slope to its left. */
export function activationAt(activation: Activation, a: number): { value: number; slope: number } {
  switch (activation) {
    case "leaky-relu":
      return a > 0 ? { value: a, slope: 1 } : { value: negativeSlope * a, slope: negativeSlope };
    case "relu":
      return a > 0 ? { value: a, slope: 1 } : { value: 0, slope: 0 };
    case "tanh": {
      const value = Math.tanh(a);
      return { value, slope: 1 - value * value };
    }
    case "sigmoid": {
      const value = 1 / (1 + Math.exp(-a));
      return { value, slope: value * (1 - value) };
    }
  }
}

/** Whether something is the name of a nonlinearity. */
export function isActivation(name: unknown): name is Activation {
  return activationNames.some((known) => known === name);
}
