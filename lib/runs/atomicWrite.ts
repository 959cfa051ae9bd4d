import { randomBytes } from "node:crypto";
import { open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { reasonOf } from "../systemError.js";
import { RunError } from "./runError.js";

/** Matches the names of temporary files that a killed process may have left. */
export const temporaryFile = /\.[0-9a-f]{12}\.tmp$/;

/**
 * Writes a file so that at any moment, whatever happens, either the old or the new content is there, whole. Temporary
 * file in the same folder, flushed to the disk, then renamed.
 *
 * Not `write-file-atomic` (7.0.1 as tried): it ignores how many bytes were written, and on a full disk puts a cut-off
 * file in place without an error.
 *
 * @throws RunError if that is not possible, e.g. the disk is full; the old file is as before, no partial one is left
 */
export async function atomicWrite(file: string, data: Uint8Array | string): Promise<void> {
  const temporary = await writeAside(file, data);
  await putInPlace(temporary, file);
}

/**
 * Asks whether a file can be written, so that nobody learns it after hours of computing what should go there. A file
 * that is there stays as it is.
 *
 * @throws RunError if it cannot
 */
export async function mustBeWritable(file: string): Promise<void> {
  const status = await stat(file).catch(() => undefined);
  if (status?.isDirectory()) throw new RunError(`cannot write ${file}: it is a folder`);
  if (status && !status.isFile()) throw new RunError(`cannot write ${file}: it is no ordinary file`);
  await rm(await writeAside(file, ""));
}

/**
 * The first half of an atomic write: a temporary file beside the final one, complete and on the disk.
 *
 * @returns its path, for `putInPlace`
 * @throws RunError if that is not possible; the temporary file is gone
 */
export async function writeAside(file: string, data: Uint8Array | string): Promise<string> {
  const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new RunError(`cannot write ${file}: ${reasonOf(error)}`, { cause: error });
  }
  return temporary;
}

/**
 * The second half: the temporary file takes its final name.
 *
 * @throws RunError if that is not possible; the temporary file is gone
 */
export async function putInPlace(temporary: string, file: string): Promise<void> {
  try {
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new RunError(`cannot write ${file}: ${reasonOf(error)}`, { cause: error });
  }
  await syncFolder(dirname(file));
}

/** Asks for the renaming itself to be on the disk. Some systems cannot; the file's content is safe without. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows opens no folders, some network file systems flush none.
  }
}
