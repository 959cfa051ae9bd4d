import { serveItems } from "../processes/processPool.js";
import type { Progress } from "../progress/progress.js";
import { loadInheritedParts } from "../training/loadParts.js";
import { measurementNamed } from "./measurements.js";
import { measureNetwork } from "./measureRuns.js";
import type { MeasuredNetwork } from "./resultsTable.js";

// A process of its own that measures one network at a time.

/** A measurement to make, as sent to a worker. */
export interface MeasurementItem {
  measurement: string;
  file: string;
  network: MeasuredNetwork;
  /** Of the cache. */
  folder: string;
}

await loadInheritedParts();

serveItems<MeasurementItem, { share: number } | { problem: string }, Record<string, object[]>>(
  ({ measurement, file, network, folder }, tell) => {
    let last = 0;
    let total = 1;
    const progress: Progress = {
      start(_, units = 1) {
        total = units;
      },
      update(done) {
        if (performance.now() - last < 500) return;
        last = performance.now();
        tell({ share: Math.min(1, done / total) });
      },
      finish() {},
    };
    const onProblem = (problem: string) => tell({ problem });
    return measureNetwork(
      { measurement: measurementNamed(measurement), file, network },
      { folder, progress, onProblem },
    ).catch((error: unknown) => {
      // Most errors of a measurement know only numbers: what a person needs is which network it was.
      if (error instanceof Error && !error.message.includes(file)) error.message = `${file}: ${error.message}`;
      throw error;
    });
  },
);
