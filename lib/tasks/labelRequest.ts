import { counted } from "../counted.js";

/**
 * Refuses a request for labels that has no answer.
 *
 * @throws RangeError if the bits are not [steps, batch], no N is asked for, or an N is not an integer in 1 … steps
 */
export function checkLabelRequest(bits: Float32Array, steps: number, batch: number, ns: readonly number[]): void {
  if (bits.length !== steps * batch) {
    throw new RangeError(`expected bits [${steps}, ${batch}] (${steps * batch} numbers), got ${bits.length}`);
  }
  if (ns.length === 0) throw new RangeError("expected at least one N, got none");
  for (const n of ns) {
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`expected an integer N >= 1, got N = ${n}`);
    if (n > steps)
      throw new RangeError(`expected N at most the ${counted(steps, "step")} of the sequences, got N = ${n}`);
  }
}
