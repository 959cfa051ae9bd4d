import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { namedParts, type TrainingConfig } from "../training/config.js";
import { stateAfter } from "../training/stateAfter.js";
import type { TrainingState } from "../training/trainer.js";
import { loadNetwork, type NetworkDescription } from "./checkpoint.js";
import { readChecksums } from "./checksums.js";
import { orderlessJson } from "./orderlessJson.js";
import { quoted } from "./quoted.js";
import { RunError } from "./runError.js";
import type { StoredRun } from "./runFolder.js";
import { sha256 } from "./sha256.js";

/** A state to go on from, and in what it is another than that of an uninterrupted run. */
export interface RestoredState {
  readonly state: TrainingState;
  readonly note: string;
}

/**
 * The state of a run after the epoch of its last network: parameters from the network's file, the stage from the epochs,
 * and the random streams from drawing all batches up to there again. Only what the optimiser remembered of the last
 * steps is not known, and begins with nothing: with the paper's momentum of 0.1 that is gone after a few steps anyway.
 *
 * @throws RunError if there is no network, it is another than it was, or not one of these epochs
 */
export async function stateFromLastNetwork({
  folder,
  config,
  epochs,
  solved,
  final,
}: Pick<StoredRun, "folder" | "config" | "epochs" | "solved" | "final">): Promise<RestoredState> {
  const file = final ?? solved.at(-1)?.file;
  if (file === undefined) throw new RunError(`${folder} has no network to go on from: it solved no N`);
  const { parameters, description } = await loadNetwork(file);
  const { epoch } = description;
  const known = (await readChecksums(folder)).get(basename(file));
  if (known !== undefined && known !== sha256(await readFile(file))) {
    throw new RunError(`${file} is another file than the one that the run wrote: its checksum is wrong`);
  }
  refuseIfAnother(file, description, config);
  if (epoch === undefined || !Number.isInteger(epoch) || epoch < 1 || epoch > epochs.length) {
    throw new RunError(`expected a network of one of ${epochs.length} epochs, got epoch ${quoted(epoch)} in ${file}`);
  }
  try {
    return {
      state: stateAfter(namedParts(config), epochs.slice(0, epoch), parameters),
      note: `went on from ${basename(file)}, of epoch ${epoch}, without what the optimiser remembered then`,
    };
  } catch (error) {
    if (error instanceof RangeError) throw new RunError(`${folder} is not a run of its config: ${error.message}`);
    throw error;
  }
}

/** Refuses the network of another run. */
function refuseIfAnother(file: string, description: NetworkDescription, config: TrainingConfig): void {
  for (const field of ["task", "model", "seed"] as const) {
    const [expected, got] = [config[field], description[field]];
    if (orderlessJson(expected) === orderlessJson(got)) continue;
    throw new RunError(`expected a network of ${field} ${quoted(expected)}, got ${quoted(got)} in ${file}`);
  }
}
