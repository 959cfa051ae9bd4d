import { join } from "node:path";
import { inProcesses } from "../processes/processPool.js";
import { type Progress, silent } from "../progress.js";
import type { StoredRun } from "../runs/runFolder.js";
import { type MeasuredTask, planMeasurement, storeMeasured } from "./measureRuns.js";
import type { MeasurementItem } from "./measureWorker.js";
import type { NetworkMeasurement } from "./networkMeasurement.js";

export interface MeasureAllOptions {
  /** Where the tables and, in `cache`, the single results are. */
  folder: string;
  /** Networks at the same time, one process each. */
  jobs: number;
  progress?: Progress;
  signal?: AbortSignal;
  onProblem?: (problem: string) => void;
}

/** Networks between two times that a table is stored. */
const storedEvery = 20;

/**
 * Makes the measurements that are missing of stored networks, several networks at a time, and adds them to the tables of
 * a folder. Interrupted at any time and called again, it goes on: every single result is kept in the folder's cache.
 * Tables that have no checksum get one.
 *
 * @returns how many networks were measured, by measurement
 */
export async function measureAll(
  measurements: readonly NetworkMeasurement[],
  runs: readonly StoredRun[],
  { folder, jobs, progress = silent, signal, onProblem }: MeasureAllOptions,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const problems = new Set<string>();
  const tell = (problem: string) => {
    if (!problems.has(problem)) onProblem?.(problem); // of one table, each time that it is read
    problems.add(problem);
  };
  const tables = { folder, onProblem: tell };
  for (const measurement of measurements) {
    const { unchecked, missing } = await planMeasurement(measurement, runs, tables);
    counts.set(measurement.name, missing.length);
    if (unchecked.length > 0) await storeMeasured(measurement, [], tables);
    if (missing.length === 0) continue;
    const shares = missing.map(() => 0);
    let measured: MeasuredTask[] = [];
    const store = async () => {
      const batch = measured;
      measured = [];
      await storeMeasured(measurement, batch, tables);
    };
    progress.start(measurement.name, missing.length);
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
    try {
      await inProcesses(
        new URL(import.meta.url.replace(/measureAll(\.[jt]s)$/, "measureWorker$1")),
        items,
        async (index, results: Record<string, object[]>) => {
          shares[index] = 1;
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
        },
      );
    } finally {
      if (measured.length > 0) await store();
      const done = shares.filter((share) => share === 1).length;
      progress.finish(`${measurement.name}: ${done} of ${missing.length} networks measured`);
    }
  }
  return counts;
}
