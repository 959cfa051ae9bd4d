/** What a memory task is: binary sequences, and for every N a binary label read off the last N bits. */
export interface Task {
  readonly name: string;
  /** Smallest N that asks for memory, where curricula begin. Labels exist for any N >= 1. */
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
   * @returns 0 or 1, [B, ns.length]
   */
  labels(bits: Float32Array, steps: number, batch: number, ns: readonly number[]): Uint8Array;
  /**
   * The label in time: for every step t, the label of the last N bits up to t.
   *
   * @param bits  0 or 1, [T, B]
   * @returns 0 or 1, [T, B]; the first N − 1 steps, where fewer than N bits have been seen, take missing bits as 0
   */
  labelsInTime(bits: Float32Array, steps: number, batch: number, n: number): Uint8Array;
}

/** One batch of sequences of equal length. */
export interface Sequences {
  /** 0 or 1, [T, B] */
  bits: Float32Array;
  steps: number;
  batch: number;
}
