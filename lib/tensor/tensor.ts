import { counted } from "../counted.js";

/** A typed array with its shape, row-major. The one currency between files, engine and analysis. */
export interface Tensor {
  /** Length of every axis, the slowest first; empty for a scalar. */
  readonly shape: readonly number[];
  /** As many elements as the lengths multiply to. */
  readonly data: Float32Array;
}

/** Tensors by name, e.g. the parameters of a network. */
export type Tensors = Record<string, Tensor>;

/** Number of elements of a shape; 1 for a scalar's empty shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * A tensor over existing data, without a copy.
 *
 * @throws RangeError if the number of elements does not fit the shape
 */
export function tensor(data: Float32Array, shape: readonly number[]): Tensor {
  if (data.length !== sizeOf(shape)) {
    throw new RangeError(
      `expected ${counted(sizeOf(shape), "element")} for shape [${shape.join(", ")}], got ${data.length}`,
    );
  }
  return { shape, data };
}

/** A tensor of zeros. */
export function zeros(shape: readonly number[]): Tensor {
  return { shape, data: new Float32Array(sizeOf(shape)) };
}
