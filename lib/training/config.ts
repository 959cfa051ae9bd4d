import { asGiven } from "../asGiven.js";
import type { CurriculumOptions } from "../curricula/curriculumNamed.js";
import type { ModelDescription } from "../models/cell.js";
import type { OptimiserConfig } from "./optimiser.js";
import type { Schedule } from "./trainer.js";

/** All that defines a training run: plain data, stored in its run.json. Same config, same network. */
export interface TrainingConfig {
  /** The profile that the numbers come from; they hold, whatever a profile of that name says later. */
  readonly profile: string;
  readonly task: string;
  readonly curriculum: { readonly name: string } & Readonly<CurriculumOptions>;
  readonly model: ModelDescription;
  readonly optimiser: OptimiserConfig;
  readonly schedule: Schedule;
  /** Probability of a one in the sequences; absent where it is the task's own. */
  readonly onesProbability?: number;
  /** In continuous time: how many steps a bit may be shown, k, drawn anew for every batch. */
  readonly repeats?: readonly number[];
  /** Of the first parameters and all batches, 0 … 2³¹ − 1. */
  readonly seed: number;
  /** The network that it begins with; absent where it begins with a random one. */
  readonly from?: StartingNetwork;
}

/** A trained network that a run goes on from, with one of its readout heads and without its optimiser's state. */
export interface StartingNetwork {
  /** SHA-256 of its file, as it stands in the checksums of its run. */
  readonly network: string;
  /** The N that it had solved. */
  readonly n: number;
  /** Index of the readout head of this N in its file: the only one that stays. */
  readonly head: number;
  /** What it was trained with, where its file says so. */
  readonly curriculum?: string;
  readonly seed?: number;
}

/** The largest seed of a training; the smallest is 0. */
export const largestSeed = 2 ** 31 - 1;

/** Whether a training can have this seed. */
export function isSeed(seed: unknown): boolean {
  return Number.isInteger(seed) && Number(seed) >= 0 && Number(seed) <= largestSeed;
}

/** @throws RangeError if it is none */
export function mustBeSeed(seed: unknown): void {
  if (isSeed(seed)) return;
  throw new RangeError(`seed: expected an integer from 0 to ${largestSeed}, got ${asGiven(seed)}`);
}
