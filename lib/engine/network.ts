import type { Cell, Observable } from "../models/cell.js";
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
  const { last } = run(ops, cell, parameters, inputs, initial);
  return readOut(ops, last[cell.readout], heads);
}

/**
 * Logits of every head after every step.
 *
 * @returns [T·B, 2·K], and the states after the last step
 */
export function logitsInTime<V>(
  ops: NetworkOps<V>,
  cell: Cell,
  parameters: Record<string, V>,
  heads: Heads<V>,
  inputs: V,
  initial: Record<string, V>,
): { logits: V; last: Record<string, V> } {
  const { kept, last } = run(ops, cell, parameters, inputs, initial, [cell.readout]);
  const states = ops.reshape(kept[cell.readout], [-1, cell.neurons]); // [T·B, n]
  return { logits: readOut(ops, states, heads), last };
}

/**
 * Runs a cell over all steps.
 *
 * @param keep  states and observables of the cell that are returned for every step, [T, B, n]
 * @throws RangeError if the cell has none of such a name
 */
export function run<V>(
  ops: NetworkOps<V>,
  cell: Cell,
  parameters: Record<string, V>,
  inputs: V,
  initial: Record<string, V>,
  keep: readonly string[] = [],
): { last: Record<string, V>; kept: Record<string, V> } {
  const prepared = named(cell, "prepared", cell.prepare(ops, named(cell, "parameter", parameters)));
  const observed = keep.flatMap((name) => {
    const observable = observableNamed(cell, name);
    return observable ? [{ name, observable }] : [];
  });
  const step = (states: Record<string, V>, input: V) => ({
    ...cell.step(ops, named(cell, "state", states), input, prepared),
    ...Object.fromEntries(observed.map(({ name, observable }) => [name, observable(ops, states, input, prepared)])),
  });
  return ops.scan(step, initial, inputs, { keep });
}

/** The same values; asking for one that is not there tells so, and not what cannot be done with undefined. */
function named<V>({ name: model }: Cell, kind: string, values: Record<string, V>): Record<string, V> {
  return new Proxy(values, {
    get(target, name) {
      if (typeof name === "symbol" || Object.hasOwn(target, name)) return Reflect.get(target, name);
      const known = Object.keys(target).join(", ");
      throw new RangeError(`model "${model}", ${kind}: expected one of ${known}, got "${name}"`);
    },
  });
}

/** The observable of a name; undefined for a state. */
function observableNamed({ name: model, states, observables = {} }: Cell, name: string): Observable | undefined {
  if (Object.hasOwn(states, name)) return undefined;
  if (Object.hasOwn(observables, name)) return observables[name];
  const known = [...Object.keys(states), ...Object.keys(observables)].join(", ");
  throw new RangeError(`observed: expected one of ${known} (model ${model}), got ${JSON.stringify(name)}`);
}

function readOut<V>(ops: NetworkOps<V>, states: V, heads: Heads<V>): V {
  return ops.add(ops.matMul(states, ops.transpose(heads.weight)), heads.bias);
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
