import type { Perturbed } from "./perturb.js";

/** Relative accuracy of one network, mean over draws, at one size of perturbation. */
export interface PerturbedPoint {
  curriculum: string;
  n: number;
  network: number;
  perturbed: Perturbed;
  epsilon: number;
  relativeAccuracy: number;
}
