import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { dataFolder } from "./dataFolder.js";
import { quoted } from "./quoted.js";
import { RunError } from "./runError.js";
import { checkFilter, type FilteredRun, fitsFilter, ofAnyModel, type RunFilter } from "./runFilter.js";
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
  const filtered = runs.map(filteredRun);
  checkFilter(filter, filtered);
  const isShipped = resolve(place) === resolve(shipped);
  await checkVariants(filter, filtered, place, isShipped ? undefined : shipped);
  const wanted = isShipped ? filter : ofAnyModel(filter);
  return runs.filter((_, i) => fitsFilter(filtered[i], wanted));
}

async function readRuns(folder: string, onDamaged?: (error: RunError) => void): Promise<StoredRun[]> {
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
  return runs;
}

/** A misspelled variant would let nothing through without a word. One that only shipped runs have is none of these. */
async function checkVariants(
  { variant: wanted }: RunFilter,
  stored: readonly FilteredRun[],
  folder: string,
  shipped: string | undefined,
): Promise<void> {
  const known = variantsOf(stored);
  const unknown = [wanted ?? []].flat().filter((variant) => variant !== "*" && !known.includes(variant));
  if (unknown.length === 0) return;
  const elsewhere = shipped === undefined ? [] : variantsOf((await readRuns(shipped, () => {})).map(filteredRun));
  const misspelled = unknown.find((variant) => !elsewhere.includes(variant));
  if (misspelled === undefined) return;
  const found = known.length > 0 ? `they have: ${known.join(", ")}` : "none of them has one";
  throw new RangeError(`there is no run with the variant ${quoted(misspelled)} in ${folder}; ${found}`);
}

function variantsOf(runs: readonly FilteredRun[]): string[] {
  return [...new Set(runs.flatMap(({ variant }) => variant ?? []))].sort();
}

function filteredRun({ record: { config, variant } }: StoredRun): FilteredRun {
  const { profile, task, curriculum, model, seed } = config;
  return { profile, task, curriculum: curriculum.name, model: model.name, variant, seed };
}
