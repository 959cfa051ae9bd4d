import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { dataFolder } from "./dataFolder.js";
import { mayBeRun } from "./mayBeRun.js";
import { RunError } from "./runError.js";
import {
  checkFilter,
  checkVariants,
  type FilteredRun,
  filteredRun,
  fitsFilter,
  ofAnyModel,
  type RunFilter,
} from "./runFilter.js";
import { readRun, type StoredRun } from "./storedRun.js";

/**
 * The runs on disk that fit, by name of their folder.
 *
 * @param folder     where the runs are; there a filter without `model` or `variant` lets any through, as those in
 *   data/runs are many. Default: the project's data/runs, which is shipped
 * @param onDamaged  told of a run that is damaged and so left out, whatever the filter. Default: it is an error
 * @returns none if there are none that fit yet
 * @throws RangeError if the filter has an unknown field, or a name that neither this library nor a stored run has
 * @throws RunError if a folder is given that is not there, or a run is damaged and `onDamaged` is not given
 * @example await loadRuns({ profile: "paper", task: "n-parity", curriculum: ["single-head", "multi-head"] })
 * @example await loadRuns({}, "runs") // all that were trained here
 */
export async function loadRuns(
  filter: RunFilter = {},
  folder?: string,
  onDamaged?: (error: RunError) => void,
): Promise<StoredRun[]> {
  const shipped = dataFolder("runs");
  const place = folder ?? shipped;
  if (folder !== undefined && !existsSync(folder)) {
    throw new RunError(
      `there is no folder of runs ${folder}${folder === resolve(folder) ? "" : `, ${resolve(folder)}`}`,
    );
  }
  const runs = await readRuns(place, onDamaged);
  const filtered = runs.map(({ record }) => filteredRun(record));
  checkFilter(filter, filtered);
  const isShipped = resolve(place) === resolve(shipped);
  await checkVariants(filter, filtered, place, isShipped ? async () => [] : shippedRuns);
  const wanted = isShipped ? filter : ofAnyModel(filter);
  return runs.filter((_, i) => fitsFilter(filtered[i], wanted));
}

/** Those of data/runs that are not damaged, as far as a filter looks at them. */
export async function shippedRuns(): Promise<FilteredRun[]> {
  return (await readRuns(dataFolder("runs"), () => {})).map(({ record }) => filteredRun(record));
}

async function readRuns(folder: string, onDamaged?: (error: RunError) => void): Promise<StoredRun[]> {
  const runs: StoredRun[] = [];
  for (const name of existsSync(folder) ? (await readdir(folder)).sort() : []) {
    if (!mayBeRun(join(folder, name))) continue;
    try {
      runs.push(await readRun(join(folder, name)));
    } catch (error) {
      if (!onDamaged || !(error instanceof RunError)) throw error;
      onDamaged(error);
    }
  }
  return runs;
}
