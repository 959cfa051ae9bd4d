import type { Cell } from "../models/cell.js";
import type { NetworkOps } from "./ops.js";

/** The readout heads of a stage: `weight` [2·K, n], head-major, `bias` [2·K]. */
export interface Heads<V> {
  weight: V;
  bias: V;
}

/**
 * Logits of every head after the last step.
 *
 * @param inputs   [T, B, 1]
 * @param initial  states before the first step, [B, n]
 * @returns [B, 2·K]
 */
export function logits<V>(
  ops: NetworkOps<V>,
  cell: Cell,
  parameters: Record<string, V>,
  heads: Heads<V>,
  inputs: V,
  initial: Record<string, V>,
): V {
  const prepared = cell.prepare(ops, parameters);
  const { last } = ops.scan((states, input) => cell.step(ops, states, input, prepared), initial, inputs);
  return ops.add(ops.matMul(last[cell.readout], ops.transpose(heads.weight)), heads.bias);
}

/**
 * Cross-entropy of every sequence and head.
 *
 * @param targets  one-hot, [B·K, 2]
 * @returns [B·K, 1]
 */
export function losses<V>(ops: NetworkOps<V>, logitsOfHeads: V, targets: V): V {
  return ops.crossEntropy(ops.reshape(logitsOfHeads, [-1, 2]), targets);
}
