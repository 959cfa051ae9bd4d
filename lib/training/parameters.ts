import type { Cell } from "../models/cell.js";
import { RandomStream } from "../random/stream.js";
import { type Tensors, tensor, zeros } from "../tensor/tensor.js";

/**
 * A network's first parameters: those of its cell, and readout heads. Every tensor, and every head, has a random
 * stream of its own: a network does not change when another tensor or a later head is added. They are as the cell
 * constrains them, as before every step of training: a leaky network has no self-connections from the beginning.
 *
 * @param heads  number of readout heads, whose weights and biases are uniform in ±1/√n
 * @param seed   any integer
 * @returns the cell's tensors, `readout.weight` [heads, 2, n] and `readout.bias` [heads, 2]
 * @throws RangeError if the seed is not an integer
 */
export function initialParameters(cell: Cell, heads: number, seed: number): Tensors {
  const parameters: Tensors = {};
  for (const [name, { shape, initialise }] of Object.entries(cell.parameters)) {
    const values = zeros(shape);
    initialise(RandomStream.named(seed, `initial/${name}`), values.data);
    parameters[name] = values;
  }
  const all = withHeads(parameters, cell, heads, seed);
  cell.constrain?.(all);
  return all;
}

/**
 * The same parameters with at least so many readout heads; new ones are uniform in ±1/√n.
 *
 * @returns `readout.weight` [heads, 2, n] and `readout.bias` [heads, 2] beside the cell's own tensors, not copied
 */
export function withHeads(parameters: Tensors, cell: Cell, heads: number, seed: number): Tensors {
  const { neurons: n } = cell;
  const present = parameters["readout.weight"]?.shape[0] ?? 0;
  if (present >= heads) return parameters;
  const bound = 1 / Math.sqrt(n);
  const weight = new Float32Array(heads * 2 * n);
  const bias = new Float32Array(heads * 2);
  if (present > 0) {
    weight.set(parameters["readout.weight"].data);
    bias.set(parameters["readout.bias"].data);
  }
  for (let head = present; head < heads; head++) {
    const stream = RandomStream.named(seed, `initial/readout/${head}`);
    stream.fillUniform(weight.subarray(head * 2 * n, (head + 1) * 2 * n), -bound, bound);
    stream.fillUniform(bias.subarray(head * 2, (head + 1) * 2), -bound, bound);
  }
  return {
    ...parameters,
    "readout.weight": tensor(weight, [heads, 2, n]),
    "readout.bias": tensor(bias, [heads, 2]),
  };
}

/**
 * The parameters with some of the readout heads only.
 *
 * @param heads  K indices of heads, in the order that they get
 * @returns `readout.weight` [K, 2, n] and `readout.bias` [K, 2] beside the cell's own tensors, not copied
 */
export function withOnlyHeads(parameters: Tensors, heads: readonly number[]): Tensors {
  const some = (name: string) => {
    const { data, shape } = parameters[name];
    const size = data.length / shape[0];
    const rows = new Float32Array(heads.length * size);
    for (const [i, head] of heads.entries()) rows.set(data.subarray(head * size, (head + 1) * size), i * size);
    return tensor(rows, [heads.length, ...shape.slice(1)]);
  };
  return { ...parameters, "readout.weight": some("readout.weight"), "readout.bias": some("readout.bias") };
}

/** The parameters with one readout head only, as `withOnlyHeads` gives them. */
export function withOnlyHead(parameters: Tensors, head: number): Tensors {
  return withOnlyHeads(parameters, [head]);
}
