import { basename } from "node:path";
import { counted } from "../counted.js";
import type { Cell } from "../models/cell.js";
import type { Tensors } from "../tensor/tensor.js";
import type { OwnParts } from "../training/ownParts.js";
import { stateAfter } from "../training/stateAfter.js";
import type { TrainingState } from "../training/trainer.js";
import { namedParts } from "../training/trainingParts.js";
import { loadNetwork } from "./checkpoint.js";
import { orderlessJson } from "./orderlessJson.js";
import { quoted } from "./quoted.js";
import { RunError } from "./runError.js";
import type { StoredRun } from "./storedRun.js";

/** A state to go on from, and in what it is another than that of an uninterrupted run. */
export interface RestoredState {
  readonly state: TrainingState;
  readonly note: string;
}

/** A network that a run can go on from. */
interface LastNetwork {
  readonly file: string;
  readonly parameters: Tensors;
  /** The epoch after which it was so. */
  readonly epoch: number;
}

type Published = Pick<StoredRun, "folder" | "config" | "epochs" | "solved" | "final">;

/**
 * The state of a run after the epoch of its last network: parameters from the network's file, the stage from the epochs,
 * and the random streams from drawing all batches up to there again. Only what the optimiser remembered of the last
 * steps is not known, and begins with nothing: with the paper's momentum of 0.1 that is gone after a few steps anyway.
 *
 * @param signal  aborting ends it
 * @param own     what the config names and has no name here
 * @returns undefined if it was aborted
 * @throws RunError if there is no network, it is another than it was, or not one of these epochs
 */
export async function stateFromLastNetwork(
  run: Published,
  signal?: AbortSignal,
  own: OwnParts = {},
): Promise<RestoredState | undefined> {
  const { folder, config, epochs } = run;
  const { file, parameters, epoch } = await lastNetwork(run, own.cell);
  try {
    const state = await stateAfter(namedParts(config, own), epochs.slice(0, epoch), parameters, signal);
    const again = epochs.length - epoch;
    const note =
      `went on from ${basename(file)}, of epoch ${epoch}, without what the optimiser remembered then` +
      (again === 0 ? "" : `; what was trained after it is trained again: epochs ${epoch + 1} … ${epochs.length}`);
    return state && { state, note };
  } catch (error) {
    if (error instanceof RangeError) throw new RunError(`${folder} is not a run of its config: ${error.message}`);
    throw error;
  }
}

async function lastNetwork(
  { folder, config, epochs, solved, final }: Published,
  cell: Cell | undefined,
): Promise<LastNetwork> {
  const last = solved.at(-1);
  const file = final ?? last?.file;
  if (file === undefined) {
    const missing = config.from ? "the network of its end is not there" : "it solved no N";
    throw new RunError(`${folder} has no network to go on from: ${missing}`);
  }
  const { parameters, description } = await loadNetwork(file, { cell });
  const { epoch } = description;
  const refuseUnless = (field: string, expected: unknown, got: unknown) => {
    if (orderlessJson(expected ?? null) === orderlessJson(got ?? null)) return;
    throw new RunError(`expected a network of ${field} ${quoted(expected)}, got ${quoted(got)} in ${file}`);
  };
  for (const field of ["task", "model", "seed"] as const) refuseUnless(field, config[field], description[field]);
  refuseUnless("curriculum", config.curriculum.name, description.curriculum);
  if (epoch === undefined || !Number.isInteger(epoch) || epoch < 1 || epoch > epochs.length) {
    throw new RunError(
      `expected a network of one of ${counted(epochs.length, "epoch")}, got epoch ${quoted(epoch)} in ${file}`,
    );
  }
  const { nMin, nMax, solved: hasSolved } = epochs[epoch - 1];
  const { heads } = description;
  refuseUnless(`epoch ${epoch}, with heads for N =`, [nMin, nMax], [Math.min(...heads), Math.max(...heads)]);
  if (final === undefined) refuseUnless(`epoch ${epoch}, which solved N =`, hasSolved ? nMax : "none", last?.n);
  return { file, parameters, epoch };
}
