import { mustBeOnesProbability, type Task } from "../tasks/task.js";

/** Probability of a one in the input; "random": another one for each sequence, uniform in [0, 1). */
export type OnesProbability = number | "random";

/**
 * How often the best guess is right that knows the probability of a one and nothing of the bits: 1/2 for a fair coin,
 * more otherwise. Of a random p, the mean over p.
 *
 * @returns share of right answers, 1/2 … 1: of N-parity 1/2 + |1 − 2p|ᴺ/2, of N-DMS p² + (1 − p)², from N = 2 on
 * @throws RangeError if p is no probability, or the task has another name
 * @example guessAccuracy(nParity, 10, "random") // 1/2 + 1/22
 */
export function guessAccuracy({ name }: Pick<Task, "name">, n: number, p: OnesProbability): number {
  mustBeOnesProbability("p", p);
  if (name === "n-parity") return 0.5 + 0.5 * (p === "random" ? 1 / (n + 1) : Math.abs(1 - 2 * p) ** n);
  if (name === "n-dms") return n === 1 ? 1 : alike(p);
  throw new RangeError(`chance: expected n-parity or n-dms, got ${name}`);
}

/**
 * How often the right answer for one N is right for another: what a network that only knows one N scores on the other.
 * With a random p, parity of N and of N − 2 agree in two thirds of the sequences, which looks like memory and is not.
 *
 * @returns share of right answers: of N-parity 1/2 + (1 − 2p)^|n − other|/2, of N-DMS p² + (1 − p)², of a random p the
 *   mean over p; 1 for the same N
 * @throws RangeError if p is no probability, or the task has another name
 * @example agreement(nParity, 10, 8, "random") // 2/3
 */
export function agreement({ name }: Pick<Task, "name">, n: number, other: number, p: OnesProbability): number {
  mustBeOnesProbability("p", p);
  const apart = Math.abs(n - other);
  if (apart === 0) return 1;
  if (name === "n-parity") {
    // The bits between must hold an even number of ones: 1/2 + (1 − 2p)^apart / 2.
    if (p === "random") return 0.5 + (apart % 2 === 0 ? 0.5 / (apart + 1) : 0);
    return 0.5 + 0.5 * (1 - 2 * p) ** apart;
  }
  if (name === "n-dms") return alike(p); // the two samples are the same bit
  throw new RangeError(`chance: expected n-parity or n-dms, got ${name}`);
}

/** How often two bits are the same. */
function alike(p: OnesProbability): number {
  return p === "random" ? 2 / 3 : p * p + (1 - p) * (1 - p);
}
