import { asGiven } from "../asGiven.js";

/** @throws RangeError if one of them is no index of a neuron, of so many */
export function mustBeNeurons(what: string, indices: readonly number[], neurons: number): void {
  for (const index of indices) {
    if (Number.isInteger(index) && index >= 0 && index < neurons) continue;
    throw new RangeError(`${what}: expected indices of neurons, 0 … ${neurons - 1}, got ${asGiven(index)}`);
  }
}
