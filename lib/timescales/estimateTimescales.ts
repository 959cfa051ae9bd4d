import { counted } from "../counted.js";
import { tauInUse } from "../dynamics/leakyParameters.js";
import { checkSimulation, simulate } from "../dynamics/simulate.js";
import type { Engine } from "../engine/engine.js";
import { withEngine } from "../engine/withEngine.js";
import { checkOptionsOf } from "../knownFields.js";
import type { Cell } from "../models/cell.js";
import { mustBeNetwork } from "../models/mustBeNetwork.js";
import { type Progress, silent, withProgress } from "../progress/progress.js";
import type { Tensors } from "../tensor/tensor.js";
import { atRest } from "./atRest.js";
import { checkMaxLag } from "./autocovariance.js";
import { BackgroundAutocovariance } from "./backgroundAutocovariance.js";
import type { TimescaleEstimator } from "./estimator.js";
import { chosenEstimators } from "./estimatorNamed.js";
import { type Autocovariances, StreamingAutocovariance } from "./streamingAutocovariance.js";
import { type TimescaleRows, timescaleRows } from "./timescaleRows.js";

/** A network whose timescales can be estimated; a loaded checkpoint is one. */
export interface TimescaleNetwork {
  readonly cell: Cell;
  readonly parameters: Tensors;
  /** Default: a graph engine of one thread, of this call only. */
  readonly engine?: Engine;
}

/** How a network is simulated, and by what its timescales are estimated; the defaults are the published protocol. */
export interface TimescaleOptions {
  /** By name, or one's own. Default: ["as-published"]. */
  estimators?: readonly (string | TimescaleEstimator)[];
  /** Probability of a one in the input; "random", the default: drawn anew for each trial, uniform in [0, 1). */
  onesProbability?: "random" | number;
  /** Steps per trial, after the burn-in; at least 2 more than the largest lag. Default: 100,000. */
  steps?: number;
  /** Independent sequences, run side by side. Default: 10. */
  trials?: number;
  /** Steps at the beginning of each trial that are not counted. Default: 500. */
  burnIn?: number;
  /** Of the bits and initial states, any integer. Default: 1. */
  seed?: number;
  /** The state, or observable of the cell, whose timescales they are. Default: the state that the heads read. */
  observed?: string;
  /**
   * Largest lag of the autocovariances that are returned, in steps. Default, and at least: what the estimators need.
   */
  maxLag?: number;
  progress?: Progress;
}

/** Timescales of a network, and the autocovariances that they are read from. */
export interface Timescales extends TimescaleRows {
  autocovariances: Autocovariances;
}

/**
 * Simulates a network and estimates the timescale of each of its neurons, and of the population, the sum over neurons.
 * All times are in steps.
 *
 * @throws RangeError if an option is not valid, the cell has nothing of the name that is observed, the network is in
 *   continuous time, its engine is of another cell, or an estimator gives a τ_net that is neither finite and at least 0
 *   nor null
 * @source Khajehabdollahi et al. 2024 (published code): 10 trials of 10⁵ steps after a burn-in of 500
 */
export async function estimateTimescales(
  network: TimescaleNetwork,
  options: TimescaleOptions = {},
): Promise<Timescales> {
  checkOptionsOf("estimateTimescales", options, {
    estimators: true,
    onesProbability: true,
    steps: true,
    trials: true,
    burnIn: true,
    seed: true,
    observed: true,
    maxLag: true,
    progress: true,
  });
  const {
    estimators = ["as-published"],
    onesProbability = "random",
    steps = 100_000,
    trials = 10,
    burnIn = 500,
    seed = 1,
    observed,
    maxLag = 0,
    progress = silent,
  } = options;
  checkSimulation({ steps, trials, burnIn, onesProbability });
  checkMaxLag(maxLag);
  const chosen = chosenEstimators(estimators);
  const lags = Math.max(maxLag, ...chosen.map((estimator) => estimator.maxLag));
  if (steps < lags + 2)
    throw new RangeError(`steps: expected at least ${lags + 2} for ${counted(lags, "lag")}, got ${steps}`);
  mustBeNetwork(network);
  const { cell, parameters } = network;
  const isLong = steps * trials * cell.neurons > 1e7; // worth a thread of its own
  const streaming = new (isLong ? BackgroundAutocovariance : StreamingAutocovariance)(cell.neurons, trials, lags);
  const simulated = { steps, trials, burnIn, seed, onesProbability, observed };
  const simulation = {
    label: "simulation",
    total: steps,
    done: () => `simulated ${counted(trials, "trial")} of ${counted(steps, "step")}`,
  };
  let autocovariances: Autocovariances;
  try {
    autocovariances = await withProgress(progress, simulation, async () => {
      await withEngine(network, (engine) =>
        simulate({ cell, engine, parameters }, simulated, async (chunk) => {
          await streaming.add(chunk);
          progress.update(chunk.from + chunk.steps, { trials });
          progress.signal?.throwIfAborted();
        }),
      );
      return streaming.finish();
    });
  } finally {
    if (streaming instanceof BackgroundAutocovariance) await streaming.stop();
  }

  const taus = cell.hasLeakyNeurons ? tauInUse(network) : null;
  const rest = atRest(autocovariances);
  return { ...(await timescaleRows(autocovariances, rest, chosen, taus, progress)), autocovariances };
}
