import { asGiven } from "../asGiven.js";
import { mustBeCount, mustBeFunction, mustBeObject } from "../mustBe.js";

/** What a memory task is: binary sequences, and for every N a binary label read off the last N bits. */
export interface Task {
  /** What configs and checkpoints call it. */
  readonly name: string;
  /**
   * Smallest N that asks for memory: analyses that go through N begin with it. Curricula begin with their own `firstN`,
   * 2 unless told otherwise. Labels exist for any N >= 1.
   */
  readonly smallestN: number;
  /** Probability of a one: "random" draws it anew for each sequence, uniform in [0, 1). */
  readonly onesProbability: "random" | number;
  /**
   * The label of every sequence for every N, after its last bit.
   *
   * @param bits      0 or 1, [T, B], time first
   * @param steps     T, at least the largest N
   * @param batch     B
   * @param ns        the N's asked for, any order
   * @returns 0 or 1, [B, ns.length], row-major
   * @throws RangeError, of built-in tasks, if the bits are not [T, B], or an N is not an integer in 1 … T
   */
  labels(bits: Float32Array, steps: number, batch: number, ns: readonly number[]): Uint8Array;
  /**
   * The label in time: for every step t, the label of the last N bits up to t.
   *
   * @param bits   0 or 1, [T, B], time first
   * @param steps  T, at least N
   * @param batch  B
   * @returns 0 or 1, [T, B]; the first N − 1 steps, where fewer than N bits have been seen, take missing bits as 0
   * @throws RangeError, of built-in tasks, if the bits are not [T, B], or N is not an integer in 1 … T
   */
  labelsInTime(bits: Float32Array, steps: number, batch: number, n: number): Uint8Array;
}

/** @throws RangeError if something, e.g. of a program without types, lacks a part that training needs of a task */
export function mustBeTask(what: string, task: unknown): asserts task is Task {
  mustBeObject(what, task);
  const { labels, smallestN, onesProbability } = task as Partial<Task>;
  mustBeFunction(`${what}: labels`, labels);
  mustBeCount(`${what}: smallestN`, smallestN);
  mustBeOnesProbability(`${what}: onesProbability`, onesProbability);
}

/** @throws RangeError if something is no probability of a one in the sequences */
export function mustBeOnesProbability(what: string, value: unknown): asserts value is Task["onesProbability"] {
  if (value === "random" || (typeof value === "number" && value >= 0 && value <= 1)) return;
  throw new RangeError(`${what}: expected "random" or a probability, 0 … 1, got ${asGiven(value)}`);
}

/** One batch of sequences of equal length. */
export interface Sequences {
  /** 0 or 1, [T, B], time first: the bit of sequence b at step t is element t·B + b. */
  bits: Float32Array;
  /** T, the length of every sequence. */
  steps: number;
  /** B, the number of sequences. */
  batch: number;
}
