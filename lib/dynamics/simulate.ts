import { asGiven } from "../asGiven.js";
import { checkEngine } from "../engine/checkEngine.js";
import type { Engine } from "../engine/engine.js";
import { checkOptionsOf } from "../knownFields.js";
import type { Cell } from "../models/cell.js";
import { initialStates } from "../models/initialStates.js";
import { mustBeNetwork } from "../models/mustBeNetwork.js";
import { mustBeCount } from "../mustBe.js";
import { RandomStream } from "../random/stream.js";
import { mustBeOnesProbability } from "../tasks/task.js";
import type { Tensors } from "../tensor/tensor.js";
import { mustBeInDiscreteTime } from "./continuousTime.js";
import { mustStayFinite } from "./mustBeFinite.js";

/** How long, on which bits, and with what in view a network is simulated. */
export interface SimulationOptions {
  /** Steps kept per trial, T. */
  steps: number;
  /** Independent sequences, run side by side. Default: 10. */
  trials?: number;
  /** Steps before these, which nobody sees. Default: 500. */
  burnIn?: number;
  /** Probability of a one in the input; "random", the default: drawn anew for each trial, uniform in [0, 1). */
  onesProbability?: "random" | number;
  /** Of the bits and initial states, any integer. Default: 1. */
  seed?: number;
  /** The state, or observable of the cell, that is handed on. Default: the state that the heads read. */
  observed?: string;
  /** Most megabytes of states at a time, of 10⁶ bytes. Default: 64. */
  chunkMegabytes?: number;
}

/** The options of a simulation of one trial, for `checkOptionsOf`. */
export const recordingOptions: Readonly<Record<Exclude<keyof SimulationOptions, "trials" | "chunkMegabytes">, true>> = {
  steps: true,
  burnIn: true,
  onesProbability: true,
  seed: true,
  observed: true,
};

/** Some consecutive steps of all trials. */
export interface StateChunk {
  /** What is observed, [steps, trials, n], row-major. */
  states: Float32Array;
  /** 0 or 1, [steps, trials]. */
  bits: Float32Array;
  /** The first of these steps, counted from 0 after the burn-in. */
  from: number;
  steps: number;
  trials: number;
  /** n */
  neurons: number;
}

/**
 * Runs a network on random bits, without gradient, and hands its states on piece by piece, so that any number of steps
 * fits into memory. The pieces' size does not change any value.
 *
 * @param consume  gets every chunk, in order of time; whatever shall stay of it must be copied or reduced
 * @throws RangeError if an option is unknown or not valid, the engine is of another cell, the cell has nothing of
 *   the name that is observed, it is in continuous time, where a bit is no step, or its activity grows beyond float32
 */
export async function simulate(
  network: { cell: Cell; engine: Engine; parameters: Tensors },
  options: SimulationOptions,
  consume: (chunk: StateChunk) => void | Promise<void>,
): Promise<void> {
  checkOptionsOf("simulate", options, { ...recordingOptions, trials: true, chunkMegabytes: true });
  mustBeNetwork(network);
  const { cell, engine, parameters } = network;
  const {
    steps,
    trials = 10,
    burnIn = 500,
    onesProbability = "random",
    seed = 1,
    observed = cell.readout,
    chunkMegabytes = 64,
  } = options;
  checkSimulation({ steps, trials, burnIn, onesProbability });
  if (!(chunkMegabytes > 0)) {
    throw new RangeError(`chunkMegabytes: expected a positive number, got ${asGiven(chunkMegabytes)}`);
  }
  mustBeInDiscreteTime(cell);
  checkEngine(engine, cell);
  const { neurons } = cell;
  const stream = RandomStream.named(seed, "simulation");
  const probabilities = Array.from({ length: trials }, () =>
    onesProbability === "random" ? stream.uniform() : onesProbability,
  );
  let states = initialStates(cell, stream, trials);
  const longest = Math.max(1, Math.floor((chunkMegabytes * 1e6) / (4 * trials * neurons)));
  for (let done = -burnIn; done < steps; ) {
    const length = Math.min(longest, done < 0 ? -done : steps - done);
    const bits = new Float32Array(length * trials); // [length, trials]
    for (let i = 0; i < bits.length; i++) bits[i] = stream.uniform() < probabilities[i % trials] ? 1 : 0;
    const input = { bits, steps: length, batch: trials, initial: states };
    const result = await engine.states(parameters, input, observed);
    states = result.last;
    mustStayFinite(states, burnIn + done + length);
    if (done >= 0) await consume({ states: result.states, bits, from: done, steps: length, trials, neurons });
    done += length;
  }
}

/**
 * Checks numbers of a simulation, also before room is made for what comes of it.
 *
 * @throws RangeError naming the option that is not valid
 */
export function checkSimulation({
  steps,
  trials = 1,
  burnIn = 0,
  onesProbability = "random",
}: Pick<SimulationOptions, "steps" | "trials" | "burnIn" | "onesProbability">): void {
  mustBeCount("steps", steps);
  mustBeCount("trials", trials);
  mustBeCount("burnIn", burnIn, 0);
  mustBeOnesProbability("onesProbability", onesProbability);
}
