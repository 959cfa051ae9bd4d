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

/**
 * Checks the states that a network has come to: once beyond float32 they stay there, and whatever is measured of them
 * looks like silence, or is NaN.
 *
 * @param states  by name, [trials, n]
 * @param step    how many steps, from the first, have led to them
 * @throws RangeError if one is not finite
 */
export function mustStayFinite(states: Tensors, step: number): void {
  for (const [name, { data }] of Object.entries(states)) {
    const bad = data.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) continue;
    throw new RangeError(
      `activity: expected finite states, got ${name} = ${data[bad]} by step ${step}: it grows without end`,
    );
  }
}
