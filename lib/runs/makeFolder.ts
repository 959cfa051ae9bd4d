import { existsSync } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { systemCode } from "./runError.js";

/**
 * Makes a folder and those above it, as far as they are not there. One by one: Node's recursive mkdir never returns
 * where a file system refuses, e.g. within /proc.
 *
 * @throws the file system's error
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (systemCode(error) === "EEXIST" && (await stat(folder)).isDirectory()) return;
    if (systemCode(error) !== "ENOENT" || existsSync(dirname(folder))) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder);
  }
}
