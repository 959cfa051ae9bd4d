import type { RandomStream } from "../random/stream.js";

/** One process of a sum: its timescale in steps, and its share of the variance. */
export interface ProcessPart {
  tau: number;
  share: number;
}

/**
 * A sum of Ornstein–Uhlenbeck processes sampled at every step, with unit variance in all: its autocorrelation is
 * Σ share · e^{−t/τ}. One process alone is AR(1).
 *
 * @returns [steps]
 */
export function ornsteinUhlenbeck(stream: RandomStream, parts: readonly ProcessPart[], steps: number): Float32Array {
  const result = new Float32Array(steps);
  for (const { tau, share } of parts) {
    const kept = Math.exp(-1 / tau);
    const noise = Math.sqrt(1 - kept * kept);
    let value = normal(stream);
    for (let t = 0; t < steps; t++) {
      result[t] += Math.sqrt(share) * value;
      value = kept * value + noise * normal(stream);
    }
  }
  return result;
}

/** A standard normal number (Box & Muller 1958, doi:10.1214/aoms/1177706645). */
function normal(stream: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - stream.uniform())) * Math.cos(2 * Math.PI * stream.uniform());
}
