import type { Perturbed } from "./perturb.js";

/** Relative accuracy of one network, mean over draws, at one size of perturbation. */
export interface PerturbedPoint {
  curriculum: string;
  /** Largest N solved, whose head is tested. */
  n: number;
  /** The network, e.g. its seed. */
  network: number;
  perturbed: Perturbed;
  /** Size of the perturbation, relative to the norm: see `perturb`. */
  epsilon: number;
  /** What is left of the accuracy above chance: see the function `relativeAccuracy`. */
  relativeAccuracy: number;
}
