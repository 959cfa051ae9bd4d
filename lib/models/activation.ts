import type { Ops } from "../engine/ops.js";

/** Nonlinearities of the paper. */
export const activationNames = ["leaky-relu", "relu", "tanh", "sigmoid"] as const;
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
