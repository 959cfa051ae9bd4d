import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { dataFolder } from "./dataFolder.js";
import { RunError } from "./runError.js";
import { checkFilter, type FilteredRun, fitsFilter, type RunFilter } from "./runFilter.js";
import { readRun, type StoredRun } from "./storedRun.js";

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
