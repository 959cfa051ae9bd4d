import type { ModelDescription } from "../models/cell.js";
import { type Tensors, tensor } from "../tensor/tensor.js";

/**
 * Brings the τ of a leaky RNN's file and what the description says of it together. A file has one τ per neuron or, of
 * shape [] or [1], one for all; a description says "trained" or "shared", a number, or nothing.
 *
 *   | in the file     | "trained", "shared" | a number                | nothing            |
 *   |-----------------|---------------------|-------------------------|--------------------|
 *   | one per neuron  | as it is            | fixed, if all are equal | trained            |
 *   | one for all     | the same for every  | fixed, if equal         | fixed, at least 1  |
 *
 * @returns the model with its τ, and the tensors with τ in the shape that this model has; others are left alone
 */
export function withTauAsDescribed(
  model: ModelDescription,
  tensors: Tensors,
  refuse: (problem: string) => never,
): { model: ModelDescription; tensors: Tensors } {
  const { neurons: n, tau } = model;
  const stored = Object.hasOwn(tensors, "tau") ? tensors.tau : undefined;
  const weight = Object.hasOwn(tensors, "input.weight") ? tensors["input.weight"] : undefined;
  // With another number of neurons than stated nothing fits, and what to say of it is not τ's business.
  if (model.name !== "leaky-rnn" || !stored || weight?.data.length !== n) return { model, tensors };
  const withTau = (data: Float32Array, shape: number[]) => ({ ...tensors, tau: tensor(data, shape) });
  const shape = stored.shape.join();
  const isOnePerNeuron = shape === String(n);
  const isOneForAll = !isOnePerNeuron && (shape === "" || shape === "1");

  if (typeof tau === "number" && (isOnePerNeuron || isOneForAll)) {
    const other = stored.data.find((value) => value !== Math.fround(tau));
    if (other !== undefined) refuse(`expected tau to be ${tau}, as the description of the model says, got ${other}`);
    return { model, tensors: withTau(Float32Array.of(tau), []) };
  }
  if (isOneForAll && (tau === "trained" || tau === "shared")) {
    return { model, tensors: withTau(new Float32Array(n).fill(stored.data[0]), [n]) };
  }
  if (isOneForAll && tau === undefined && Number.isFinite(stored.data[0])) {
    const fixed = Math.max(1, stored.data[0]);
    return { model: { ...model, tau: fixed }, tensors: withTau(Float32Array.of(fixed), []) };
  }
  return { model, tensors };
}
