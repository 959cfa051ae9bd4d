import { join } from "node:path";
import { counted } from "../counted.js";
import { inProcesses } from "../processes/processPool.js";
import { type Progress, silent, withProgress } from "../progress/progress.js";
import { RunError } from "../runs/runError.js";
import type { StoredRun } from "../runs/storedRun.js";
import { type MeasuredTask, type MeasurementPlan, planMeasurement, storeMeasured } from "./measureRuns.js";
import type { MeasurementItem } from "./measureWorker.js";
import type { NetworkMeasurement } from "./networkMeasurement.js";

export interface MeasureAllOptions {
  /** Where the tables and, in `cache`, the single results are. */
  folder: string;
  /** Networks at the same time, one process each. */
  jobs: number;
  progress?: Progress;
  signal?: AbortSignal;
  /** Told what is missing before anything is measured. */
  onPlan?: (plans: readonly MeasurementPlan[]) => void;
  onProblem?: (problem: string) => void;
  /** Told of a network that cannot be measured, after which the others are. Default: the first such error ends all. */
  onFailure?: (failure: MeasurementFailure) => void;
}

/** A network that could not be measured. */
export interface MeasurementFailure {
  readonly measurement: string;
  /** Names the file. */
  readonly problem: string;
}

/** Networks between two times that a table is stored. */
const storedEvery = 20;

/**
 * What is missing of several measurements of stored networks.
 *
 * @param onProblem  told of a table that cannot be read, and of networks that a measurement leaves out
 */
export async function planAll(
  measurements: readonly NetworkMeasurement[],
  runs: readonly StoredRun[],
  { folder, onProblem }: Pick<MeasureAllOptions, "folder" | "onProblem">,
): Promise<MeasurementPlan[]> {
  const plans: MeasurementPlan[] = [];
  for (const measurement of measurements) {
    const plan = await planMeasurement(measurement, runs, { folder, onProblem });
    for (const reason of new Set(plan.leftOut.map(({ reason }) => reason))) {
      const left = plan.leftOut.filter((one) => one.reason === reason).map(({ run }) => run);
      onProblem?.(`${measurement.name} leaves out ${left.join(", ")}: ${reason}`);
    }
    plans.push(plan);
  }
  return plans;
}

/**
 * Makes the measurements that are missing of stored networks, several networks at a time, and adds them to the tables of
 * a folder. Interrupted at any time and called again, it goes on: every single result is kept in the folder's cache.
 * Tables that have no checksum get one.
 *
 * @returns how many networks were measured, by measurement
 * @throws the first error of a network, naming its file, unless `onFailure` is told of them; RunError if a table cannot
 *   be written
 */
export async function measureAll(
  measurements: readonly NetworkMeasurement[],
  runs: readonly StoredRun[],
  { folder, jobs, progress = silent, signal, onPlan, onProblem, onFailure }: MeasureAllOptions,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const problems = new Set<string>();
  const tell = (problem: string) => {
    if (!problems.has(problem)) onProblem?.(problem); // of one table, each time that it is read
    problems.add(problem);
  };
  const tables = { folder, onProblem: tell };
  const plans = await planAll(measurements, runs, tables);
  onPlan?.(plans);
  for (const { measurement, unreadable } of plans) {
    for (const { problem } of unreadable) {
      if (!onFailure) throw new RunError(problem);
      onFailure({ measurement: measurement.name, problem });
    }
  }
  for (const { measurement, unchecked, missing } of plans) {
    counts.set(measurement.name, 0);
    if (unchecked.length > 0) await storeMeasured(measurement, [], tables);
    if (missing.length === 0) continue;
    const shares = missing.map(() => 0);
    let done = 0;
    let measured: MeasuredTask[] = [];
    const store = async () => {
      const batch = measured;
      measured = [];
      await storeMeasured(measurement, batch, tables);
    };
    const update = (network: string) => {
      progress.update(
        shares.reduce((sum, share) => sum + share, 0),
        { network },
      );
    };
    const items = missing.map(
      ({ file, network }): MeasurementItem => ({
        measurement: measurement.name,
        ...{ file, network, folder: join(folder, "cache") },
      }),
    );
    const nameOf = (index: number) => `${items[index].network.run}, N = ${items[index].network.n}`;
    const summary = () => `${measurement.name}: ${done} of ${counted(missing.length, "network")} measured`;
    const call = { label: measurement.name, total: missing.length, done: summary, failed: summary };
    await withProgress(progress, call, async () => {
      try {
        await inProcesses(
          new URL(import.meta.url.replace(/measureAll(\.[jt]s)$/, "measureWorker$1")),
          items,
          async (index, results: Record<string, object[]>) => {
            shares[index] = 1;
            counts.set(measurement.name, ++done);
            update(nameOf(index));
            measured.push({ task: missing[index], results });
            if (measured.length >= storedEvery) await store();
          },
          {
            jobs,
            signal,
            onProgress(index, told: { share: number } | { problem: string }) {
              if ("problem" in told) return tell(told.problem);
              shares[index] = told.share;
              update(nameOf(index));
            },
            ...(onFailure && {
              onFailure(index: number, { message }: Error) {
                shares[index] = 1;
                const { file } = items[index];
                const problem = message.includes(file) ? message : `${file}: ${message}`; // of a process that ended
                onFailure({ measurement: measurement.name, problem });
              },
            }),
          },
        );
      } finally {
        if (measured.length > 0) await store();
      }
    });
  }
  return counts;
}
