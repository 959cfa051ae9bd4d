import { open } from "node:fs/promises";
import { reasonOf } from "../systemError.js";
import { RunError } from "./runError.js";

/**
 * Adds a text to the end of a file, on the disk when this returns.
 *
 * @throws RunError if that is not possible; the file is as before
 */
export async function appendText(file: string, text: string): Promise<void> {
  try {
    const handle = await open(file, "a+");
    try {
      const { size } = await handle.stat();
      try {
        await handle.appendFile(text);
        await handle.sync();
      } catch (error) {
        await handle.truncate(size);
        throw error;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new RunError(`cannot write ${file}: ${reasonOf(error)}`, { cause: error });
  }
}
