import { basename, resolve } from "node:path";
import { asGiven } from "../asGiven.js";
import { builtIn } from "../builtIn.js";
import { curriculaByName, type OwnCurriculumMaker, ownCurriculumMade } from "../curricula/curriculumNamed.js";
import { importModule } from "../importModule.js";
import { modelsByName, type OwnCellMaker, ownCellMade } from "../models/cellDescribed.js";
import { mustBeFunction, mustBeObject } from "../mustBe.js";
import { mustBeTask, type Task } from "../tasks/task.js";
import { tasksByName } from "../tasks/taskNamed.js";
import { type OwnOptimiserMaker, optimisersByName, ownOptimiserMade } from "./optimiser.js";

/** What a module of one's own exports, at least one of these; whatever else it exports is not looked at. */
export interface OwnPartsModule {
  /** By the names that configs, checkpoints and commands call them. */
  readonly models?: Readonly<Record<string, OwnCellMaker>>;
  readonly tasks?: Readonly<Record<string, Task>>;
  readonly curricula?: Readonly<Record<string, OwnCurriculumMaker>>;
  readonly optimisers?: Readonly<Record<string, OwnOptimiserMaker>>;
}

/** Where processes that this one starts find the modules that it has loaded: a JSON list of their paths. */
const environmentVariable = "EMERGENT_TIMESCALES_PARTS";

/** SHA-256 of the modules that are loaded, by path. */
const loaded = new Map<string, string>();

/**
 * Gives models, tasks, curricula and optimisers of one's own names here: from then on they are trained, stored, loaded
 * and analysed by name like the built-in ones, also in the processes of `trainAll`, sweeps and measurements. Loaded
 * again after it was changed, a module is read anew, but not the modules that it imports.
 *
 * @param file  a JavaScript module, e.g. "plans/own-parts.mjs"; a TypeScript one where Node reads that, from 22.18 on
 * @returns all that it exports
 * @throws RangeError if the file cannot be read as a module, exports no parts, or one that is not valid or has a
 *   built-in name; nothing has a new name then
 * @example await loadParts("plans/own-parts.mjs");
 */
export async function loadParts<Exports extends OwnPartsModule>(file: string): Promise<Exports> {
  let read: { exported: object; hash: string };
  try {
    read = await importModule(file);
    checkParts(read.exported);
  } catch (error) {
    throw new RangeError(`parts: ${error instanceof Error ? error.message : error} in ${file}`, { cause: error });
  }
  const exported = read.exported as Exports;
  const { models = {}, tasks = {}, curricula = {}, optimisers = {} } = exported;
  for (const [name, make] of Object.entries(models)) {
    modelsByName.add(name, (options) => ownCellMade(name, make, options));
  }
  for (const [name, task] of Object.entries(tasks)) tasksByName.add(name, builtIn(task));
  for (const [name, make] of Object.entries(curricula)) {
    curriculaByName.add(name, (options) => ownCurriculumMade(name, make, options));
  }
  for (const [name, make] of Object.entries(optimisers)) {
    optimisersByName.add(name, (options) => ownOptimiserMade(name, make, options));
  }
  loaded.set(resolve(file), read.hash);
  process.env[environmentVariable] = JSON.stringify([...loaded.keys()]);
  return exported;
}

/** Loads what the process that started this one has loaded. */
export async function loadInheritedParts(): Promise<void> {
  const files: string[] = JSON.parse(process.env[environmentVariable] || "[]");
  for (const file of files) await loadParts(file);
}

/** The names of the files of the modules that are loaded, without their folders, and their SHA-256. */
export function loadedParts(): Readonly<Record<string, string>> {
  return Object.fromEntries([...loaded].map(([path, hash]) => [basename(path), hash]));
}

function checkParts(exported: OwnPartsModule): void {
  const { models = {}, tasks = {}, curricula = {}, optimisers = {} } = exported;
  const kinds = Object.keys({ models, tasks, curricula, optimisers });
  if (kinds.every((kind) => !(kind in exported))) {
    const got = Object.keys(exported).join(", ") || "no exports";
    throw new RangeError(`expected it to export ${kinds.join(", ")} or some of them, got ${got}`);
  }
  for (const [kind, parts] of Object.entries({ models, tasks, curricula, optimisers })) mustBeObject(kind, parts);
  for (const [name, make] of Object.entries(models)) {
    modelsByName.mustBeFree(name);
    mustBeFunction(`model "${name}"`, make);
  }
  for (const [name, make] of Object.entries(curricula)) {
    curriculaByName.mustBeFree(name);
    mustBeFunction(`curriculum "${name}"`, make);
  }
  for (const [name, make] of Object.entries(optimisers)) {
    optimisersByName.mustBeFree(name);
    mustBeFunction(`optimiser "${name}"`, make);
  }
  for (const [name, task] of Object.entries(tasks)) {
    const what = `task "${name}"`;
    tasksByName.mustBeFree(name);
    mustBeObject(what, task);
    if (task.name !== name)
      throw new RangeError(`${what}: expected its name to be the same, got ${asGiven(task.name)}`);
    mustBeTask(what, task);
    mustBeFunction(`${what}: labelsInTime`, task.labelsInTime);
  }
}
