import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
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
  const isMeant = (name: string, word: string) => isHere(word, folder) && isNamed(name, word);
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

/** Whether a word, if it names a folder at all, names this one: it may be a path that is mistyped. */
function isHere(word: string, folder: string): boolean {
  return !/[\\/]/.test(word) || dirname(resolve(word)) === resolve(folder);
}

/** "3", "03", "03-training" and "notebooks/03-training-performance.ipynb" all mean the same notebook. */
function isNamed(name: string, word: string): boolean {
  const wanted = basename(resolve(word));
  return word !== "" && (name.startsWith(wanted) || name.startsWith(`0${wanted}-`));
}

/** @throws UserError if two notebooks have the same name, by which what is made of them is called */
export function mustDifferInName(files: readonly string[]): void {
  const first = new Map<string, string>();
  for (const file of files) {
    const name = basename(file);
    const other = first.get(name);
    if (other !== undefined) {
      throw new UserError(`${relative("", other)} and ${relative("", file)} have the same name: run one at a time`);
    }
    first.set(name, file);
  }
}

/** Where the pages go: not part of the repository, made anew by each run. */
export function siteFolder(): string {
  return join(projectFolder(), "site");
}

/** Where the figures go that `npm run figures` writes: not part of the repository either. */
export function figuresFolder(): string {
  return join(projectFolder(), "figures");
}
