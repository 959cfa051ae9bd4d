import { mean } from "simple-statistics";
import { GraphEngine } from "../engine/graphEngine.js";
import { atRest } from "../timescales/atRest.js";
import { estimateTimescales, type TimescaleOptions, type Timescales } from "../timescales/estimateTimescales.js";
import type { TimescaleSummary } from "../timescales/timescaleSummary.js";
import { hasLeakyNeurons, type NetworkMeasurement, type StoredNetwork } from "./networkMeasurement.js";

/** Inputs of the simulation: every trial with a p of its own, as published, or all with p = 0.5, which varies less. */
export type SimulatedInputs = "random" | "0.5";

/** τ_net over the neurons of one network, in steps. */
export interface TimescalesResult extends Omit<TimescaleSummary, "kept" | "atBound"> {
  inputs: SimulatedInputs;
  /** Of all neurons, or of those that the paper's figures keep. */
  kept: "all" | "above-1";
}

/** One neuron, of the simulation with random p. Times in steps, with five significant digits. */
export interface TauNetResult {
  /** Its index, from 0. */
  neuron: number;
  /** As used; null of a model without τ. */
  tau: number | null;
  /** null where there is none. */
  tauNet: number | null;
  /** The number of exponentials chosen; null where there is no τ_net. */
  fit: "single" | "double" | null;
}

/** Autocorrelation at one lag, of the simulation with random p. */
export interface AutocorrelationResult {
  /** In steps. */
  lag: number;
  /** Mean over neurons of each one's autocorrelation; neurons that do not vary are left out. */
  mean: number;
  /** Of the sum over all neurons; null if it does not vary. */
  population: number | null;
}

const inputs = ["random", "0.5"] as const;
const lags = 60;

/** How every τ_net in data/results is measured. */
export const timescalesProtocol = {
  ...{ estimator: "as-published", inputs, steps: 100_000, trials: 10, burnIn: 500, lags, seed: 1 },
} as const;

/** @source Khajehabdollahi et al. 2024, Figure 5; p = 0.5 is ours */
export const timescalesMeasurement: NetworkMeasurement = {
  name: "timescales",
  version: 1,
  parameters: timescalesProtocol,
  ns: [2, 5, 10, 15, 20, 25, 30, 40, 50, 75, 101],
  tables: ["timescales", "tau-net", "autocorrelation"],
  applies: hasLeakyNeurons,
  async measure(network, _, progress) {
    const { random, fair } = await timescalesByInputs(network, { progress });
    return {
      timescales: [...summaryRows("random", random), ...summaryRows("0.5", fair)],
      "tau-net": random.rows.map(({ neuron, tau, tauNet, model }): TauNetResult => {
        return { neuron, tau: rounded(tau), tauNet: rounded(tauNet), fit: model };
      }),
      autocorrelation: meanAutocorrelation(random),
    };
  },
};

/** Timescales of a network's state by the protocol, one simulation with a random p for each trial, one with p = 0.5. */
export async function timescalesByInputs(
  network: StoredNetwork,
  options: Pick<TimescaleOptions, "observed" | "progress">,
): Promise<{ random: Timescales; fair: Timescales }> {
  const { steps, trials, burnIn, seed } = timescalesProtocol;
  const engine = new GraphEngine(network.cell);
  const estimate = (p: "random" | number) =>
    estimateTimescales(
      { ...network, engine },
      { onesProbability: p, steps, trials, burnIn, seed, maxLag: lags, ...options },
    );
  try {
    return { random: await estimate("random"), fair: await estimate(0.5) };
  } finally {
    await engine.dispose();
  }
}

/** Statistics over all neurons, and over those that the paper's figures keep. */
export function summaryRows(simulated: SimulatedInputs, { summary }: Timescales): TimescalesResult[] {
  return summary.map(({ kept, estimator: _, atBound: __, ...statistics }) => {
    return { inputs: simulated, kept: kept === "all" ? "all" : "above-1", ...statistics };
  });
}

function meanAutocorrelation({ autocovariances }: Timescales): AutocorrelationResult[] {
  const rest = atRest(autocovariances);
  const { neurons, population } = autocovariances;
  const varying = neurons.filter(([variance], neuron) => variance > 0 && !rest.neurons[neuron]);
  return Array.from({ length: lags + 1 }, (_, lag) => ({
    lag,
    mean: varying.length === 0 ? 0 : mean(varying.map((autocovariance) => autocovariance[lag] / autocovariance[0])),
    population: population[0] > 0 && !rest.population ? population[lag] / population[0] : null,
  }));
}

/** Five significant digits, far below the error of an estimate. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(5));
}
