import { isGated } from "../models/cellDescribed.js";
import type { BuiltInOptimiserConfig } from "./optimiser.js";
import type { Schedule } from "./trainer.js";

/** A size of experiment: the network's, and the protocol's. Plain data. */
export interface Profile extends Schedule {
  readonly neurons: number;
  /** Of SGD. */
  readonly learningRate: number;
  /** Nesterov momentum of SGD. */
  readonly momentum: number;
  /** What is different for GRU and LSTM, which are trained by Adam. */
  readonly gated: GatedProtocol;
}

/** How networks with gates are trained, as far as it differs from the profile. */
export interface GatedProtocol extends Pick<Profile, "neurons" | "batch" | "steps" | "maxEpochs" | "learningRate"> {
  /** Probability of a one in the sequences, whatever the task's own is. */
  readonly onesProbability: number;
}

/** All profiles, by name: "paper", as published; "lab", smaller; "quick", for a notebook cell. */
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
    gated: { neurons: 500, batch: 64, steps: 300, maxEpochs: 100, learningRate: 1e-3, onesProbability: 0.5 },
  },
  /** A reduced network, meant to show most of the paper's effects in less time; data/README.md tells how it was chosen. */
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
    gated: { neurons: 128, batch: 64, steps: 300, maxEpochs: 100, learningRate: 1e-3, onesProbability: 0.5 },
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
    gated: { neurons: 64, batch: 64, steps: 100, maxEpochs: 100, learningRate: 3e-3, onesProbability: 0.5 },
  },
} as const satisfies Record<string, Profile>;

/** The name of a profile. */
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

/** How a profile trains a model. */
export interface Protocol {
  readonly neurons: number;
  readonly schedule: Schedule;
  readonly optimiser: BuiltInOptimiserConfig;
  /** Probability of a one in the sequences; absent where it is the task's own. */
  readonly onesProbability?: number;
}

/**
 * How a profile trains a model of a name: as it says itself or, GRU and LSTM, as `gated` says.
 *
 * @throws RangeError if there is no such profile
 */
export function protocolOf(profile: string, model: string): Protocol {
  const { gated, ...own } = profileNamed(profile);
  if (isGated(model)) {
    const { onesProbability, ...rest } = gated;
    const { neurons, learningRate, momentum: _, ...schedule } = { ...own, ...rest };
    return { neurons, schedule, optimiser: { name: "adam", learningRate }, onesProbability };
  }
  const { neurons, learningRate, momentum, ...schedule } = own;
  return { neurons, schedule, optimiser: { name: "sgd", learningRate, momentum } };
}
