import { GraphEngine } from "../engine/graphEngine.js";
import { checkOptionsOf } from "../knownFields.js";
import type { Cell } from "../models/cell.js";
import { mustBeNetwork } from "../models/mustBeNetwork.js";
import type { Tensors } from "../tensor/tensor.js";
import { checkSimulation, recordingOptions, type SimulationOptions, simulate } from "./simulate.js";

/** Some consecutive steps of one trial. */
export interface Recording {
  /** The state that the heads read, or what is `observed`, [neurons][steps]. */
  activity: Float32Array[];
  /** 0 or 1, [steps]. */
  bits: Float32Array;
}

/**
 * Every neuron's activity under random bits, in one trial: for looking at. What is measured over long times is better
 * taken from `simulate`, which keeps nothing. Its options, except that p is 0.5 unless another is asked for.
 *
 * @throws RangeError if an option is unknown or not valid, the cell is in continuous time, or it has nothing of the
 *   name that is observed
 */
export async function recordActivity(
  network: { readonly cell: Cell; readonly parameters: Tensors },
  options: Omit<SimulationOptions, "trials" | "chunkMegabytes">,
): Promise<Recording> {
  checkOptionsOf("recordActivity", options, recordingOptions);
  const { steps, onesProbability = 0.5 } = options;
  checkSimulation({ ...options, onesProbability });
  mustBeNetwork(network);
  const { cell, parameters } = network;
  const { neurons: n } = cell;
  const engine = new GraphEngine(cell);
  const activity = Array.from({ length: n }, () => new Float32Array(steps));
  const bits = new Float32Array(steps);
  try {
    await simulate({ cell, engine, parameters }, { ...options, onesProbability, trials: 1 }, (chunk) => {
      bits.set(chunk.bits, chunk.from);
      chunk.states.forEach((value, i) => {
        activity[i % n][chunk.from + Math.floor(i / n)] = value;
      });
    });
  } finally {
    await engine.dispose();
  }
  return { activity, bits };
}
