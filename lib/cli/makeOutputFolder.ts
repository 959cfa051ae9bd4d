import { join } from "node:path";
import { mustBeWritable } from "../runs/atomicWrite.js";
import { makeFolder } from "../runs/makeFolder.js";
import { reasonOf } from "../systemError.js";
import { UserError } from "./command.js";

/**
 * Makes a folder for what a command writes, if it does not exist yet, before anything is computed.
 *
 * @throws UserError if it cannot be made; RunError if nothing can be written into it
 */
export async function makeOutputFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    throw new UserError(`cannot make the folder ${folder}: ${reasonOf(error)}`);
  }
  await mustBeWritable(join(folder, "anything"));
}
