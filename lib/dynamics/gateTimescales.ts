import { counted } from "../counted.js";
import type { Engine } from "../engine/engine.js";
import { withEngine } from "../engine/withEngine.js";
import { checkOptionsOf } from "../knownFields.js";
import type { Cell } from "../models/cell.js";
import { mustBeNetwork } from "../models/mustBeNetwork.js";
import { type Progress, silent, withProgress } from "../progress/progress.js";
import type { Tensors } from "../tensor/tensor.js";
import { checkSimulation, simulate } from "./simulate.js";

/** How a network is simulated to see for how long its gates keep a memory. */
export interface GateTimescaleOptions {
  /** Probability of a one in the input; "random": drawn anew for each trial. Default: 0.5. */
  onesProbability?: "random" | number;
  /** Steps per trial, after the burn-in. Default: 10,000. */
  steps?: number;
  /** Independent sequences, run side by side. Default: 10. */
  trials?: number;
  /** Steps at the beginning of each trial that are not counted. Default: 500. */
  burnIn?: number;
  /** Of the bits and initial states, any integer. Default: 1. */
  seed?: number;
  progress?: Progress;
}

/** For how long each unit's gate keeps its memory. */
export interface GateTimescales {
  /** The state that the gate keeps, as the cell calls it. */
  state: string;
  /** The gate, as the cell calls it. */
  gate: string;
  /** Mean of the gate, 0 … 1, over steps and trials, [units]. */
  means: Float64Array;
  /** 1 / (1 − mean gate) in steps, [units]: infinite where the gate was fully open in every step. */
  timescales: Float64Array;
}

/**
 * For how long the gate of every unit keeps its memory, on average over random bits. A memory that is multiplied with a
 * constant f in every step loses the share 1 − f, as a leaky neuron loses 1/τ: so τ = 1 / (1 − f). The gate is the
 * forget gate of an LSTM, σ(f), and the update gate of a GRU, z.
 *
 * @throws RangeError if the cell has no gate that keeps a state, the engine is of another cell, or an option is
 *   unknown or not valid
 * @source Khajehabdollahi et al. 2024, supplement
 */
export async function gateTimescales(
  network: { readonly cell: Cell; readonly parameters: Tensors; readonly engine?: Engine },
  options: GateTimescaleOptions = {},
): Promise<GateTimescales> {
  checkOptionsOf("gateTimescales", options, {
    onesProbability: true,
    steps: true,
    trials: true,
    burnIn: true,
    seed: true,
    progress: true,
  });
  const { onesProbability = 0.5, steps = 10_000, trials = 10, burnIn = 500, seed = 1, progress = silent } = options;
  mustBeNetwork(network);
  const { cell, parameters } = network;
  const { name, neurons: n, gatedMemory } = cell;
  if (!gatedMemory) throw new RangeError(`expected a model with a gate that keeps a state, got ${name}`);
  checkSimulation({ steps, trials, burnIn, onesProbability });
  const forgotten = new Float64Array(n); // sums of 1 − gate, which is exact where the gate is close to 1
  const simulated = { steps, trials, burnIn, seed, onesProbability, observed: gatedMemory.gate };
  const simulation = {
    label: gatedMemory.gate,
    total: steps,
    done: () =>
      `${gatedMemory.gate} of ${counted(n, "unit")} in ${counted(trials, "trial")} of ${counted(steps, "step")}`,
  };
  await withProgress(progress, simulation, () =>
    withEngine(network, (engine) =>
      simulate({ cell, engine, parameters }, simulated, ({ states, from, steps: count }) => {
        for (let at = 0; at < states.length; at += n) {
          for (let unit = 0; unit < n; unit++) forgotten[unit] += 1 - states[at + unit];
        }
        progress.update(from + count, { trials });
        progress.signal?.throwIfAborted();
      }),
    ),
  );
  const shares = forgotten.map((sum) => sum / (steps * trials));
  return { ...gatedMemory, means: shares.map((share) => 1 - share), timescales: shares.map((share) => 1 / share) };
}
