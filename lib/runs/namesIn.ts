import { readdir } from "node:fs/promises";
import { reasonOf, systemCode } from "../systemError.js";
import { RunError } from "./runError.js";

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

/** As `namesIn`; none of a folder that is not there. */
export async function namesIfThere(folder: string): Promise<string[]> {
  try {
    return await namesIn(folder);
  } catch (error) {
    if (error instanceof RunError && systemCode(error.cause) === "ENOENT") return [];
    throw error;
  }
}
