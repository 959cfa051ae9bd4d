import { asGiven, objectWith } from "../asGiven.js";
import type { Tensors } from "../tensor/tensor.js";
import type { Cell } from "./cell.js";

/**
 * Checks that something is a network: parameters alone, or the promise of a network, are none.
 *
 * @throws RangeError if it has no cell or no parameters
 */
export function mustBeNetwork(value: unknown): asserts value is { readonly cell: Cell; readonly parameters: Tensors } {
  const { cell, parameters } = Object(value) as { cell?: unknown; parameters?: unknown };
  if (isObject(cell) && isObject(parameters)) return;
  throw new RangeError(`network: expected { cell, parameters }, as loadNetwork and train give, got ${gotOf(value)}`);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function gotOf(value: unknown): string {
  if (!isObject(value) || Array.isArray(value) || value instanceof Promise) return asGiven(value);
  return objectWith(Object(value));
}
