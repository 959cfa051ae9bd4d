import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { csvFormat, csvParse } from "d3-dsv";
import { grouped } from "../grouped.js";
import { tauOfNeurons } from "../models/tauOfNeurons.js";
import { atomicWrite } from "./atomicWrite.js";
import { solvedN } from "./checkpoint.js";
import { readTextIfThere } from "./readTextIfThere.js";
import { RunError } from "./runError.js";
import { readSafetensors } from "./safetensors.js";

/** The single-neuron timescale of one neuron in the network that solved N. */
export interface TauRow {
  /** The N that the network solved. */
  readonly n: number;
  /** From 0, its row in recurrent.weight. */
  readonly neuron: number;
  /** As stored, in steps; clamped at 1 when used. */
  readonly tau: number;
}

const fileName = "tau.csv";
const columns = ["n", "neuron", "tau"];

/**
 * The τ of every neuron for every N that a run solved, from its tau.csv. It stays where the networks themselves are too
 * large to be kept.
 *
 * @returns by N, then by neuron; empty if the run has none
 * @throws RunError if the file is damaged
 */
export async function readTauTable(folder: string): Promise<TauRow[]> {
  const file = join(folder, fileName);
  const text = await readTextIfThere(file);
  if (text === undefined) return [];
  return csvParse(text).map((row, i) => {
    const [n, neuron, tau] = columns.map((column) => (row[column] ? Number(row[column]) : Number.NaN));
    if (!Number.isInteger(n) || !Number.isInteger(neuron) || !Number.isFinite(tau)) {
      throw new RunError(`expected ${columns.join(", ")} as numbers in row ${i + 1} of ${file}`);
    }
    return { n, neuron, tau };
  });
}

/**
 * Brings tau.csv up to date with the network files that are there; N whose file is gone keep their rows.
 *
 * @param solved  the N whose network was written just now, if one was; other N that have rows are not read again
 * @throws RunError if the table is damaged or cannot be written; SafetensorsError if a network cannot be read
 */
export async function updateTauTable(folder: string, solved?: number): Promise<void> {
  const known = grouped(await readTauTable(folder), ({ n }) => n);
  for (const name of await readdir(folder)) {
    const n = solvedN(name);
    if (n === undefined || (known.has(n) && n !== solved)) continue;
    const taus = tauOfNeurons((await readSafetensors(join(folder, name))).tensors);
    if (!taus) continue;
    // Nine digits are enough to give back every float32.
    const values = Array.from(taus, (value, i) => ({ n, neuron: i, tau: Number(value.toPrecision(9)) }));
    known.set(n, values);
  }
  await write(
    folder,
    [...known.entries()].sort(([a], [b]) => a - b).flatMap(([, ofN]) => ofN),
  );
}

/**
 * Takes away the rows of N above the largest that counts as solved, when training goes on from before they were.
 *
 * @throws RunError if the table is damaged or cannot be written
 */
export async function keepTau(folder: string, largestN: number): Promise<void> {
  const rows = await readTauTable(folder);
  const kept = rows.filter(({ n }) => n <= largestN);
  if (kept.length < rows.length) await write(folder, kept);
}

async function write(folder: string, rows: readonly TauRow[]): Promise<void> {
  const file = join(folder, fileName);
  if (rows.length === 0) await rm(file, { force: true });
  else await atomicWrite(file, `${csvFormat(rows, columns as (keyof TauRow)[])}\n`);
}
