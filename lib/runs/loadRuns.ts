import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readRun, type StoredRun } from "./runFolder.js";
import { shippedRuns } from "./shippedRuns.js";

/** Which runs: a value, or several of which any will do; what is not given does not matter. */
export interface RunFilter {
  profile?: string | readonly string[];
  task?: string | readonly string[];
  curriculum?: string | readonly string[];
  model?: string | readonly string[];
  seed?: number | readonly number[];
  /** What is special about a run, e.g. "tau-1". Default: nothing special. */
  variant?: string;
}

/**
 * The runs on disk that fit, by name of their folder.
 *
 * @param folder  where the runs are. Default: the project's data/runs, which is shipped
 * @returns none if there are none
 * @throws RunError if one is damaged
 * @example await loadRuns({ profile: "paper", task: "n-parity", curriculum: ["single-head", "multi-head"] })
 */
export async function loadRuns(filter: RunFilter = {}, folder: string = shippedRuns()): Promise<StoredRun[]> {
  if (!existsSync(folder)) return [];
  const runs: StoredRun[] = [];
  for (const name of (await readdir(folder)).sort()) {
    if (existsSync(join(folder, name, "run.json"))) runs.push(await readRun(join(folder, name)));
  }
  const fits = <T>(wanted: T | readonly T[] | undefined, value: T) =>
    wanted === undefined || (Array.isArray(wanted) ? wanted.includes(value) : wanted === value);
  return runs.filter(({ record: { config, variant } }) => {
    const { profile, task, curriculum, model, seed } = config;
    return (
      fits(filter.profile, profile) &&
      fits(filter.task, task) &&
      fits(filter.curriculum, curriculum.name) &&
      fits(filter.model, model.name) &&
      fits(filter.seed, seed) &&
      variant === filter.variant
    );
  });
}
