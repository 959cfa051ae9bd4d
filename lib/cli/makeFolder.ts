import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { mustBeWritable } from "../runs/atomicWrite.js";
import { reasonOf } from "../runs/runError.js";
import { UserError } from "./command.js";

/**
 * Makes a folder for what a command writes, if it is not there yet, before anything is computed.
 *
 * @throws UserError if it cannot be made; RunError if nothing can be written into it
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new UserError(`cannot make the folder ${folder}: ${reasonOf(error)}`);
  }
  await mustBeWritable(join(folder, "anything"));
}
