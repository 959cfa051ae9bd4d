import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { anySignal, type Progress, silent } from "../progress.js";
import { type TrainingConfig, type TrainingRequest, trainingConfig } from "./config.js";
import type { TrainingRun } from "./train.js";

/** What a worker process tells. */
export type WorkerReport =
  | { kind: "progress"; done: number; n: number }
  | { kind: "done"; run: TrainingRun }
  | { kind: "failed"; name: string; message: string };

export interface TrainAllOptions {
  /** Networks at the same time, one process and one thread each. Default: the number of cores. */
  jobs?: number;
  progress?: Progress;
  /** Aborting ends all trainings; what is not finished is lost. */
  signal?: AbortSignal;
}

/**
 * Trains several networks, as many at a time as there are cores. Each is the same network that `train` gives.
 *
 * @returns the runs, in the order of the requests
 * @throws RangeError if a request is not valid, before anything is trained; Error if a training fails
 */
export async function trainAll(
  requests: readonly TrainingRequest[],
  { jobs = availableParallelism(), progress = silent, signal: given }: TrainAllOptions = {},
): Promise<TrainingRun[]> {
  if (!Number.isInteger(jobs) || jobs < 1) throw new RangeError(`jobs: expected at least 1, got ${jobs}`);
  const configs = requests.map((request) => trainingConfig(request));
  const runs: TrainingRun[] = [];
  const done = configs.map(() => 0);
  let finished = 0;
  const total = configs.reduce((sum, { schedule }) => sum + schedule.maxEpochs, 0);
  progress.start(`${configs.length} networks`, total);
  const signal = anySignal(given, progress.signal);
  const update = () => {
    const epochs = done.reduce((sum, value) => sum + value, 0);
    progress.update(epochs, { networks: `${finished}/${configs.length}` });
  };

  let next = 0;
  const work = async () => {
    const worker = startWorker();
    const stop = () => worker.kill();
    signal?.addEventListener("abort", stop, { once: true });
    try {
      while (next < configs.length && !signal?.aborted) {
        const index = next++;
        runs[index] = await trainIn(worker, configs[index], (epochs) => {
          done[index] = epochs;
          update();
        });
        done[index] = configs[index].schedule.maxEpochs; // also if its curriculum ended before
        finished++;
        update();
      }
    } finally {
      signal?.removeEventListener("abort", stop);
      worker.kill();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(jobs, configs.length) }, work));
    signal?.throwIfAborted();
    progress.finish(`${configs.length} networks trained`);
    return runs;
  } catch (error) {
    next = configs.length;
    progress.finish(`${finished} of ${configs.length} networks trained`);
    throw signal?.aborted ? signal.reason : error;
  }
}

function startWorker(): ChildProcess {
  // Node runs the built worker also when this file is run as TypeScript, by a test.
  const file = fileURLToPath(import.meta.url).endsWith(".ts") ? "../dist/training/trainWorker.js" : "./trainWorker.js";
  return fork(fileURLToPath(new URL(file, import.meta.url)), { serialization: "advanced", execArgv: [] });
}

function trainIn(
  worker: ChildProcess,
  config: TrainingConfig,
  onProgress: (epochs: number) => void,
): Promise<TrainingRun> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      worker.off("message", onMessage).off("exit", onExit).off("error", onError);
      settle();
    };
    const onMessage = (report: WorkerReport) => {
      if (report.kind === "progress") onProgress(report.done);
      else if (report.kind === "done") end(() => resolve(report.run));
      else end(() => reject(Object.assign(new Error(report.message), { name: report.name })));
    };
    const onExit = (code: number | null, signal: string | null) =>
      end(() => reject(new Error(`a training process ended unexpectedly (${signal ?? `exit code ${code}`})`)));
    const onError = (error: Error) => end(() => reject(error));
    worker.on("message", onMessage).on("exit", onExit).on("error", onError);
    worker.send(config);
  });
}
