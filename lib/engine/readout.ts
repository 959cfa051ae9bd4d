import type { Tensors } from "../tensor/tensor.js";
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
  if (!Number.isInteger(repeats) || repeats < 1) throw new RangeError(`repeats: expected at least 1, got ${repeats}`);
  if (repeats === 1) return { bits, steps };
  const shown = new Float32Array(bits.length * repeats);
  for (let t = 0; t < steps * repeats; t++) {
    const row = Math.floor(t / repeats) * batch;
    shown.set(bits.subarray(row, row + batch), t * batch);
  }
  return { bits: shown, steps: steps * repeats };
}

/** Checks sizes, so that a mistake is told here and not by the runtime. */
export function checkInput(input: LabelledInput | Omit<LabelledInput, "labels">): void {
  const { bits, steps, batch, heads } = input;
  if (steps < 1 || batch < 1)
    throw new RangeError(`expected at least 1 step and 1 sequence, got ${steps} and ${batch}`);
  if (bits.length !== steps * batch) {
    throw new RangeError(`bits: expected [${steps}, ${batch}], got ${bits.length} elements`);
  }
  if (heads.length === 0) throw new RangeError("heads: expected at least one, got none");
  if ("labels" in input && input.labels.length !== batch * heads.length) {
    throw new RangeError(`labels: expected [${batch}, ${heads.length}], got ${input.labels.length} elements`);
  }
}
