import { reasonOf, systemCode } from "../systemError.js";
import { readOrdinaryFile } from "./readOrdinaryFile.js";
import { RunError } from "./runError.js";

/**
 * The text of a file that may not be there.
 *
 * @param absent  codes of failed system calls that mean so
 * @returns undefined if it is not there
 * @throws RunError if it cannot be read
 */
export async function readTextIfThere(
  file: string,
  absent: readonly string[] = ["ENOENT"],
): Promise<string | undefined> {
  try {
    return (await readOrdinaryFile(file)).toString("utf8");
  } catch (error) {
    if (absent.includes(systemCode(error) ?? "")) return undefined;
    throw new RunError(`cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  }
}
