import type { RandomStream } from "../random/stream.js";
import { mustBeOnesProbability, type Sequences, type Task } from "./task.js";

/**
 * Draws a batch of a task's sequences.
 *
 * @param task             only its `onesProbability` is used
 * @param steps            T, length of every sequence
 * @param batch            B, number of sequences
 * @param onesProbability  replaces the task's own, e.g. 0.5 when a network is analysed
 * @returns bits 0 or 1, [T, B], time first
 * @throws RangeError if steps or batch is not a positive integer, or the probability is not in 0 … 1
 */
export function drawSequences(
  task: Pick<Task, "onesProbability">,
  stream: RandomStream,
  steps: number,
  batch: number,
  onesProbability: "random" | number = task.onesProbability,
): Sequences {
  if (!Number.isInteger(steps) || steps < 1) throw new RangeError(`expected at least 1 step, got ${steps}`);
  if (!Number.isInteger(batch) || batch < 1) throw new RangeError(`expected at least 1 sequence, got ${batch}`);
  mustBeOnesProbability("onesProbability", onesProbability);
  const probability = new Float64Array(batch);
  for (let b = 0; b < batch; b++) probability[b] = onesProbability === "random" ? stream.uniform() : onesProbability;
  const bits = new Float32Array(steps * batch); // [T, B]
  for (let row = 0; row < bits.length; row += batch) {
    for (let b = 0; b < batch; b++) bits[row + b] = stream.uniform() < probability[b] ? 1 : 0;
  }
  return { bits, steps, batch };
}

/**
 * The length of one batch's sequences: a uniform integer in largestN + 2 … 4·largestN + 1. It varies, so that a network
 * cannot count steps instead of remembering bits.
 *
 * @param largestN  largest N that is trained
 * @throws RangeError if largestN is not an integer >= 1
 * @source the authors' published code
 */
export function sequenceLength(stream: RandomStream, largestN: number): number {
  if (!Number.isInteger(largestN) || largestN < 1) {
    throw new RangeError(`expected an integer N >= 1, got N = ${largestN}`);
  }
  return stream.integer(largestN + 2, 4 * largestN + 1);
}
