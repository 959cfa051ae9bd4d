import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { CurriculumName } from "../curricula/curriculumNamed.js";
import type { ModelName } from "../models/cellDescribed.js";
import type { Suggested } from "../suggested.js";
import type { TaskName } from "../tasks/taskNamed.js";
import type { ProfileName } from "../training/profiles.js";
import { checkFilter } from "./checkFilter.js";
import { dataFolder } from "./dataFolder.js";
import { RunError } from "./runError.js";
import { readRun, type StoredRun } from "./runFolder.js";

/** Which runs: a value, or several of which any will do; what is not given does not matter. */
export interface RunFilter {
  profile?: Suggested<ProfileName> | readonly Suggested<ProfileName>[];
  task?: Suggested<TaskName> | readonly Suggested<TaskName>[];
  curriculum?: Suggested<CurriculumName> | readonly Suggested<CurriculumName>[];
  /** Name of a model; "*": any. Default: the paper's own, "leaky-rnn". */
  model?: Suggested<ModelName | "*"> | readonly Suggested<ModelName | "*">[];
  seed?: number | readonly number[];
  /** What is special about a run, e.g. "tau-1"; "*": whatever it is. Default: nothing special. */
  variant?: string | readonly string[];
}

/**
 * The runs on disk that fit, by name of their folder.
 *
 * @param folder     where the runs are. Default: the project's data/runs, which is shipped
 * @param onDamaged  told of a run that is damaged and so left out, whatever the filter. Default: it is an error
 * @returns none if there are none that fit yet, of any variant or seed, or the folder is not there
 * @throws RangeError if the filter has an unknown field, or a name that neither this library nor a stored run has
 * @throws RunError if one is damaged and `onDamaged` is not given
 * @example await loadRuns({ profile: "paper", task: "n-parity", curriculum: ["single-head", "multi-head"] })
 */
export async function loadRuns(
  filter: RunFilter = {},
  folder: string = dataFolder("runs"),
  onDamaged?: (error: RunError) => void,
): Promise<StoredRun[]> {
  const runs: StoredRun[] = [];
  for (const name of existsSync(folder) ? (await readdir(folder)).sort() : []) {
    if (!existsSync(join(folder, name, "run.json"))) continue;
    try {
      runs.push(await readRun(join(folder, name)));
    } catch (error) {
      if (!onDamaged || !(error instanceof RunError)) throw error;
      onDamaged(error);
    }
  }
  const filtered = runs.map(filteredRun);
  checkFilter(filter, filtered);
  return runs.filter((_, i) => fitsFilter(filtered[i], filter));
}

function filteredRun({ record: { config, variant } }: StoredRun): FilteredRun {
  const { profile, task, curriculum, model, seed } = config;
  return { profile, task, curriculum: curriculum.name, model: model.name, variant, seed };
}

/** What a filter looks at. */
export interface FilteredRun {
  readonly profile: string;
  readonly task: string;
  readonly curriculum: string;
  readonly model: string;
  /** null or undefined: nothing special. */
  readonly variant?: string | null;
  readonly seed: number;
}

/** Whether a run is one of those that a filter lets through. */
export function fitsFilter(
  { variant, ...run }: FilteredRun,
  { variant: wanted, model = "leaky-rnn", ...filter }: RunFilter,
): boolean {
  const fits = <T>(wanted: T | readonly T[] | undefined, value: T) =>
    wanted === undefined || (Array.isArray(wanted) ? wanted.includes(value) : wanted === value);
  return (
    fits(filter.profile, run.profile) &&
    fits(filter.task, run.task) &&
    fits(filter.curriculum, run.curriculum) &&
    (model === "*" || fits(model, run.model)) &&
    fits(filter.seed, run.seed) &&
    (wanted === undefined ? !variant : wanted === "*" || fits<string | null | undefined>(wanted, variant))
  );
}
