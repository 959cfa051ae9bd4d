import { stepsOfBit } from "../dynamics/continuousTime.js";
import { checkOptionsOf } from "../knownFields.js";
import { cellDescribed } from "../models/cellDescribed.js";
import { type Progress, silent } from "../progress/progress.js";
import { type Network, nName, type TrainingProtocol } from "../runs/checkpoint.js";
import { openOrCreateRun } from "../runs/openOrCreateRun.js";
import { startFrom } from "../runs/start.js";
import { engineNamed, type TrainRunOptions, trainRun } from "../runs/trainRun.js";
import type { OptimiserOptions } from "../training/optimiser.js";
import type { OwnNetwork } from "../training/ownParts.js";
import { epochsOfRetraining, retrainingConfig } from "../training/retrainingConfig.js";
import type { TrainingRequest } from "../training/trainingConfig.js";
import { accuracyOfRetrained, type RetrainingRow } from "./retrainedAccuracy.js";

/** How a network is trained further, and where the runs go. */
export interface RetrainingOptions {
  /** Where the runs' folders go. Default: "runs" in the working folder. */
  parent?: string;
  /** Of every retraining. Default: 20, as published. */
  epochs?: number;
  /** Of the batches that it is retrained on, 0 … 2³¹ − 1. Default: 1. */
  seed?: number;
  /** Default: what the network was trained with, or "paper". */
  profile?: string;
  /** Sequences per step. Default: as the network was trained; the profile's where its file does not say. */
  batch?: number;
  /** Training steps per epoch. Default: as that of `batch`. */
  steps?: number;
  /** Test batches after each epoch. Default: as that of `batch`. */
  testBatches?: number;
  /** Global norm to which gradients are clipped. Default: as that of `batch`. */
  clipNorm?: number;
  /** A name. Default: as that of `batch`; of one of your own, it must have been loaded. */
  optimiser?: TrainingRequest["optimiser"];
  /** Default: as that of `batch`; of another optimiser than that of the network, its usual one. */
  learningRate?: number;
  /** Nesterov momentum of SGD. Default: as that of `learningRate`. */
  momentum?: number;
  /** Probability of a one in the sequences that it is retrained on. Default: as that of `batch`. */
  onesProbability?: number;
  /**
   * In continuous time: the steps that a bit lasts, or several, of which every batch draws one; accuracy is measured
   * with the first. Default: those that the network was trained with; must be said where its file does not.
   */
  repeats?: number | readonly number[];
  /** Of the engine. Default: 1. */
  threads?: number;
  progress?: Progress;
  /** Called after every epoch. */
  onEpoch?: TrainRunOptions["onEpoch"];
  /** Aborting stops after the current step; called again, it goes on from there. */
  signal?: AbortSignal;
}

/**
 * Trains a network that solved N₀ further on larger N, each time from where it was, as a single-head network: only the
 * head of N₀ stays. Every N is a run of its own on disk; called again, what is done is only measured, and what was
 * interrupted goes on.
 *
 * @param source  a network as stored when it solved N₀, its largest N; with its cell and task where these are one's
 *   own, as `loadNetwork` gives it
 * @param ns      the N to retrain on
 * @returns one row per N; those that were done if it is interrupted
 * @throws RangeError if the network's task or model has no name here and is not given, an option is not valid, or a
 *   network in continuous time is not told how long a bit lasts
 * @throws TrainingDiverged if a loss is 2²⁴ or more, or it or a gradient is not finite
 * @throws RunError if a run of such a name is of another config or network, another process has it, or it cannot be
 *   read or written
 * @source Khajehabdollahi et al. 2024, Figure 8: N₀ = 16, N = 16 … 46, 20 epochs each; always from N₀, and relative to
 * the accuracy on N₀, are ours
 */
export async function retraining(
  source: Network & OwnNetwork,
  ns: readonly number[],
  options: RetrainingOptions = {},
): Promise<RetrainingRow[]> {
  checkOptionsOf("retraining", options, {
    ...{ parent: true, epochs: true, seed: true, profile: true, batch: true, steps: true, testBatches: true },
    ...{ clipNorm: true, optimiser: true, learningRate: true, momentum: true, onesProbability: true },
    ...{ repeats: true, threads: true, progress: true, onEpoch: true, signal: true },
  });
  const { parent = "runs", epochs = epochsOfRetraining, seed = 1 } = options;
  const { threads = 1, progress = silent, onEpoch, signal } = options;
  const { task, model, heads, curriculum = "unknown", profile: trainedBy } = source.description;
  const profile = options.profile ?? (typeof trainedBy === "string" ? trainedBy : "paper");
  const repeats = options.repeats ?? source.description.repeats;
  const own: OwnNetwork = { cell: source.cell, task: source.task };
  const start = startFrom(source, Math.max(...heads));
  const protocol = { ...protocolAfter(source.description.protocol, options), profile, epochs, seed, repeats };
  const configs = ns.map((n) => retrainingConfig({ n, task, model, ...protocol }, own));
  stepsOfBit(own.cell ?? cellDescribed(model), [repeats].flat()[0]); // a config has a default, which is not the network's
  const mark = start.from.network.slice(0, 8); // different networks never share a run
  const rows: RetrainingRow[] = [];
  for (const [i, config] of configs.entries()) {
    const variant = `retrained-from-${curriculum}-${nName(start.from.n)}-${mark}-on-${nName(ns[i])}`;
    const run = await openOrCreateRun(
      parent,
      config,
      { variant, threads, engine: engineNamed("cpu") },
      async () => start,
    );
    try {
      const stored = await trainRun(run, { ...own, threads, progress, onEpoch, signal });
      if (!stored.record.outcome) break; // interrupted
      rows.push(await accuracyOfRetrained(stored, { ...own, threads }));
    } finally {
      await run.close();
    }
  }
  return rows;
}

/** How a network is trained further: as it was trained, but for what is asked for otherwise. */
function protocolAfter(trained: TrainingProtocol | undefined, options: RetrainingOptions) {
  const { batch, steps, testBatches, clipNorm, optimiser, learningRate, momentum, onesProbability } = options;
  const isSame = optimiser === undefined || optimiser === trained?.optimiser.name;
  const numbers: OptimiserOptions = isSame ? { ...trained?.optimiser } : {};
  return {
    batch: batch ?? trained?.batch,
    steps: steps ?? trained?.steps,
    testBatches: testBatches ?? trained?.testBatches,
    clipNorm: clipNorm ?? trained?.clipNorm,
    optimiser: optimiser ?? trained?.optimiser.name,
    learningRate: learningRate ?? numbers.learningRate,
    momentum: momentum ?? numbers.momentum,
    onesProbability: onesProbability ?? trained?.onesProbability,
  };
}
