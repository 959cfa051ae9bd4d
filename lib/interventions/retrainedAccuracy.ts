import { counted } from "../counted.js";
import { type AccuracyOptions, accuracyWithoutDisplay, testingOptions } from "../dynamics/accuracyInTime.js";
import { GraphEngine } from "../engine/graphEngine.js";
import { checkOptionsOf } from "../knownFields.js";
import { silent, type Told, tell, withProgress } from "../progress/progress.js";
import { type LoadOptions, loadNetwork } from "../runs/checkpoint.js";
import { RunError } from "../runs/runError.js";
import { readRun, type StoredRun } from "../runs/storedRun.js";
import { taskNamed } from "../tasks/taskNamed.js";
import { relativeAccuracy } from "./relativeAccuracy.js";

/** One network, retrained on one N. */
export interface RetrainingRow {
  task: string;
  /** What the network had been trained with; null where its file does not say so. */
  curriculum: string | null;
  /** Of that training; null where its file does not say so. */
  seed: number | null;
  /** The N that it had solved. */
  fromN: number;
  /** The N that it was retrained on. */
  n: number;
  /** Epochs of the retraining. */
  epochs: number;
  /** Of the retrained network on the new N, with p = 0.5: share of right answers, mean over trials. */
  accuracy: number;
  /** Standard deviation of the accuracy over trials; NaN for one trial. */
  std: number;
  /** Accuracy of the network before, on the N that it had solved. */
  baseline: number;
  /** (accuracy − 0.5) / (baseline − 0.5); null where the network was not above chance before. */
  relativeAccuracy: number | null;
}

/** How retrained networks are tested; in continuous time, by default with the first of the repeats of their training. */
export interface RetrainedAccuracyOptions extends Omit<AccuracyOptions, "onesProbability">, LoadOptions {
  /** Of the engine. Default: 1. */
  threads?: number;
}

const retrainedOptions: Readonly<Record<keyof RetrainedAccuracyOptions, true>> = {
  ...testingOptions,
  threads: true,
  cell: true,
  task: true,
};

/** Whether a run is a retraining that has had all its epochs. */
export function isRetrained({ config, record: { outcome } }: StoredRun): boolean {
  return config.from !== undefined && config.curriculum.n !== undefined && outcome?.reason === "max-epochs";
}

/**
 * Accuracy of the networks that retrainings ended with, from their folders.
 *
 * @param folders  of runs; those that are no retraining, or have epochs left, give no row
 * @throws RunError if a folder holds no run, or a run is damaged or lacks a network; RangeError as `accuracyOf` does
 */
export async function retrainedAccuracies(
  folders: readonly string[],
  options: RetrainedAccuracyOptions = {},
): Promise<RetrainingRow[]> {
  checkOptionsOf("retrainedAccuracies", options, retrainedOptions);
  const { progress = silent, ...testing } = options;
  const call = {
    label: "retrained networks",
    total: folders.length,
    done: (rows: RetrainingRow[]) => `tested ${counted(rows.length, "retrained network")}`,
  };
  return withProgress(progress, call, async () => {
    const rows: RetrainingRow[] = [];
    for (const [i, folder] of folders.entries()) {
      const run = await readRun(folder);
      if (!isRetrained(run)) continue;
      rows.push(await testRetrained(run, testing, (done, all) => tell(progress, i + done / all)));
    }
    return rows;
  });
}

/**
 * Accuracy of the network that a retraining ended with, from the files of its run alone.
 *
 * @throws RunError if the run is no retraining, has not had all its epochs, or lacks a network; RangeError as
 *   `accuracyOf` does
 * @source Khajehabdollahi et al. 2024, Figure 8
 */
export async function accuracyOfRetrained(
  run: StoredRun,
  options: RetrainedAccuracyOptions = {},
): Promise<RetrainingRow> {
  checkOptionsOf("accuracyOfRetrained", options, retrainedOptions);
  const { progress = silent, ...testing } = options;
  const call = {
    label: "retrained network",
    total: 1,
    done: ({ fromN, n }: RetrainingRow) => `tested a network that solved N = ${fromN}, retrained on N = ${n}`,
  };
  return withProgress(progress, call, () => testRetrained(run, testing, (done, all) => tell(progress, done / all)));
}

/** `accuracyOfRetrained` for what has a display of its own. */
async function testRetrained(
  run: StoredRun,
  options: Omit<RetrainedAccuracyOptions, "progress">,
  told: Told,
): Promise<RetrainingRow> {
  const { threads = 1, cell: ownCell, task: ownTask, repeats, ...testing } = options;
  const { folder, config, epochs } = run;
  const { from, task } = config;
  const { n } = config.curriculum;
  const protocol = { ...testing, repeats: repeats ?? config.repeats?.[0] };
  if (!from || n === undefined || !isRetrained(run)) {
    throw new RunError(`expected a retraining that has had all its epochs, got ${folder}`);
  }
  const of = async (name: string, file: string | undefined, onN: number, before: number) => {
    if (file === undefined) throw new RunError(`expected the network ${name} in ${folder}, got none`);
    const { cell, parameters } = await loadNetwork(file, { cell: ownCell, task: ownTask });
    const engine = new GraphEngine(cell, { threads });
    try {
      const network = { cell, parameters, engine, task: ownTask ?? taskNamed(task) };
      const [{ mean, std }] = await accuracyWithoutDisplay(network, [{ head: 0, n: onN }], protocol, (done, all) =>
        told(before + done / all, 2),
      );
      return { mean, std };
    } finally {
      await engine.dispose();
    }
  };
  const { mean: baseline } = await of("start.safetensors", run.start, from.n, 0);
  const { mean: accuracy, std } = await of("final.safetensors", run.final, n, 1);
  return {
    ...{ task, curriculum: from.curriculum ?? null, seed: from.seed ?? null },
    ...{ fromN: from.n, n, epochs: epochs.length },
    ...{ accuracy, std, baseline, relativeAccuracy: relativeAccuracy(accuracy, baseline) },
  };
}
