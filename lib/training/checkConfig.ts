import { asGiven } from "../asGiven.js";
import { mustBeOptimiser, type OptimiserConfig } from "./optimiser.js";
import type { Schedule } from "./trainer.js";

/**
 * Checks how long and by what measure a network is trained: a number that is not valid would train nothing, or to no
 * end, without a word.
 *
 * @throws RangeError naming the number that is not valid
 */
export function checkSchedule({ batch, steps, testBatches, maxEpochs: epochs, solvedAbove, clipNorm }: Schedule): void {
  for (const [field, count] of Object.entries({ batch, steps, testBatches, epochs })) {
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError(`${field}: expected an integer of at least 1, got ${asGiven(count)}`);
    }
  }
  if (!isProbability(solvedAbove)) {
    throw new RangeError(`solvedAbove: expected a share of right answers, 0 … 1, got ${asGiven(solvedAbove)}`);
  }
  if (!(typeof clipNorm === "number" && clipNorm > 0)) {
    throw new RangeError(`clipNorm: expected a positive number, got ${asGiven(clipNorm)}`);
  }
}

/** @throws RangeError if there is no such optimiser, or one of its numbers is not valid */
export function checkOptimiser(optimiser: OptimiserConfig): void {
  mustBeOptimiser(optimiser.name);
  const { learningRate } = optimiser;
  if (!(learningRate > 0 && Number.isFinite(learningRate))) {
    throw new RangeError(`learningRate: expected a positive number, got ${asGiven(learningRate)}`);
  }
  if (!("momentum" in optimiser) || optimiser.momentum === undefined) return;
  const { name, momentum } = optimiser;
  if (name !== "sgd") throw new RangeError(`momentum: expected none with optimiser ${name}, got ${asGiven(momentum)}`);
  if (typeof momentum === "number" && momentum >= 0 && momentum < 1) return;
  throw new RangeError(`momentum: expected a number of at least 0 and below 1, got ${asGiven(momentum)}`);
}

/** Whether something is a number in 0 … 1. */
export function isProbability(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= 1;
}
