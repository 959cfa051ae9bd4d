import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { atomicWrite } from "./atomicWrite.js";
import { RunError, reasonOf, systemCode } from "./runError.js";

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
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return new Map();
    throw new RunError(`cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  }
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
