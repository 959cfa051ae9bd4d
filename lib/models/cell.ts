import type { Ops } from "../engine/ops.js";
import type { RandomStream } from "../random/stream.js";
import type { Tensors } from "../tensor/tensor.js";

/** Fills a new tensor of a network, row-major, with its first values. */
export type Initialiser = (stream: RandomStream, data: Float32Array) => void;

/** One tensor among a cell's parameters. */
export interface ParameterSpec {
  /** Positive integers, e.g. [n, n]; empty for a scalar. */
  readonly shape: readonly number[];
  readonly initialise: Initialiser;
  /** Untrained parameters get no gradient. Default: true. */
  readonly trained?: boolean;
}

/** A model's name, its size, and its other options: plain data. */
export type ModelDescription = { readonly name: string; readonly neurons: number } & Readonly<Record<string, unknown>>;

/**
 * A quantity of one time step that is no state, such as a gate.
 *
 * @param states    before the step, [B, n] each
 * @param input     [B, 1]
 * @param prepared  what the cell's `prepare` returned
 * @returns [B, n]
 */
export type Observable = <V>(ops: Ops<V>, states: Record<string, V>, input: V, prepared: Record<string, V>) => V;

/** A state that a gate keeps from step to step: state_t = gate ⊙ state_{t−1} + …, gate in 0 … 1. */
export interface GatedMemory {
  /** One of the cell's states. */
  readonly state: string;
  /** One of the cell's observables. */
  readonly gate: string;
}

/** A recurrent network's cell: one formula, its parameters and states. No gradient is ever written by hand. */
export interface Cell {
  /** What configs and checkpoints call it; the same as in its description. */
  readonly name: string;
  /** Neurons or units, n; the same as in its description. */
  readonly neurons: number;
  /** What a checkpoint stores about the model, enough to make the cell again. */
  readonly description: ModelDescription;
  /** States, by name, with their value before the first step; all are [B, n]. */
  readonly states: Readonly<Record<string, Initialiser>>;
  /** The state that the heads read. */
  readonly readout: string;
  /** What else can be watched while it runs, by name; none of them is a name of a state. */
  readonly observables?: Readonly<Record<string, Observable>>;
  /** Of a cell that has one: where it remembers, and the gate that says for how long. */
  readonly gatedMemory?: GatedMemory;
  /**
   * Whether two of its parameters are what they are in the leaky RNN, for all analyses of timescales and of weights:
   * `tau` [n], the timescale of every neuron in steps, taken for 1 where it is less, or [], one for all; and
   * `recurrent.weight` [n, n], row = receiving neuron, column = sending neuron, of which the diagonal is not used.
   * Default: false.
   */
  readonly hasLeakyNeurons?: boolean;
  /** By name; `readout.weight` and `readout.bias` are those of the heads and none of its own. */
  readonly parameters: Readonly<Record<string, ParameterSpec>>;
  /**
   * Changes the parameters in place, and does nothing more when applied again: to the first parameters, and in training
   * before every step and every test.
   */
  constrain?(parameters: Tensors): void;
  /** In continuous time a step lasts 1/k where every bit is shown k times; then `prepare` finds k as `repeats`. */
  readonly continuousTime?: boolean;
  /**
   * Everything that does not change over time, computed once per forward pass.
   *
   * @param parameters  by name, each in its shape; in continuous time `repeats`, a scalar, beside them
   */
  prepare<V>(ops: Ops<V>, parameters: Record<string, V>): Record<string, V>;
  /**
   * One time step.
   *
   * @param states    [B, n] each
   * @param input     [B, 1]
   * @param prepared  what `prepare` returned
   * @returns the next states, [B, n] each
   */
  step<V>(ops: Ops<V>, states: Record<string, V>, input: V, prepared: Record<string, V>): Record<string, V>;
}

/** Uniform in [low, high). */
export function uniform(low: number, high: number): Initialiser {
  return (stream, data) => stream.fillUniform(data, low, high);
}

/** The same value in every element. */
export function constant(value: number): Initialiser {
  return (_, data) => data.fill(value);
}
