import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { sha256 } from "./sha256.js";
import { reasonOf, systemCode } from "./systemError.js";

/**
 * What a module of the user's exports. One that has changed is read anew, but not the modules that it imports.
 *
 * @param file  a JavaScript module, or a TypeScript one where Node reads that, from 22.18 on
 * @returns its exports, and the SHA-256 of the file
 * @throws RangeError if it cannot be read as a module; the message tells why, and in which line, but not the file
 */
export async function importModule(file: string): Promise<{ exported: object; hash: string }> {
  const path = resolve(file);
  const hash = sha256(await readFile(path).catch(notRead));
  try {
    const exported: object = await import(`${pathToFileURL(path).href}?${hash}`); // else what Node read before
    return { exported, hash };
  } catch (error) {
    throw new RangeError(`expected a module, got ${whyNot(error, path)}`, { cause: error });
  }
}

function notRead(error: unknown): never {
  const why = systemCode(error) === "ENOENT" ? "no such file" : reasonOf(error);
  throw new RangeError(`expected a module, got ${why}`, { cause: error });
}

function whyNot(error: unknown, path: string): string {
  if (systemCode(error) === "ERR_UNKNOWN_FILE_EXTENSION") {
    return `a kind of file that Node ${process.versions.node} does not read; it reads .mjs and .js, TypeScript from 22.18 on`;
  }
  const place = placeOf(error, path) ?? (error instanceof SyntaxError ? placeOfSyntaxError(path) : undefined);
  const what = error instanceof Error ? error.message || error.name : String(error);
  return `one that fails${place === undefined ? "" : ` in ${place}`}: ${what.replace(/(file:\/\/\S*)\?[0-9a-f]{64}/, "$1")}`;
}

/** A line of a stack: the URL or path of a file, with or without what makes Node read it anew, and the line in it. */
const frame = /(?<=^|[\s(])((?:file:\/\/)?\/[^\s?()]*?)(?:\?[0-9a-f]{64})?:(\d+)(?::\d+)?\)?$/gm;

/** Where in the user's files an error came from, by its stack: best in the module itself. */
function placeOf(error: unknown, path: string): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const places = Array.from(stack.matchAll(frame), ([, where, line]) => ({
    file: where.startsWith("file:") ? fileURLToPath(where) : where,
    line,
  }));
  const ours = places.findIndex(({ file }) => file === fileURLToPath(import.meta.url));
  const theirs = places
    .slice(0, ours < 0 ? undefined : ours)
    .filter(({ file }) => !/[\\/]node_modules[\\/]/.test(file));
  const place = theirs.find(({ file }) => file === path) ?? theirs[0];
  if (place === undefined) return undefined;
  return place.file === path ? `line ${place.line}` : `${place.file}, line ${place.line}`;
}

/** The stack of what cannot be parsed names no file; Node tells it when it only checks the file, in a process of its own. */
function placeOfSyntaxError(path: string): string | undefined {
  const { stderr } = spawnSync(process.execPath, ["--check", path], { encoding: "utf8", timeout: 10_000 });
  const [, line] = /^.*:(\d+)$/m.exec(stderr ?? "") ?? [];
  return line === undefined ? undefined : `line ${line}`;
}
