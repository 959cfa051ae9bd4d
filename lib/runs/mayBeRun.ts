import { statSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../systemError.js";

/** System calls that fail so tell that there is no such file. */
const absent = ["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"];

/**
 * Whether there is a run in a folder, or may be: one that cannot be looked into is read as a run, which tells what is
 * wrong with it, where it would be left out without a word.
 */
export function mayBeRun(folder: string): boolean {
  try {
    statSync(join(folder, "run.json"));
    return true;
  } catch (error) {
    return !absent.includes(systemCode(error) ?? "");
  }
}
