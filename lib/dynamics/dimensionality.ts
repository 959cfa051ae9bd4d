import { setImmediate } from "node:timers/promises";
import { mean, sampleStandardDeviation } from "simple-statistics";
import { counted } from "../counted.js";
import type { Engine } from "../engine/engine.js";
import { withEngine } from "../engine/withEngine.js";
import { checkOptionsOf } from "../knownFields.js";
import type { Cell } from "../models/cell.js";
import { mustBeNetwork } from "../models/mustBeNetwork.js";
import { percent } from "../percent.js";
import { type Progress, silent, withProgress } from "../progress/progress.js";
import type { Tensors } from "../tensor/tensor.js";
import { checkShare, type PrincipalComponents, principalComponents } from "./principalComponents.js";
import { checkSimulation, simulate } from "./simulate.js";
import { StreamingCovariance } from "./streamingCovariance.js";

/** How a network is simulated, and its dimensions counted; the defaults are the published protocol. */
export interface DimensionalityOptions {
  /** Steps per trial, after the burn-in; at least 2. Default: 100,000. */
  steps?: number;
  /** Independent sequences, run side by side. Default: 10. */
  trials?: number;
  /** Steps at the beginning of each trial that are not counted. Default: 500. */
  burnIn?: number;
  /** Probability of a one in the input; "random", the default: drawn anew for each trial. */
  onesProbability?: "random" | number;
  /** Share of the variance that the components are counted for, above 0 up to 1. Default: 0.9. */
  share?: number;
  /** Of the bits and initial states, any integer. Default: 1. */
  seed?: number;
  /** Threads of the covariance; the simulation, one small product after another, is fastest on one. Default: 1. */
  threads?: number;
  progress?: Progress;
}

/** How many dimensions a network's activity has. */
export interface Dimensionality {
  /** One per trial. */
  trials: PrincipalComponents[];
  /** Components needed, mean over trials. */
  components: number;
  /** Their standard deviation over trials, with trials − 1 in the denominator: NaN for one trial. */
  componentsStd: number;
  /** Mean over the trials in which anything varies; null if there are none. */
  participationRatio: number | null;
}

/**
 * Dimensionality of a network's activity, the states that its heads read, on random bits: principal components per
 * trial.
 *
 * @throws RangeError if an option is not valid, the network is in continuous time, or its engine is of another cell
 * @source Khajehabdollahi et al. 2024, Figure 6b
 */
export async function dimensionality(
  network: { readonly cell: Cell; readonly parameters: Tensors; readonly engine?: Engine },
  options: DimensionalityOptions = {},
): Promise<Dimensionality> {
  checkOptionsOf("dimensionality", options, {
    steps: true,
    trials: true,
    burnIn: true,
    onesProbability: true,
    share: true,
    seed: true,
    threads: true,
    progress: true,
  });
  const {
    steps = 100_000,
    trials = 10,
    burnIn = 500,
    onesProbability = "random",
    share = 0.9,
    seed = 1,
    threads = 1,
    progress = silent,
  } = options;
  checkSimulation({ steps, trials, burnIn, onesProbability });
  checkShare(share);
  if (steps < 2) throw new RangeError(`steps: expected at least 2, got ${steps}`);
  mustBeNetwork(network);
  const { cell, parameters } = network;
  const covariance = new StreamingCovariance(cell.neurons, trials, { threads });
  const simulated = { steps, trials, burnIn, seed, onesProbability, chunkMegabytes: 10 };
  const simulation = {
    label: "simulation",
    total: steps,
    done: () => `simulated ${counted(trials, "trial")} of ${counted(steps, "step")}`,
  };
  try {
    await withProgress(progress, simulation, () =>
      withEngine(network, (engine) =>
        simulate({ cell, engine, parameters }, simulated, async (chunk) => {
          await covariance.add(chunk);
          progress.update(chunk.from + chunk.steps, { trials });
          progress.signal?.throwIfAborted();
        }),
      ),
    );
  } finally {
    await covariance.dispose();
  }

  const analysis = {
    label: "principal components",
    total: trials,
    done: ({ components }: Dimensionality) =>
      `${components.toFixed(1)} components for ${percent(share)} % of the variance`,
  };
  return withProgress(progress, analysis, async () => {
    const rows: PrincipalComponents[] = [];
    for (const matrix of covariance.finish()) {
      rows.push(principalComponents(matrix, cell.neurons, share));
      progress.update(rows.length);
      await setImmediate(); // so that a display is drawn, and an interrupt heard
      progress.signal?.throwIfAborted();
    }
    const counts = rows.map(({ components }) => components);
    const ratios = rows.flatMap(({ participationRatio }) => participationRatio ?? []);
    return {
      trials: rows,
      components: mean(counts),
      componentsStd: trials > 1 ? sampleStandardDeviation(counts) : Number.NaN,
      participationRatio: ratios.length > 0 ? mean(ratios) : null,
    };
  });
}
