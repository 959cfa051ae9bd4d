import { basename, join } from "node:path";
import { reasonOf } from "../systemError.js";
import type { TrainingConfig } from "../training/config.js";
import { shippedRuns } from "./loadRuns.js";
import { mayBeRun } from "./mayBeRun.js";
import { namesIfThere } from "./namesIn.js";
import { checkFilter, checkVariants, filteredRun, fitsFilter, ofAnyModel, type RunFilter } from "./runFilter.js";
import { lockHolder } from "./runLock.js";
import { largestSolved, readRun, type StoredRun } from "./storedRun.js";

/** Where runs are looked for: the trained ones, and those that are published with the project. */
export const runParents: readonly string[] = ["runs", join("data", "runs")];

/** Whether a run is being trained, was stopped or killed on its way, ended, or cannot be read. */
export type RunState = "running" | "interrupted" | "finished" | "diverged" | "damaged";

/** A run in a line. */
export interface RunSummary {
  readonly folder: string;
  /** That of the folder, without its path. */
  readonly name: string;
  readonly state: RunState;
  /** How it ended, who trains it, or what is damaged. */
  readonly detail?: string;
  /** The rest is absent for a damaged run. */
  readonly config?: TrainingConfig;
  /** What is special about it, e.g. "tau-1". */
  readonly variant?: string;
  /** SHA-256 of the config. */
  readonly configHash?: string;
  /** Largest N that was solved. */
  readonly largestN?: number;
  /** How many it has. */
  readonly epochs?: number;
  /** Seconds on the wall clock, all stretches together. */
  readonly seconds?: number;
}

/**
 * All runs in some folders, one folder after the other, by name.
 *
 * @param parents  folders of runs; those that do not exist hold none. Default: runs and data/runs in the working folder
 * @param filter   which of them, of any model and variant where it names none; those that are damaged are always listed
 * @throws RangeError if the filter has an unknown field, or a name that neither this library nor a stored run has
 * @throws RunError if a folder is there and cannot be read; a run that is damaged is listed as such
 */
export async function listRuns(parents: readonly string[] = runParents, filter: RunFilter = {}): Promise<RunSummary[]> {
  const runs: RunSummary[] = [];
  for (const parent of parents) {
    for (const name of (await namesIfThere(parent)).sort(byNumbers)) {
      const folder = join(parent, name);
      if (mayBeRun(folder)) runs.push(await summariseRun(folder));
    }
  }
  const filtered = runs.map(({ config, variant }) => config && filteredRun({ config, variant })); // of none if damaged
  const stored = filtered.filter((run) => run !== undefined);
  checkFilter(filter, stored);
  await checkVariants(filter, stored, parents.join(" and "), shippedRuns);
  const wanted = ofAnyModel(filter);
  return runs.filter((_, i) => {
    const run = filtered[i];
    return run === undefined || fitsFilter(run, wanted);
  });
}

/** Text as text and numbers by their size, 0.02 before 0.2 and s9 before s10. */
function byNumbers(a: string, b: string): number {
  const [first, second] = [a, b].map((name) => name.split(/(\d+(?:\.\d+)?)/)); // text, number, text, …
  for (const [i, part] of first.entries()) {
    const other = second[i];
    if (other === undefined) return 1;
    const order = i % 2 === 1 ? Number(part) - Number(other) : byText.compare(part, other);
    if (order !== 0) return order;
  }
  return first.length - second.length;
}

const byText = new Intl.Collator("en");

/**
 * A run in a line; of a damaged one, what is damaged. Changes nothing, so also for a run that another process writes.
 */
export async function summariseRun(folder: string): Promise<RunSummary> {
  const name = basename(folder);
  try {
    const run = await readRun(folder);
    const { config, variant, configHash, seconds } = run.record;
    return {
      ...{ folder, name, config, variant, configHash, seconds },
      ...(await stateOf(run)),
      largestN: largestSolved(run),
      epochs: run.epochs.length,
    };
  } catch (error) {
    return { folder, name, state: "damaged", detail: reasonOf(error) };
  }
}

async function stateOf({ folder, record: { outcome } }: StoredRun): Promise<Pick<RunSummary, "state" | "detail">> {
  const holder = await lockHolder(folder);
  if (holder !== undefined) return { state: "running", detail: holder };
  if (!outcome) return { state: "interrupted" };
  if (outcome.reason === "diverged") return { state: "diverged", detail: outcome.message };
  return { state: "finished", detail: outcome.reason };
}
