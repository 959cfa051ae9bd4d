import { mean } from "simple-statistics";
import { asGiven } from "../asGiven.js";
import type { Cell } from "../models/cell.js";
import { mustBeNetwork } from "../models/mustBeNetwork.js";
import type { Tensors } from "../tensor/tensor.js";
import { mustBeInDiscreteTime } from "./continuousTime.js";

/** What an analysis of weights needs of a network; a loaded checkpoint is one. */
export interface WeightedNetwork {
  readonly cell: Cell;
  readonly parameters: Tensors;
}

/**
 * Checks that a tensor means what it means in the leaky RNN, and not, under the same name, something else in a model of
 * its user's own.
 *
 * @param tensor  its name
 * @throws RangeError if the cell does not say so
 */
export function mustHaveLeakyNeurons({ name, hasLeakyNeurons }: Cell, tensor: string): void {
  if (hasLeakyNeurons) return;
  throw new RangeError(
    `${tensor}: expected that of leaky neurons (a leaky-rnn, or a cell with hasLeakyNeurons), got model ${asGiven(name)}`,
  );
}

/**
 * The recurrent weights as the model uses them, without self-connections.
 *
 * @returns a copy in float64, [n, n], row-major, row = receiving neuron, column = sending neuron, diagonal 0
 * @throws RangeError if it is no network, the model has no single recurrent weight matrix, or its neurons are not leaky
 */
export function recurrentWeight(network: WeightedNetwork): Float64Array {
  mustBeNetwork(network);
  const { cell, parameters } = network;
  const weight = parameters["recurrent.weight"];
  const { neurons: n } = cell;
  if (!weight || weight.data.length !== n * n) {
    throw new RangeError(`recurrent.weight: expected [${n}, ${n}], got ${shapeOf(weight)} (model ${cell.name})`);
  }
  mustHaveLeakyNeurons(cell, "recurrent.weight");
  const values = Float64Array.from(weight.data);
  for (let i = 0; i < n; i++) values[i * n + i] = 0;
  return values;
}

/**
 * τ of every neuron as the model uses it, in steps: never below 1; one τ for all counts for every neuron.
 *
 * @returns [n]
 * @throws RangeError if it is no network, or the model has no τ, is in continuous time, or its neurons are not leaky
 */
export function tauInUse(network: WeightedNetwork): Float64Array {
  mustBeNetwork(network);
  const { cell, parameters } = network;
  mustBeInDiscreteTime(cell);
  const { neurons: n } = cell;
  const tau = parameters.tau;
  if (!tau || (tau.data.length !== n && tau.data.length !== 1)) {
    throw new RangeError(`tau: expected [${n}] or one number, got ${shapeOf(tau)} (model ${cell.name})`);
  }
  mustHaveLeakyNeurons(cell, "tau");
  const isOne = tau.data.length === 1 || cell.description.tau === "shared";
  return isOne
    ? new Float64Array(n).fill(Math.max(1, mean([...tau.data])))
    : Float64Array.from(tau.data, (own) => Math.max(1, own));
}

function shapeOf(tensor: { readonly shape: readonly number[] } | undefined): string {
  return tensor ? `[${tensor.shape.join(", ")}]` : "no such tensor";
}
