import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { atomicWrite } from "./atomicWrite.js";
import { readTextIfThere } from "./readTextIfThere.js";
import { RunError } from "./runError.js";

/** The hashes of a run's networks, one a line, as `sha256sum` writes them: `sha256sum -c checksums.txt` checks them too. */
export const checksumsFile = "checksums.txt";

const line = /^([0-9a-f]{64}) [ *]([^/\\]+)$/;

/**
 * The SHA-256 that each file of a run had when it was saved, by name; none for runs of before they were written down.
 *
 * @throws RunError if the list is damaged
 */
export async function readChecksums(folder: string): Promise<Map<string, string>> {
  const file = join(folder, checksumsFile);
  const text = await readTextIfThere(file);
  if (text === undefined) return new Map();
  const checksums = new Map<string, string>();
  text.split("\n").forEach((entry, i) => {
    if (entry === "") return;
    const [, hash, name] = line.exec(entry) ?? [];
    if (hash === undefined) throw new RunError(`expected "<sha256>  <file>" in line ${i + 1} of ${file}`);
    checksums.set(name, hash);
  });
  return checksums;
}

/**
 * Checks that a file is the one that its run saved; a flipped bit of a weight shows in nothing else. A file without a
 * hash, or in a folder that is no run, may be any.
 *
 * @param hash  SHA-256 of the file
 * @throws RunError if it is another one, or the run's list of hashes is damaged
 */
export async function mustBeAsSaved(file: string, hash: string): Promise<void> {
  const folder = dirname(file);
  if (!existsSync(join(folder, "run.json"))) return; // checksums.txt may be anybody's there
  const expected = (await readChecksums(folder)).get(basename(file));
  if (expected === undefined || expected === hash) return;
  const hashes = `expected SHA-256 ${expected}, got ${hash}`;
  throw new RunError(`${file} is another file than the one that the run wrote: its checksum is wrong: ${hashes}`);
}

/**
 * Writes down the hash of a file that is about to be saved, or was. Between the two calls for one file, i.e. without a
 * hash, no kill leaves one that is not the file's.
 *
 * @param hash  undefined: the file is about to become another one
 */
export async function recordChecksum(folder: string, name: string, hash: string | undefined): Promise<void> {
  const checksums = await readChecksums(folder);
  if (checksums.get(name) === hash) return;
  if (hash === undefined) checksums.delete(name);
  else checksums.set(name, hash);
  const entries = [...checksums].sort(([a], [b]) => (a < b ? -1 : 1));
  await atomicWrite(join(folder, checksumsFile), entries.map(([file, sum]) => `${sum}  ${file}\n`).join(""));
}
