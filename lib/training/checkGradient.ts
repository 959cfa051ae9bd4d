import { GraphEngine } from "../engine/graphEngine.js";
import { checkParameters } from "../engine/readout.js";
import { TfjsEngine } from "../engine/tfjsEngine.js";
import { checkOptionsOf } from "../knownFields.js";
import type { Cell } from "../models/cell.js";
import { checkCell } from "../models/checkCell.js";
import { RandomStream } from "../random/stream.js";
import { nParity } from "../tasks/nParity.js";
import type { Tensors } from "../tensor/tensor.js";
import { drawInput } from "./batch.js";
import { initialParameters } from "./parameters.js";

/** The gradient of one parameter, by both engines. */
export interface GradientComparison {
  /** The name of its tensor. */
  parameter: string;
  /** Largest element of TensorFlow.js's gradient, without its sign. */
  largest: number;
  /** Largest difference of any element. */
  difference: number;
}

/** On what the gradients of both engines are compared. */
export interface GradientCheckOptions {
  /** Where the gradient is taken, readout heads among them. Default: first values, with three heads. */
  parameters?: Tensors;
  /** Length of the sequences, T. Default: ten more than there are heads. */
  steps?: number;
  /** Number of sequences, B. Default: 8. */
  batch?: number;
  /** Of the sequences and initial states, any integer. Default: 1. */
  seed?: number;
}

/**
 * Compares the gradient that is derived from a cell's formula with that of TensorFlow.js's own differentiation, on one
 * batch of N-parity. Both compute in float32: a difference of some 10⁻⁶ of the largest element is rounding.
 *
 * @returns one per trained parameter and tensor of the readout
 * @throws RangeError if the cell cannot be run, an option is unknown, or the parameters are not all those of a network
 *   of it
 */
export async function checkGradient(cell: Cell, options: GradientCheckOptions = {}): Promise<GradientComparison[]> {
  checkOptionsOf("checkGradient", options, { parameters: true, steps: true, batch: true, seed: true });
  const { parameters: given, steps, batch = 8, seed = 1 } = options;
  checkCell(cell);
  const parameters = given ?? initialParameters(cell, 3, 1);
  checkParameters(cell, parameters);
  const heads = Array.from({ length: parameters["readout.weight"].shape[0] }, (_, head) => head);
  const stage = { heads, ns: heads.map((head) => head + 2) };
  const input = drawInput(
    { cell, task: nParity },
    stage,
    batch,
    RandomStream.named(seed, "gradient check"),
    steps ?? heads.length + 10,
  );
  const derived = new GraphEngine(cell);
  const reference = await TfjsEngine.create(cell, { backend: "cpu" });
  try {
    const { gradients } = await derived.lossGradient(parameters, input);
    const { gradients: expected } = await reference.lossGradient(parameters, input);
    return Object.entries(expected).map(([parameter, { data }]) => {
      let [largest, difference] = [0, 0];
      for (let i = 0; i < data.length; i++) {
        largest = Math.max(largest, Math.abs(data[i]));
        difference = Math.max(difference, Math.abs(gradients[parameter].data[i] - data[i]));
      }
      return { parameter, largest, difference };
    });
  } finally {
    await derived.dispose();
    await reference.dispose();
  }
}
