import { setImmediate } from "node:timers/promises";
import { tauInUse } from "../dynamics/leakyParameters.js";
import { checkSimulation, simulate } from "../dynamics/simulate.js";
import type { Engine } from "../engine/engine.js";
import { GraphEngine } from "../engine/graphEngine.js";
import type { Cell } from "../models/cell.js";
import { type Progress, silent } from "../progress.js";
import type { Tensors } from "../tensor/tensor.js";
import { atRest } from "./atRest.js";
import { checkMaxLag } from "./autocovariance.js";
import { BackgroundAutocovariance } from "./backgroundAutocovariance.js";
import type { TimescaleEstimate, TimescaleEstimator } from "./estimator.js";
import { estimatorNamed } from "./estimatorNamed.js";
import { type Autocovariances, StreamingAutocovariance } from "./streamingAutocovariance.js";
import { type TimescaleSummary, timescaleSummary } from "./timescaleSummary.js";

/** A network whose timescales can be estimated; a loaded checkpoint is one. */
export interface TimescaleNetwork {
  readonly cell: Cell;
  readonly parameters: Tensors;
  /** Default: a graph engine of one thread, of this call only. */
  readonly engine?: Engine;
}

export interface TimescaleOptions {
  /** By name, or one's own. Default: as published. */
  estimators?: readonly (string | TimescaleEstimator)[];
  /** Probability of a one in the input; "random": drawn anew for each trial. */
  inputs?: "random" | number;
  /** Steps per trial, after the burn-in. */
  steps?: number;
  trials?: number;
  burnIn?: number;
  seed?: number;
  /** The state, or observable of the cell, whose timescales they are. Default: the state that the heads read. */
  observed?: string;
  /** Largest lag of the autocovariances that are returned; at least what the estimators need. */
  maxLag?: number;
  progress?: Progress;
}

/** One neuron by one estimator. Times in steps. */
export interface TimescaleRow {
  /** Its index, from 0. */
  neuron: number;
  estimator: string;
  /** Single-neuron timescale, as used; null for models without one. */
  tau: number | null;
  tauNet: number | null;
  /** Of estimators that fit decays, the model that was chosen, and both fits. */
  model: "single" | "double" | null;
  amplitude: number | null;
  /** τ₁ and τ₂, and the share of τ₁, of the chosen model. */
  tau1: number | null;
  tau2: number | null;
  weight: number | null;
  rss: number | null;
  aicSingle: number | null;
  aicDouble: number | null;
  /** As published: the share of draws in which the double model was chosen. */
  doubleShare: number | null;
  /** Why a fit failed. */
  failure: string | null;
}

export interface Timescales {
  /** One row per neuron and estimator. */
  rows: TimescaleRow[];
  /** Two per estimator: of all neurons, and of those with τ_net > 1. */
  summary: ({ estimator: string } & TimescaleSummary)[];
  /** The same estimates for the sum over all neurons, one per estimator. */
  population: Omit<TimescaleRow, "neuron" | "tau">[];
  autocovariances: Autocovariances;
}

/**
 * Simulates a network and estimates the timescale of each of its neurons, and of the population.
 *
 * @throws RangeError if an option is not valid
 * @source Khajehabdollahi et al. 2024 (published code): 10 trials of 10⁵ steps after a burn-in of 500
 */
export async function estimateTimescales(
  network: TimescaleNetwork,
  {
    estimators = ["as-published"],
    inputs = "random",
    steps = 100_000,
    trials = 10,
    burnIn = 500,
    seed = 1,
    observed,
    maxLag = 0,
    progress = silent,
  }: TimescaleOptions = {},
): Promise<Timescales> {
  if (inputs !== "random" && !(inputs >= 0 && inputs <= 1)) {
    throw new RangeError(`inputs: expected "random" or a probability in 0 … 1, got ${inputs}`);
  }
  checkSimulation({ steps, trials, burnIn });
  checkMaxLag(maxLag);
  const chosen = estimators.map((estimator) => (typeof estimator === "string" ? estimatorNamed(estimator) : estimator));
  const lags = Math.max(maxLag, ...chosen.map((estimator) => estimator.maxLag));
  if (steps < lags + 2) throw new RangeError(`steps: expected at least ${lags + 2} for ${lags} lags, got ${steps}`);
  const { cell, parameters } = network;
  const engine = network.engine ?? new GraphEngine(cell);
  const isLong = steps * trials * cell.neurons > 1e7; // worth a thread of its own
  const streaming = new (isLong ? BackgroundAutocovariance : StreamingAutocovariance)(cell.neurons, trials, lags);
  let autocovariances: Autocovariances;
  progress.start("simulation", steps);
  try {
    const options = { steps, trials, burnIn, seed, onesProbability: inputs, observed };
    await simulate({ cell, engine, parameters }, options, async (chunk) => {
      await streaming.add(chunk);
      progress.update(chunk.from + chunk.steps, { trials });
      progress.signal?.throwIfAborted();
    });
    autocovariances = await streaming.finish();
  } finally {
    if (streaming instanceof BackgroundAutocovariance) await streaming.stop();
    if (!network.engine) await engine.dispose();
  }
  progress.finish(`simulated ${trials} trials of ${steps} steps`);

  const rows: TimescaleRow[] = [];
  const summary: Timescales["summary"] = [];
  const population: Timescales["population"] = [];
  const taus = Object.hasOwn(cell.parameters, "tau") ? tauInUse(network) : null;
  const rest = atRest(autocovariances);
  for (const estimator of chosen) {
    progress.start(`timescales, ${estimator.name}`, cell.neurons);
    const own: TimescaleRow[] = [];
    for (const [neuron, autocovariance] of autocovariances.neurons.entries()) {
      const estimate = estimateRow(estimator, autocovariance, rest.neurons[neuron]);
      own.push({ neuron, tau: taus?.[neuron] ?? null, ...estimate });
      if (neuron % 20 !== 19) continue;
      progress.update(neuron + 1);
      await setImmediate(); // so that a display is drawn, and an interrupt heard
      progress.signal?.throwIfAborted();
    }
    rows.push(...own);
    summary.push(...timescaleSummary(own).map((part) => ({ estimator: estimator.name, ...part })));
    population.push(estimateRow(estimator, autocovariances.population, rest.population));
    const failed = own.filter(({ tauNet }) => tauNet === null).length;
    progress.finish(`${estimator.name}: ${own.length - failed} of ${own.length} neurons have a timescale`);
  }
  return { rows, summary, population, autocovariances };
}

const flicker: TimescaleEstimate = {
  tauNet: null,
  failure: "the activity does not change: its variance is that of rounding errors",
};

function estimateRow(
  estimator: TimescaleEstimator,
  autocovariance: ArrayLike<number>,
  isAtRest: boolean,
): Omit<TimescaleRow, "neuron" | "tau"> {
  const isFlicker = isAtRest && autocovariance[0] > 0; // of a variance of 0 the estimator tells itself
  const { tauNet, failure, fit } = isFlicker ? flicker : estimator.estimate(autocovariance);
  const best = fit?.model ? fit[fit.model] : null;
  return {
    estimator: estimator.name,
    tauNet,
    model: fit?.model ?? null,
    amplitude: best?.amplitude ?? null,
    tau1: best?.taus[0] ?? null,
    tau2: best?.taus[1] ?? null,
    weight: best?.weight ?? null,
    rss: best?.rss ?? null,
    aicSingle: fit?.single?.aic ?? null,
    aicDouble: fit?.double?.aic ?? null,
    doubleShare: fit?.doubleShare ?? null,
    failure: failure ?? fit?.failure ?? null,
  };
}
