import type { Cell } from "../models/cell.js";
import { mustBeCount } from "../mustBe.js";

/**
 * How many steps a bit lasts when a network is run: one in discrete time, what is said in continuous time.
 *
 * @throws RangeError if it is not positive, not said of a network in continuous time, or another of one in discrete time
 */
export function stepsOfBit({ name, continuousTime }: Pick<Cell, "name" | "continuousTime">, repeats?: number): number {
  if (repeats === undefined && continuousTime) {
    throw new RangeError(`repeats: expected how many steps a bit lasts for a ${name} in continuous time, got nothing`);
  }
  const k = repeats ?? 1;
  mustBeCount("repeats", k);
  if (k !== 1 && !continuousTime) throw new RangeError(`repeats: expected 1 for a ${name} in discrete time, got ${k}`);
  return k;
}

/** @throws RangeError if a bit lasts for more than a step, so that times in steps say nothing without the step */
export function mustBeInDiscreteTime({ name, continuousTime }: Pick<Cell, "name" | "continuousTime">): void {
  if (continuousTime) throw new RangeError(`expected a network in discrete time, got a ${name} in continuous time`);
}
