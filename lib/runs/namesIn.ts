import { readdir } from "node:fs/promises";
import { RunError, reasonOf } from "./runError.js";

/**
 * The names of what is in a folder.
 *
 * @throws RunError if it cannot be listed
 */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw new RunError(`cannot list the folder ${folder}: ${reasonOf(error)}`, { cause: error });
  }
}
