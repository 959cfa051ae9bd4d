import type { Schedule } from "./trainer.js";

/** A size of experiment: the network's, and the protocol's. Plain data. */
export interface Profile extends Schedule {
  readonly neurons: number;
  readonly learningRate: number;
  readonly momentum: number;
}

/** All profiles, by name. */
export const profiles = {
  /** The published protocol to the letter. */
  paper: {
    neurons: 500,
    batch: 256,
    steps: 600,
    testBatches: 50,
    maxEpochs: 1000,
    solvedAbove: 0.98,
    clipNorm: 2,
    learningRate: 0.05,
    momentum: 0.1,
  },
  /** A reduced network, meant to show the paper's effects in less time; data/README.md tells how it was chosen. */
  lab: {
    neurons: 256,
    batch: 128,
    steps: 300,
    testBatches: 50,
    maxEpochs: 1000,
    solvedAbove: 0.98,
    clipNorm: 2,
    learningRate: 0.05,
    momentum: 0.1,
  },
  /** Trained live in a notebook cell. */
  quick: {
    neurons: 64,
    batch: 64,
    steps: 100,
    testBatches: 50,
    maxEpochs: 100,
    solvedAbove: 0.98,
    clipNorm: 2,
    learningRate: 0.1,
    momentum: 0.1,
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;

/**
 * The profile of a name.
 *
 * @throws RangeError if there is none
 */
export function profileNamed(name: string): Profile {
  const profile = Object.entries(profiles).find(([known]) => known === name)?.[1];
  if (!profile) {
    throw new RangeError(`there is no profile "${name}"; expected one of: ${Object.keys(profiles).join(", ")}`);
  }
  return profile;
}
