import type { Tensors } from "../tensor/tensor.js";

/**
 * Checks the numbers of a network before its answers are counted: one that is NaN answers 0 to everything, which looks like
 * chance.
 *
 * @throws RangeError if one is not finite
 */
export function mustBeFinite(parameters: Tensors): void {
  for (const [name, { data }] of Object.entries(parameters)) {
    const bad = data.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) continue;
    throw new RangeError(`${name}: expected finite numbers, got ${data[bad]} at element ${bad} of the network's`);
  }
}
