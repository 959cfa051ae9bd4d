import { existsSync } from "node:fs";
import { join } from "node:path";
import { runParents } from "../runs/listRuns.js";
import { mayBeRun } from "../runs/mayBeRun.js";
import { UserError } from "./command.js";

/**
 * A run by its folder, or by its name in one of some places.
 *
 * @param parents  where runs are looked for. Default: the usual places
 * @throws UserError if there is none
 */
export function folderOf(run: string, parents: readonly string[] = runParents): string {
  if (run === "") throw new UserError("expected the name or folder of a run, got an empty word");
  const places = [run, ...parents.map((parent) => join(parent, run))];
  const folder = places.find(mayBeRun);
  if (folder === undefined && existsSync(run)) throw new UserError(`${run} is no run: it has no run.json`);
  if (folder === undefined) throw new UserError(`there is no run ${run}; npm run runs lists all`);
  return folder;
}
