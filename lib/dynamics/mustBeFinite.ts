import type { Tensors } from "../tensor/tensor.js";

/**
 * Checks the numbers of a network before its answers are counted: one that is NaN answers 0 to everything, which looks
 * like chance.
 *
 * @throws RangeError if one is not finite
 */
export function mustBeFinite(parameters: Tensors): void {
  const bad = notFinite(parameters);
  if (!bad) return;
  const { name, element, value } = bad;
  throw new RangeError(`${name}: expected finite numbers, got ${value} at element ${element} of the network's`);
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
  const bad = notFinite(states);
  if (!bad) return;
  const { name, value } = bad;
  throw new RangeError(
    `activity: expected finite states, got ${name} = ${value} by step ${step}: it grows without end`,
  );
}

/** The first number that is not finite, and where it is; undefined if all are. */
function notFinite(tensors: Tensors): { name: string; element: number; value: number } | undefined {
  for (const [name, { data }] of Object.entries(tensors)) {
    const element = data.findIndex((value) => !Number.isFinite(value));
    if (element >= 0) return { name, element, value: data[element] };
  }
  return undefined;
}
