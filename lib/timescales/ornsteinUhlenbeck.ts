import { asGiven } from "../asGiven.js";
import { mustBeCount } from "../mustBe.js";
import { oneNormal } from "../random/normal.js";
import type { RandomStream } from "../random/stream.js";

/** One process of a sum. */
export interface ProcessPart {
  /** Timescale in steps, above 0. */
  tau: number;
  /** Share of the variance, at least 0; those of all parts sum to 1. */
  share: number;
}

/**
 * A sum of Ornstein–Uhlenbeck processes sampled at every step, with unit variance in all: its autocorrelation is
 * Σ share · e^{−t/τ}. One process alone is AR(1): x_{t+1} = e^{−1/τ} x_t + √(1 − e^{−2/τ}) ξ, ξ standard normal.
 *
 * @param parts  their shares sum to 1
 * @returns [steps]
 * @throws RangeError if a timescale or a share is not valid, or there are less than no steps
 */
export function ornsteinUhlenbeck(stream: RandomStream, parts: readonly ProcessPart[], steps: number): Float32Array {
  checkParts(parts);
  mustBeCount("steps", steps, 0);
  const result = new Float32Array(steps);
  for (const { tau, share } of parts) {
    const kept = Math.exp(-1 / tau);
    const noise = Math.sqrt(1 - kept * kept);
    let value = oneNormal(stream);
    for (let t = 0; t < steps; t++) {
      result[t] += Math.sqrt(share) * value;
      value = kept * value + noise * oneNormal(stream);
    }
  }
  return result;
}

function checkParts(parts: readonly ProcessPart[]): void {
  for (const { tau, share } of parts) {
    if (!(tau > 0)) throw new RangeError(`tau: expected a number of steps above 0, got ${asGiven(tau)}`);
    if (!(share >= 0)) throw new RangeError(`share: expected a number of at least 0, got ${asGiven(share)}`);
  }
  const sum = parts.reduce((all, { share }) => all + share, 0);
  if (Math.abs(sum - 1) < 1e-6) return;
  const got = parts.length === 0 ? "none" : `${parts.map(({ share }) => share).join(" + ")} = ${sum}`;
  throw new RangeError(`share: expected shares that sum to 1, got ${got}`);
}
