import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { loadNetwork, solvedN } from "./checkpoint.js";
import { checksumsFile, readChecksums } from "./checksums.js";
import { reasonOf } from "./runError.js";
import { finalFile, readRun } from "./runFolder.js";
import { sha256 } from "./sha256.js";

/** What is known of one file of a run. */
export interface VerifiedFile {
  readonly file: string;
  /**
   * "good": the very bytes that were saved. "no hash": readable, but saved before hashes were written down. "absent": it
   * was saved, and is not here, as in a published run with only some of its networks. "damaged": anything else.
   */
  readonly state: "good" | "no hash" | "absent" | "damaged";
  readonly problem?: string;
}

/**
 * Hashes all networks of a run and reads them and its tables.
 *
 * @returns run.json with epochs.csv first, then the networks by N, those of a start and an end before and after; never
 *   throws for what is in the files
 */
export async function verifyRun(folder: string): Promise<VerifiedFile[]> {
  const verified: VerifiedFile[] = [await readable("run.json", () => readRun(folder))];
  if (verified[0].state === "damaged") return verified;
  let checksums = new Map<string, string>();
  const list = await readable(checksumsFile, async () => {
    checksums = await readChecksums(folder);
  });
  if (list.state === "damaged") verified.push(list);
  const { solved, start, final } = await readRun(folder);
  const others = [start, final].filter((file) => file !== undefined);
  const present = new Set([...solved.map(({ file }) => file), ...others].map((file) => basename(file)));
  const names = [...new Set([...present, ...checksums.keys()])];
  const place = (name: string) => solvedN(name) ?? (name === finalFile ? Number.POSITIVE_INFINITY : 0);
  names.sort((a, b) => place(a) - place(b));
  for (const name of names) {
    if (present.has(name)) verified.push(await verifyNetwork(folder, name, checksums.get(name)));
    else verified.push({ file: name, state: "absent" });
  }
  return verified;
}

async function verifyNetwork(folder: string, name: string, expected: string | undefined): Promise<VerifiedFile> {
  const file = join(folder, name);
  const { problem } = await readable(name, () => loadNetwork(file));
  if (problem !== undefined) return { file: name, state: "damaged", problem };
  if (expected === undefined) return { file: name, state: "no hash" };
  const got = sha256(await readFile(file));
  if (got === expected) return { file: name, state: "good" };
  return { file: name, state: "damaged", problem: `expected SHA-256 ${expected}, got ${got} of ${file}` };
}

async function readable(file: string, read: () => Promise<unknown>): Promise<VerifiedFile> {
  try {
    await read();
    return { file, state: "good" };
  } catch (error) {
    return { file, state: "damaged", problem: reasonOf(error) };
  }
}
