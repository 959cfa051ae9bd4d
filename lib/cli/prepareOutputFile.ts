import { dirname } from "node:path";
import { mustBeWritable } from "../runs/atomicWrite.js";
import { makeFolder } from "../runs/makeFolder.js";
import { reasonOf } from "../runs/runError.js";
import { UserError } from "./command.js";

/**
 * Makes the folder of a file that a command writes, if it does not exist yet, and asks whether the file can be written,
 * before anything is computed. A file that is there stays as it is.
 *
 * @throws UserError if the folder cannot be made; RunError if the file cannot be written
 */
export async function prepareOutputFile(file: string): Promise<void> {
  try {
    await makeFolder(dirname(file));
  } catch (error) {
    throw new UserError(`cannot write ${file}: cannot make its folder: ${reasonOf(error)}`, { cause: error });
  }
  await mustBeWritable(file);
}
