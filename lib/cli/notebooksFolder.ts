import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { projectFolder } from "../notebook/projectFolder.js";
import { UserError } from "./command.js";

/**
 * The notebooks of a folder in the order of their names: all, or those whose names begin with one of the given
 * words, e.g. "03"; then notebooks elsewhere that are given by their paths.
 *
 * @param folder  default: the project's notebooks
 * @throws UserError if there are no notebooks, or a word fits none
 */
export function notebookFiles(
  words: readonly string[] = [],
  folder: string = join(projectFolder(), "notebooks"),
): string[] {
  const names = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith(".ipynb") && !name.startsWith("."))
    .sort();
  if (names.length === 0) throw new UserError(`there are no notebooks in ${folder}`);
  const elsewhere = words.filter((word) => isElsewhere(word, folder));
  const own = words.filter((word) => !elsewhere.includes(word));
  for (const word of own) {
    if (!names.some((name) => isMeant(name, word))) {
      const known = names.map((name) => name.replace(/\.ipynb$/, "")).join(", ");
      throw new UserError(`there is no notebook "${word}"; expected the path of one, or one of: ${known}`);
    }
  }
  const chosen = names.filter((name) => words.length === 0 || own.some((word) => isMeant(name, word)));
  return [...chosen.map((name) => join(folder, name)), ...new Set(elsewhere.map((word) => resolve(word)))];
}

function isElsewhere(word: string, folder: string): boolean {
  return word.endsWith(".ipynb") && existsSync(word) && dirname(resolve(word)) !== resolve(folder);
}

/** "3", "03", "03-training" and "notebooks/03-training-performance.ipynb" all mean the same notebook. */
function isMeant(name: string, word: string): boolean {
  const wanted = relative("", word).replace(/^.*[\\/]/, "");
  return name.startsWith(wanted) || name.startsWith(`0${wanted}-`);
}

/** Where the pages go: not part of the repository, made anew by each run. */
export function siteFolder(): string {
  return join(projectFolder(), "site");
}

/** Where the figures go that `npm run figures` writes: not part of the repository either. */
export function figuresFolder(): string {
  return join(projectFolder(), "figures");
}
