import type { Cell, ModelDescription } from "../models/cell.js";
import { cellDescribed, modelNames } from "../models/cellDescribed.js";
import type { Progress } from "../progress/progress.js";
import type { LoadedNetwork } from "../runs/checkpoint.js";
import type { StoredRun } from "../runs/storedRun.js";

/** A stored network that is measured. */
export interface StoredNetwork extends LoadedNetwork {
  /** Its path. */
  readonly file: string;
}

/** What is measured of every stored network, by a fixed protocol, into one or more tables of data/results. */
export interface NetworkMeasurement {
  /** As typed in `npm run measure`. */
  readonly name: string;
  /** Raised when the same parameters give other numbers. */
  readonly version: number;
  /** All that the numbers depend on beside the network, as JSON. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The N of the networks that are measured, beside the largest that a run solved; all if it is not given. */
  readonly ns?: readonly number[];
  /** The networks of a run that can be measured. Default: those that solved an N, unless the run is a retraining. */
  networks?(run: StoredRun): ReadonlyArray<{ readonly n: number; readonly file: string }>;
  /** The tables that it fills. */
  readonly tables: readonly string[];
  /** Whether it can be made of a network of this model. */
  applies(model: ModelDescription): boolean;
  /** Why a network of a model that it applies to cannot be measured all the same; undefined if it can. */
  leavesOut?(model: ModelDescription): string | undefined;
  /**
   * Measures one network.
   *
   * @param n  the largest N that it has solved
   * @returns the rows of each table: plain objects of numbers, texts and null, columns in camel case
   */
  measure(network: StoredNetwork, n: number, progress: Progress): Promise<Record<string, object[]>>;
}

/** Whether a model's steps are those of its input, as most measurements take for granted. */
export function isInDiscreteTime(model: ModelDescription): boolean {
  return !cellOf(model)?.continuousTime;
}

/** Whether a model has the recurrent weights, and timescales in steps, that many measurements look at. */
export function hasLeakyNeurons(model: ModelDescription): boolean {
  const cell = cellOf(model);
  return cell?.hasLeakyNeurons === true && !cell.continuousTime;
}

/** Whether a model is the leaky RNN itself, in discrete time, whatever its options. */
export function isLeakyRnn(model: ModelDescription): boolean {
  return model.name === "leaky-rnn" && isInDiscreteTime(model);
}

/** The cell of a model; undefined of one's own that is not loaded. */
function cellOf(model: ModelDescription): Cell | undefined {
  return modelNames.includes(model.name) ? cellDescribed(model) : undefined;
}
