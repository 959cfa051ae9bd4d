import type { Cell } from "../models/cell.js";
import type { Tensors } from "../tensor/tensor.js";

/** What a network is run on: sequences of equal length. */
export interface Input {
  /** [T, B], time first, in 0 … 1; those of the built-in tasks are 0 or 1. */
  bits: Float32Array;
  /** T: bits per sequence, however often each is shown. */
  steps: number;
  /** B, the number of sequences. */
  batch: number;
  /** States before the first step, by name, [B, n]. */
  initial: Tensors;
  /** Every bit is shown k times; a cell in continuous time takes its steps as 1/k long. Default: 1. */
  repeats?: number;
  /** Indices of the K readout heads in use, from 0, each once. */
  heads: readonly number[];
}

/** What a network is trained on: sequences, and the right answers. */
export interface LabelledInput extends Input {
  /** 0 or 1, [B, K]: the right answer of every head. */
  labels: Uint8Array;
}

/** The loss of a batch, in nats, and its gradient. */
export interface LossGradient {
  /** Mean cross-entropy over the batch, one per head in use, [K]. The loss is their sum. */
  lossPerHead: Float64Array;
  /** dLoss/dparameter for every trained parameter, in its shape; of the readout, rows of unused heads are 0. */
  gradients: Tensors;
}

/**
 * Runs one kind of network: forward, and with the gradient of the loss. Parameters are named as in a checkpoint:
 * those of the cell, and `readout.weight` [heads, 2, n], `readout.bias` [heads, 2]. A head answers 1 where the second
 * of its two logits is the larger. T below counts steps as shown: `repeats` for every bit.
 */
export interface Engine {
  /** What it computes with, e.g. "onnxruntime-node 1.30.0, cpu, 1 thread". */
  readonly description: string;
  /** The cell that it runs, if it says so: whatever it is used with is checked against it. */
  readonly cell?: Cell;
  /**
   * Loss and gradient of one batch, from the logits after the last step.
   *
   * @throws RangeError if a parameter or the input is not of the shape that the cell needs, or a label not 0 or 1
   */
  lossGradient(parameters: Tensors, input: LabelledInput): Promise<LossGradient>;
  /** Logits after the last step, [B, K, 2]. */
  logits(parameters: Tensors, input: Input): Promise<Float32Array>;
  /** Logits after every step, [T, B, K, 2], and the states after the last. */
  logitsInTime(parameters: Tensors, input: Input): Promise<{ logits: Float32Array; last: Tensors }>;
  /**
   * A state of every step, [T, B, n], and all states after the last.
   *
   * @param observed  which state, or observable of the cell. Default: the state that the heads read
   * @throws RangeError if the cell has none of this name
   */
  states(
    parameters: Tensors,
    input: Omit<Input, "heads">,
    observed?: string,
  ): Promise<{ states: Float32Array; last: Tensors }>;
  /** Frees what it holds. It cannot be used afterwards. */
  dispose(): Promise<void>;
}
