import { counted } from "../counted.js";
import type { Cell } from "../models/cell.js";
import { mustBeCount } from "../mustBe.js";
import { checkLabels } from "../tasks/checkedLabels.js";
import type { Tensor, Tensors } from "../tensor/tensor.js";
import type { Input, LabelledInput } from "./engine.js";

/** Rows of the heads in use, of `readout.weight` [heads, 2, n] or `readout.bias` [heads, 2]; no copy if in order. */
export function rowsOfHeads(parameters: Tensors, name: string, heads: readonly number[]): Float32Array {
  const { data, shape } = parameters[name];
  const row = data.length / shape[0];
  for (const head of heads) {
    if (!Number.isInteger(head) || head < 0 || head >= shape[0]) {
      throw new RangeError(`${name}: expected heads 0 … ${shape[0] - 1}, got ${head}`);
    }
  }
  if (heads.every((head, i) => head === i)) return data.subarray(0, heads.length * row);
  const rows = new Float32Array(heads.length * row);
  for (const [i, head] of heads.entries()) rows.set(data.subarray(head * row, (head + 1) * row), i * row);
  return rows;
}

/** The reverse of rowsOfHeads for a gradient: rows of all heads, 0 for those not in use. */
export function spreadOverHeads(rows: Float32Array, shape: readonly number[], heads: readonly number[]): Float32Array {
  if (heads.length === shape[0] && heads.every((head, i) => head === i)) return rows;
  const row = rows.length / heads.length;
  const spread = new Float32Array(row * shape[0]);
  for (const [i, head] of heads.entries()) spread.set(rows.subarray(i * row, (i + 1) * row), head * row);
  return spread;
}

/** One-hot targets, [B·K, 2]. */
export function oneHot(labels: Uint8Array): Float32Array {
  const targets = new Float32Array(2 * labels.length);
  for (let i = 0; i < labels.length; i++) targets[2 * i + labels[i]] = 1;
  return targets;
}

/** Mean over the batch of the losses [B·K], per head, [K]. */
export function meanPerHead(losses: Float32Array, { batch, heads }: LabelledInput): Float64Array {
  const means = new Float64Array(heads.length);
  for (let i = 0; i < losses.length; i++) means[i % heads.length] += losses[i];
  return means.map((sum) => sum / batch);
}

/** The bits as shown, each `repeats` times in a row. */
export function repeatedBits({ bits, steps, batch, repeats = 1 }: Omit<Input, "heads">): {
  bits: Float32Array; // [T·k, B]
  steps: number;
} {
  if (repeats === 1) return { bits, steps };
  const shown = new Float32Array(bits.length * repeats);
  for (let t = 0; t < steps * repeats; t++) {
    const row = Math.floor(t / repeats) * batch;
    shown.set(bits.subarray(row, row + batch), t * batch);
  }
  return { bits: shown, steps: steps * repeats };
}

/** What a network is run on, as far as it is given. */
type CheckedInput = Omit<Input, "heads"> & Partial<Pick<LabelledInput, "heads" | "labels">>;

/**
 * Checks parameters and input, so that a mistake is told here, by name, and not by the runtime.
 *
 * @throws RangeError naming what was expected and what was got
 */
export function checkInput(cell: Cell, parameters: Tensors, input: CheckedInput): void {
  const { bits, steps, batch, initial, repeats = 1, heads, labels } = input;
  for (const [name, count] of Object.entries({ steps, batch, repeats })) mustBeCount(name, count);
  if (bits.length !== steps * batch) {
    throw new RangeError(`bits: expected [${steps}, ${batch}], got ${counted(bits.length, "element")}`);
  }
  // Built-in tasks show 0 or 1, also in continuous time; what is between them may be shown to a network too.
  const wrong = bits.find((bit) => !(bit >= 0 && bit <= 1));
  if (wrong !== undefined) throw new RangeError(`bits: expected numbers in 0 … 1, got ${wrong}`);
  for (const name of Object.keys(cell.states)) checkShape(`initial.${name}`, initial[name], [batch, cell.neurons]);
  checkCellParameters(cell, parameters);
  if (!heads) return;
  checkReadout(cell, parameters);
  if (heads.length === 0) throw new RangeError("heads: expected at least one, got none");
  if (new Set(heads).size < heads.length) throw new RangeError(`heads: expected each once, got ${heads.join(", ")}`);
  if (!labels) return;
  checkLabels("labels", labels, [batch, heads.length]);
}

/**
 * Checks a whole network: the parameters of its cell, and readout heads.
 *
 * @throws RangeError naming the parameter that is missing or of another shape
 */
export function checkParameters(cell: Cell, parameters: Tensors): void {
  checkCellParameters(cell, parameters);
  checkReadout(cell, parameters);
}

function checkCellParameters(cell: Cell, parameters: Tensors): void {
  for (const [name, { shape }] of Object.entries(cell.parameters)) checkShape(name, parameters[name], shape);
}

function checkReadout({ neurons }: Cell, parameters: Tensors): void {
  const count = parameters["readout.bias"]?.shape[0] ?? 1;
  checkShape("readout.weight", parameters["readout.weight"], [count, 2, neurons]);
  checkShape("readout.bias", parameters["readout.bias"], [count, 2]);
}

function checkShape(name: string, tensor: Tensor | undefined, shape: readonly number[]): void {
  const expected = `${name}: expected [${shape.join(", ")}]`;
  if (!tensor) throw new RangeError(`${expected}, got none`);
  const elements = shape.reduce((product, length) => product * length, 1);
  const isSame = tensor.shape.length === shape.length && tensor.shape.every((length, axis) => length === shape[axis]);
  if (isSame && tensor.data.length === elements) return;
  throw new RangeError(`${expected}, got [${tensor.shape.join(", ")}] with ${counted(tensor.data.length, "element")}`);
}
