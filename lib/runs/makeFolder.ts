import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { systemCode } from "../systemError.js";

/**
 * Makes a folder and those above it, as far as they are not there; any number of processes may do so at once. One by
 * one: Node's recursive mkdir never returns where a file system refuses, e.g. within /proc.
 *
 * @throws the file system's error
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeOne(folder);
  } catch (error) {
    const above = dirname(folder);
    if (systemCode(error) !== "ENOENT" || above === folder) throw error;
    await makeFolder(above); // also where it has come to be there by now: another process may have made it
    await makeOne(folder);
  }
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (systemCode(error) !== "EEXIST" || !(await stat(folder)).isDirectory()) throw error;
  }
}
