import { existsSync } from "node:fs";
import { join } from "node:path";
import { accuracyOf } from "../dynamics/accuracyInTime.js";
import { GraphEngine } from "../engine/graphEngine.js";
import { type Progress, silent } from "../progress.js";
import { headFor, type Network, networkFileName } from "../runs/checkpoint.js";
import { createRun, openRun, type Run, runName } from "../runs/runFolder.js";
import { sha256 } from "../runs/sha256.js";
import { engineNamed, trainRun } from "../runs/trainRun.js";
import { taskNamed } from "../tasks/taskNamed.js";
import { type Tensors, tensor } from "../tensor/tensor.js";
import { type TrainingConfig, trainingConfig, trainingParts } from "../training/config.js";
import { startOfTraining, type TrainingState } from "../training/trainer.js";
import { relativeAccuracy } from "./relativeAccuracy.js";

export interface RetrainingOptions {
  /** Where the runs' folders go. */
  parent?: string;
  epochs?: number;
  /** Of the batches that it is retrained on. */
  seed?: number;
  /** Default: what the network was trained with, or "paper". */
  profile?: string;
  /** In place of the profile's own. */
  batch?: number;
  steps?: number;
  testBatches?: number;
  threads?: number;
  progress?: Progress;
  signal?: AbortSignal;
}

/** One network, retrained on one N. */
export interface RetrainingRow {
  /** The N that it had solved, and the one that it was retrained on. */
  fromN: number;
  n: number;
  epochs: number;
  /** Of the retrained network on the new N, with p = 0.5; mean and standard deviation over trials. */
  accuracy: number;
  std: number;
  /** Accuracy of the network before, on the N that it had solved. */
  baseline: number;
  relativeAccuracy: number | null;
}

/**
 * Trains a network that solved N₀ further on larger N, each time from where it was, as a single-head network: only the
 * head of N₀ stays. Every N is a run of its own on disk; called again, what is done is only measured, and what was
 * interrupted goes on.
 *
 * @param source  a network as stored when it solved N₀, its largest N
 * @param ns      the N to retrain on
 * @returns one row per N; those that were done if it is interrupted
 * @throws RangeError if the network's task or model has no name here, or an option is not valid
 * @source Khajehabdollahi et al. 2024, Figure 8: N₀ = 16, N = 16 … 46, 20 epochs each; always from N₀, and relative to
 * the accuracy on N₀, are ours
 */
export async function retraining(
  source: Network,
  ns: readonly number[],
  options: RetrainingOptions = {},
): Promise<RetrainingRow[]> {
  const { parent = "runs", threads = 1, progress = silent, signal } = options;
  const fromN = Math.max(...source.description.heads);
  const single = withOnlyHead(source.parameters, headFor(source.description, fromN));
  const configs = ns.map((n) => retrainingConfig(source, n, options));
  const variant = `retrained-from-${source.description.curriculum ?? "unknown"}-${nameOf(fromN, single)}`;
  const rows: RetrainingRow[] = [];
  for (const [i, config] of configs.entries()) {
    const n = ns[i];
    const parts = trainingParts(config, (cell) => new GraphEngine(cell, { threads }));
    const { cell, engine } = parts;
    const start = { ...startOfTraining(parts), parameters: structuredClone(single) };
    const task = taskNamed(config.task);
    try {
      const run = await openOrCreate(parent, config, `${variant}-on-N${String(n).padStart(3, "0")}`, start, threads);
      try {
        const { record } = await trainRun(run, { threads, progress, signal });
        if (!record.outcome) break; // interrupted
        const parameters = (await run.loadLatest())?.state.parameters;
        if (!parameters) throw new Error(`expected a saved state in ${run.folder}, found none`);
        const [whole] = await accuracyOf({ cell, engine, task, parameters: single }, [{ head: 0, n: fromN }]);
        const [{ mean, std }] = await accuracyOf({ cell, engine, task, parameters }, [{ head: 0, n }]);
        rows.push({
          fromN,
          n,
          epochs: config.schedule.maxEpochs,
          accuracy: mean,
          std,
          baseline: whole.mean,
          relativeAccuracy: relativeAccuracy(mean, whole.mean),
        });
      } finally {
        await run.close();
      }
    } finally {
      await engine.dispose();
    }
  }
  return rows;
}

/** The config of one retraining: one N, all epochs, however good the network becomes before. */
function retrainingConfig({ description }: Network, n: number, options: RetrainingOptions): TrainingConfig {
  const { epochs = 20, seed = 1, batch, steps, testBatches } = options;
  const { task, model, profile } = description;
  const config = trainingConfig({
    task,
    model,
    curriculum: { name: "no-curriculum", n },
    profile: options.profile ?? (typeof profile === "string" ? profile : "paper"),
    epochs,
    seed,
    batch,
    steps,
    testBatches,
  });
  return { ...config, schedule: { ...config.schedule, solvedAbove: 1 } };
}

async function openOrCreate(
  parent: string,
  config: TrainingConfig,
  variant: string,
  start: TrainingState,
  threads: number,
): Promise<Run> {
  const folder = join(parent, runName(config, variant));
  const options = { variant, threads, engine: engineNamed("cpu") };
  const run = existsSync(folder) ? await openRun(folder, options) : await createRun(parent, config, options);
  try {
    await run.extendTo(config);
    if (!(await run.loadLatest())) await run.saveLatest(start); // a run that has no state yet begins with this network
    return run;
  } catch (error) {
    await run.close();
    throw error;
  }
}

/** The parameters with one readout head only. */
function withOnlyHead(parameters: Tensors, head: number): Tensors {
  const one = (name: string) => {
    const { data, shape } = parameters[name];
    const size = data.length / shape[0];
    return tensor(data.slice(head * size, (head + 1) * size), [1, ...shape.slice(1)]);
  };
  return { ...parameters, "readout.weight": one("readout.weight"), "readout.bias": one("readout.bias") };
}

/** N₀ and a mark of the network, so that different networks never share a run. */
function nameOf(n: number, parameters: Tensors): string {
  const hashes = Object.keys(parameters)
    .sort()
    .map((name) => {
      const { data } = parameters[name];
      return sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    });
  return `${networkFileName(n).replace(".safetensors", "")}-${sha256(hashes.join()).slice(0, 8)}`;
}
