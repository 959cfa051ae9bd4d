/**
 * The few operations that a cell's formula is written in. A formula runs unchanged on every interpreter of this
 * interface: recorded as a graph (fast, gradients derived by us) or eagerly on TensorFlow.js (the reference).
 *
 * Elementwise operations broadcast as in NumPy: shapes are aligned at their last axis, a length of 1 stretches.
 * A plain number is a scalar.
 *
 * @typeParam V  what a value is for the interpreter
 */
export interface Ops<V> {
  /** Identity matrix, [n, n]. */
  identity(n: number): V;

  add(a: V | number, b: V | number): V;
  subtract(a: V | number, b: V | number): V;
  multiply(a: V | number, b: V | number): V;
  divide(a: V | number, b: V | number): V;
  /** Larger of both; where they are equal the gradient goes to `a`. */
  max(a: V | number, b: V | number): V;
  /** Smaller of both; where they are equal the gradient goes to `a`. */
  min(a: V | number, b: V | number): V;

  /** Matrix product [m, k] × [k, n] → [m, n]. */
  matMul(a: V, b: V): V;
  /** Transpose of a matrix. */
  transpose(a: V): V;
  /** The same elements in another shape; one length may be −1. */
  reshape(a: V, shape: readonly number[]): V;
  /** Equal pieces along the last axis, e.g. the gates of an LSTM: [B, 4n] → 4 × [B, n]. */
  split(a: V, pieces: number): V[];
  /** Sum of all elements, a scalar. */
  sum(a: V): V;

  exp(a: V): V;
  log(a: V): V;
  sqrt(a: V): V;
  tanh(a: V): V;
  /** 1 / (1 + e^−a). */
  sigmoid(a: V): V;
  relu(a: V): V;
  /** a where a > 0, slope · a elsewhere; 0 < slope < 1. */
  leakyRelu(a: V, slope: number): V;
}

/** What a network needs beyond a cell's formula: time, and a loss. */
export interface NetworkOps<V> extends Ops<V> {
  /**
   * Runs `step` once per time step.
   *
   * @param step     next states from the states, [B, n] each, and this step's input, [B, inputs]; beside them whatever
   *                 else can be kept
   * @param initial  states before the first step, by name
   * @param inputs   all inputs, [T, B, inputs]
   * @returns states after the last step, and on request what `step` returned in every step, [T, B, n]
   */
  scan(
    step: (states: Record<string, V>, input: V) => Record<string, V>,
    initial: Record<string, V>,
    inputs: V,
    options?: { keep?: readonly string[] },
  ): { last: Record<string, V>; kept: Record<string, V> };

  /**
   * Cross-entropy −Σ_c target_c · log softmax(logits)_c of every row.
   *
   * @param logits   [rows, classes]
   * @param targets  one-hot, [rows, classes]
   * @returns [rows, 1]
   */
  crossEntropy(logits: V, targets: V): V;
}
