import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type LoadedNetwork, type LoadOptions, loadNetwork } from "./checkpoint.js";
import { dataFolder } from "./dataFolder.js";
import { loadRuns } from "./loadRuns.js";
import { RunError } from "./runError.js";
import type { RunFilter } from "./runFilter.js";
import { readRun, type StoredRun } from "./storedRun.js";

/**
 * One run on disk.
 *
 * @param wanted   the name of its folder, or a path; or what it is: of the shipped runs that fit, the one that has a
 *   network of the largest N, the first by name if several have
 * @param folders  where runs are, the shipped ones first. Default: the project's data/runs and runs
 * @throws RangeError if it is said by something that there is not; see `loadRuns`
 * @throws RunError if no run fits, and the message lists all; or if one is damaged
 * @example await findRun("paper-n-parity-single-head-leaky-rnn-s1")
 * @example await findRun({ task: "n-parity", curriculum: "single-head" })
 */
export async function findRun(
  wanted: string | RunFilter = {},
  folders: readonly string[] = [dataFolder("runs"), join(dataFolder(), "..", "runs")],
): Promise<StoredRun> {
  if (typeof wanted === "string") {
    const places = [...folders.map((folder) => join(folder, wanted)), ...(/[\\/]/.test(wanted) ? [wanted] : [])];
    const found = places.find((place) => existsSync(join(place, "run.json")));
    if (wanted !== "" && found !== undefined) return await readRun(found);
    throw await noSuchRun(JSON.stringify(wanted), folders);
  }
  let furthest: StoredRun | undefined;
  for (const run of await loadRuns(wanted, folders[0])) {
    if (largestStored(run) > (furthest ? largestStored(furthest) : 0)) furthest = run;
  }
  if (furthest) return furthest;
  throw await noSuchRun(JSON.stringify(wanted), folders.slice(0, 1));
}

/**
 * The network of a run as it was when it had just solved N.
 *
 * @param n        default: the largest that is stored
 * @param options  what has no name here; see `loadNetwork`
 * @throws RunError if there is none; the message lists those that there are; and as `loadNetwork` does
 */
export async function networkOfRun(
  run: StoredRun,
  n: number | "largest" = "largest",
  options: LoadOptions = {},
): Promise<LoadedNetwork> {
  const { folder, solved } = run;
  const found = n === "largest" ? solved.at(-1) : solved.find((network) => network.n === n);
  if (found) return loadNetwork(found.file, options);
  const known =
    solved.length > 0 ? `there are N = ${solved.map((network) => network.n).join(", ")}` : "there is none yet";
  throw new RunError(`no network for N = ${n} in ${folder}; ${known}`);
}

function largestStored({ solved }: StoredRun): number {
  return solved.at(-1)?.n ?? 0;
}

async function noSuchRun(wanted: string, folders: readonly string[]): Promise<RunError> {
  const names = new Set<string>();
  for (const folder of folders.filter((place) => existsSync(place))) {
    for (const name of (await readdir(folder)).sort()) if (existsSync(join(folder, name, "run.json"))) names.add(name);
  }
  const known = names.size > 0 ? `there are: ${[...names].join(", ")}` : `there are none in ${folders.join(" and ")}`;
  return new RunError(`no run with a solved N fits ${wanted}; ${known}`);
}
