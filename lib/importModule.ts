import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { sha256 } from "./sha256.js";

/**
 * What a module of the user's exports. One that has changed is read anew, but not the modules that it imports.
 *
 * @param file  a JavaScript module, or a TypeScript one where Node reads that, from 22.18 on
 * @returns its exports, and the SHA-256 of the file
 * @throws RangeError if it cannot be read as a module; the message tells why, but not the file
 */
export async function importModule(file: string): Promise<{ exported: object; hash: string }> {
  const path = resolve(file);
  try {
    const hash = sha256(await readFile(path));
    const exported: object = await import(`${pathToFileURL(path).href}?${hash}`); // else what Node read before
    return { exported, hash };
  } catch (error) {
    const why = whyNot(error).replace(/(file:\/\/\S*)\?[0-9a-f]{64}/, "$1");
    throw new RangeError(`expected a module, got ${why}`, { cause: error });
  }
}

function whyNot(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "no such file";
  if (code !== "ERR_UNKNOWN_FILE_EXTENSION") return error instanceof Error ? error.message : String(error);
  return `a kind of file that Node ${process.versions.node} does not read; it reads .mjs and .js, TypeScript from 22.18 on`;
}
