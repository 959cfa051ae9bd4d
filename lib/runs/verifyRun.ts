import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { reasonOf } from "../systemError.js";
import { readNetwork, solvedN } from "./checkpoint.js";
import { checksumsFile, readChecksums } from "./checksums.js";
import type { SavedState } from "./latestState.js";
import { savedStates } from "./runFolder.js";
import { lockHolder } from "./runLock.js";
import {
  epochsFile,
  finalFile,
  headsFile,
  readEpochs,
  readEpochTable,
  recordOf,
  startFile,
  timingTable,
} from "./storedRun.js";
import { readTauTable } from "./tauTable.js";

/** Without these no run goes on. */
export const neededToGoOn: readonly string[] = ["run.json", epochsFile];

/** These are not needed to go on, where they are not there; they must not be damaged. */
export const needlessToGoOn: readonly string[] = [headsFile, "timing.csv", "tau.csv", checksumsFile];

/** What is known of one file of a run. */
export interface VerifiedFile {
  /** Its name, without the path. */
  readonly file: string;
  /**
   * "good": the very bytes that were saved. "no hash": readable, but saved before hashes were written down. "absent":
   * it was saved, and is not here, as in a published run with only some of its networks. "damaged": anything else. A
   * saved state, by the name of its JSON file, is both of its files.
   */
  readonly state: "good" | "no hash" | "absent" | "damaged";
  readonly problem?: string;
  /** Of the saved state that training would go on from: the epoch in which it is. */
  readonly goesOnInEpoch?: number;
}

/**
 * Hashes all networks of a run and reads them, its tables, and the states that it could go on from.
 *
 * @returns run.json first, then tables that are damaged, the networks by N, those of a start and an end before and
 *   after, then the last state and the one before, if there are any, and the rest can be read, without which nothing
 *   goes on from them; never throws for what is in the files
 */
export async function verifyRun(folder: string): Promise<VerifiedFile[]> {
  const verified: VerifiedFile[] = [await readable("run.json", () => recordOf(folder))];
  let checksums = new Map<string, string>();
  const tables: [string, () => Promise<unknown>][] = [
    [epochsFile, () => readEpochTable(folder)],
    [headsFile, () => readEpochs(folder)], // whether they belong to these epochs, too
    ["timing.csv", () => timingTable(folder).read()],
    ["tau.csv", () => readTauTable(folder)],
  ];
  for (const [file, read] of tables) {
    if (file === headsFile && verified.some((other) => other.file === epochsFile)) continue; // it is not known
    const table = await readable(file, read);
    if (table.state === "damaged") verified.push(table);
  }
  const isReadable = verified.every(({ file, state }) => state !== "damaged" || !neededToGoOn.includes(file));
  const list = await readable(checksumsFile, async () => {
    checksums = await readChecksums(folder);
  });
  if (list.state === "damaged") verified.push(list);
  const isNetwork = (name: string) => solvedN(name) !== undefined || name === startFile || name === finalFile;
  const present = new Set((await readdir(folder).catch(() => [])).filter(isNetwork));
  const names = [...new Set([...present, ...checksums.keys()])];
  const place = (name: string) => solvedN(name) ?? (name === finalFile ? Number.POSITIVE_INFINITY : 0);
  names.sort((a, b) => place(a) - place(b));
  for (const name of names) {
    if (present.has(name)) verified.push(await verifyNetwork(folder, name, checksums.get(name)));
    else verified.push({ file: name, state: "absent" });
  }
  return [...verified, ...(isReadable ? await verifyStates(folder) : [])];
}

/** States that another process writes may be looked at between two of its steps: then they are looked at again. */
async function verifyStates(folder: string): Promise<VerifiedFile[]> {
  let states: SavedState[] = [];
  const list = await readable("latest.json", async () => {
    states = await savedStates(folder);
  });
  if (list.state === "damaged") return [list];
  for (let looks = 1; looks < 5 && states.some(({ problem }) => problem) && (await lockHolder(folder)); looks++) {
    await setTimeout(100);
    states = await savedStates(folder);
  }
  const isLost = states.length > 0 && !states.some(({ isUsed }) => isUsed);
  return states.map(({ file, epoch, problem, isUsed, isMissing }) => {
    if (problem === undefined) return { file, state: "good", ...(isUsed && { goesOnInEpoch: epoch }) };
    return {
      ...{ file, state: isMissing ? "absent" : "damaged" },
      problem: isLost ? `${problem}: there is no state that the run could go on from` : problem,
    };
  });
}

async function verifyNetwork(folder: string, name: string, expected: string | undefined): Promise<VerifiedFile> {
  const file = join(folder, name);
  let got = "";
  const { problem } = await readable(name, async () => {
    got = (await readNetwork(file)).hash;
  });
  if (problem !== undefined) return { file: name, state: "damaged", problem };
  if (expected === undefined) return { file: name, state: "no hash" };
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
