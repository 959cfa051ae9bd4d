import { availableParallelism } from "node:os";
import { counted } from "../counted.js";
import { checkOptionsOf } from "../knownFields.js";
import { cellDescribed } from "../models/cellDescribed.js";
import { mustBeCount, mustBeList } from "../mustBe.js";
import { inProcesses } from "../processes/processPool.js";
import { anySignal, type Progress, silent, withProgress } from "../progress/progress.js";
import { taskNamed } from "../tasks/taskNamed.js";
import type { SolvedNetwork, TrainingRun } from "./train.js";
import { type TrainingRequest, trainingConfig } from "./trainingConfig.js";

/** How several trainings are run and watched. */
export interface TrainAllOptions {
  /** Networks at the same time, one process and one thread each. Default: the number of cores. */
  jobs?: number;
  progress?: Progress;
  /** Aborting ends all trainings; what is not finished is lost. */
  signal?: AbortSignal;
}

/** A run as a process sends it: without what is made of functions. */
export interface SentRun extends Omit<TrainingRun, "solved"> {
  readonly solved: readonly Omit<SolvedNetwork, "cell" | "task">[];
}

/**
 * Trains several networks, as many at a time as there are cores. Each is the same network that `train` gives.
 *
 * @returns the runs, in the order of the requests
 * @throws RangeError if a request or an option is not valid, before anything is trained; Error, with its name and
 *   message, if a training fails, which ends the others; the signal's reason if it was aborted
 */
export async function trainAll(
  requests: readonly TrainingRequest[],
  options: TrainAllOptions = {},
): Promise<TrainingRun[]> {
  checkOptionsOf("trainAll", options, { jobs: true, progress: true, signal: true });
  const { jobs = availableParallelism(), progress = silent, signal: given } = options;
  mustBeCount("jobs", jobs);
  mustBeList("requests", requests);
  const configs = requests.map((request) => trainingConfig(request));
  const runs: TrainingRun[] = [];
  const done = configs.map(() => 0);
  let finished = 0;
  const total = configs.reduce((sum, { schedule }) => sum + schedule.maxEpochs, 0);
  const update = () => {
    const epochs = done.reduce((sum, value) => sum + value, 0);
    progress.update(epochs, { networks: `${finished}/${configs.length}` });
  };
  const call = {
    label: counted(configs.length, "network"),
    total,
    done: () => `${counted(configs.length, "network")} trained`,
    failed: () => `${finished} of ${counted(configs.length, "network")} trained`,
  };
  return withProgress(progress, call, async () => {
    await inProcesses(
      new URL(import.meta.url.replace(/trainAll(\.[jt]s)$/, "trainWorker$1")),
      configs,
      (index, { solved, ...run }: SentRun) => {
        const { model, task } = configs[index];
        const parts = { cell: cellDescribed(model), task: taskNamed(task) };
        runs[index] = { ...run, solved: solved.map((network) => ({ ...network, ...parts })) };
        done[index] = configs[index].schedule.maxEpochs; // also if its curriculum ended before
        finished++;
        update();
      },
      {
        jobs,
        signal: anySignal(given, progress.signal), // of the call that has begun
        onProgress(index, epochs: number) {
          done[index] = epochs;
          update();
        },
      },
    );
    return runs;
  });
}
