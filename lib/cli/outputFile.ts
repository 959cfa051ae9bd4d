import { existsSync, statSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { atomicWrite, mustBeWritable } from "../runs/atomicWrite.js";
import { makeFolder } from "../runs/makeFolder.js";
import { reasonOf } from "../systemError.js";
import { UserError } from "./command.js";

/**
 * Asks whether a file can be written, in a folder that may not exist yet, before anything is computed. Nothing is made,
 * and a file that is there stays as it is.
 *
 * @throws UserError if it has no name, or its folder cannot be made; RunError if the file cannot be written
 */
export async function checkOutputFile(file: string): Promise<void> {
  if (file === "") throw new UserError("expected the name of a file to write, got an empty one");
  const folder = dirname(file);
  const there = nearestExisting(folder);
  if (!statSync(there).isDirectory()) throw new UserError(`cannot write ${file}: ${there} is a file, not a folder`);
  if (there === folder) return mustBeWritable(await linkedFile(file));
  await mustBeWritable(join(there, basename(file))).catch((error: unknown) => refuse(file, error));
}

/**
 * Writes a file, whole or not at all, and makes its folder if it does not exist. A link stays one.
 *
 * @throws UserError if its folder cannot be made; RunError if the file cannot be written
 */
export async function writeOutputFile(file: string, text: string): Promise<void> {
  await makeFolder(dirname(file)).catch((error: unknown) => refuse(file, error));
  await atomicWrite(await linkedFile(file), text);
}

/** The file that a link leads to, in whose place a new one is put; any other file itself. */
async function linkedFile(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}

function nearestExisting(folder: string): string {
  const above = dirname(folder);
  return existsSync(folder) || above === folder ? folder : nearestExisting(above);
}

function refuse(file: string, error: unknown): never {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  throw new UserError(`cannot write ${file}: cannot make its folder: ${reasonOf(cause)}`, { cause: error });
}
