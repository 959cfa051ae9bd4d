import type { Spectrum } from "../dynamics/spectrum.js";

/** How far from 0 both axes of a complex plane go that shows all eigenvalues, and the unit circle. */
export function eigenvalueReach(spectra: readonly Spectrum[]): number {
  return 1.1 * Math.max(1, ...spectra.map(({ radius }) => radius));
}
