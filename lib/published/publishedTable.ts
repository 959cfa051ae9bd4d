import { readFileSync } from "node:fs";
import { csvParse } from "d3-dsv";
import { dataFolder } from "../runs/dataFolder.js";

/** The published tables, by the name of their file in data/paper. */
export type PublishedTable = "timescales" | "max-trained-n" | "epochs-per-n" | "ablation" | "perturbation";

/**
 * A published table, one object per row, all columns as text.
 *
 * @throws Error if the library was taken out of the project and its data is not there
 * @source Khajehabdollahi et al. 2024, read off the authors' plots and outputs; see data/README.md
 * @example publishedTable("epochs-per-n")[0] // { task: "n-parity", curriculum: "multi-head", n: "2", epochs: "1" }
 */
export function publishedTable(name: PublishedTable): Record<string, string>[] {
  return csvParse(readFileSync(dataFolder("paper", `${name}.csv`), "utf8")).map((row) => ({ ...row }));
}

/** A published largest N, one network. */
export interface PublishedLargestN {
  readonly task: string;
  readonly curriculum: string;
  /** Largest N solved. */
  readonly maxN: number;
}

/** Of a published run, the epoch after which an N was solved. */
export interface PublishedEpoch {
  readonly task: string;
  readonly curriculum: string;
  readonly n: number;
  /** From 1, over the whole run. */
  readonly epoch: number;
}

/**
 * Published largest N of networks with a trained τ, one row per network; of N-parity only.
 *
 * @throws Error if the data is not there: see `publishedTable`
 * @source Khajehabdollahi et al. 2024, Figure 3c
 */
export function publishedLargestN(): PublishedLargestN[] {
  return publishedTable("max-trained-n")
    .filter((row) => row.tau === "trained")
    .map(({ task, curriculum, max_n }) => ({ task, curriculum, maxN: Number(max_n) }));
}

/**
 * Published run of each curriculum, of N-parity only: the epoch after which each N was solved.
 *
 * @throws Error if the data is not there: see `publishedTable`
 * @source Khajehabdollahi et al. 2024, outputs of the authors' notebooks
 */
export function publishedEpochs(): PublishedEpoch[] {
  const epochs = new Map<string, number>();
  return publishedTable("epochs-per-n").map(({ task, curriculum, n, epochs: needed }) => {
    const run = `${task} ${curriculum}`;
    const epoch = (epochs.get(run) ?? 0) + Number(needed);
    epochs.set(run, epoch);
    return { task, curriculum, n: Number(n), epoch };
  });
}

/** N of the published networks after interventions. */
export const publishedN = 30;
