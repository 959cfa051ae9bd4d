import { asGiven } from "../asGiven.js";
import { counted } from "../counted.js";
import type { Task } from "./task.js";

/**
 * Checks labels: of a task of one's own they may be anything, and a network would be trained on it without a word.
 *
 * @param what   what they are, for the error
 * @param shape  rows and columns that they have to have
 * @throws RangeError if they are no list, of another length, or not all 0 or 1
 */
export function checkLabels(what: string, labels: ArrayLike<number>, shape: readonly [number, number]): void {
  const expected = `${what}: expected [${shape.join(", ")}]`;
  if (typeof labels !== "object" || !Number.isInteger(labels?.length)) {
    throw new RangeError(`${expected}, got ${asGiven(labels)}`);
  }
  if (labels.length !== shape[0] * shape[1])
    throw new RangeError(`${expected}, got ${counted(labels.length, "element")}`);
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== 0 && labels[i] !== 1) throw new RangeError(`${what}: expected 0 or 1, got ${asGiven(labels[i])}`);
  }
}

/**
 * The labels of a task for every N, checked.
 *
 * @returns 0 or 1, [B, ns.length]
 * @throws RangeError if the task gives anything else
 */
export function checkedLabels(
  task: Task,
  bits: Float32Array,
  steps: number,
  batch: number,
  ns: readonly number[],
): Uint8Array {
  const labels = task.labels(bits, steps, batch, ns);
  checkLabels(`labels of task "${task.name}"`, labels, [batch, ns.length]);
  return labels;
}

/**
 * The labels of a task in time, checked.
 *
 * @returns 0 or 1, [T, B]
 * @throws RangeError if the task gives anything else
 */
export function checkedLabelsInTime(
  task: Task,
  bits: Float32Array,
  steps: number,
  batch: number,
  n: number,
): Uint8Array {
  const labels = task.labelsInTime(bits, steps, batch, n);
  checkLabels(`labelsInTime of task "${task.name}"`, labels, [steps, batch]);
  return labels;
}
