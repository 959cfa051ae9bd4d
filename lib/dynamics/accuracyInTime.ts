import { mean, sampleStandardDeviation } from "simple-statistics";
import type { Engine } from "../engine/engine.js";
import type { Cell } from "../models/cell.js";
import { RandomStream } from "../random/stream.js";
import { drawSequences } from "../tasks/sequences.js";
import type { Task } from "../tasks/task.js";
import type { Tensors } from "../tensor/tensor.js";
import { initialStates } from "../training/parameters.js";

export interface AccuracyOptions {
  /** Outputs scored per trial. */
  steps?: number;
  /** Outputs at the beginning of each trial that are not scored. */
  dropped?: number;
  trials?: number;
  /** Probability of a one in the input. */
  onesProbability?: number | "random";
  seed?: number;
}

export interface HeadAccuracy {
  /** The N that the head answers for. */
  n: number;
  /** Share of right answers, mean over trials. */
  mean: number;
  /** Standard deviation over trials, with trials − 1 in the denominator; 0 for one trial. */
  std: number;
}

/**
 * Accuracy of every head of a network in time: one long sequence per trial, an answer after every bit.
 *
 * @param ns  the N of every head, in the order of the heads
 * @throws RangeError if a number of steps or trials is not positive
 * @source Khajehabdollahi et al. 2024 (published code): 1100 bits with p = 0.5, the first 100 dropped, 10 trials
 */
export async function accuracyInTime(
  {
    cell,
    task,
    engine,
    parameters,
    ns,
  }: { cell: Cell; task: Task; engine: Engine; parameters: Tensors; ns: readonly number[] },
  { steps = 1000, dropped = 100, trials = 10, onesProbability = 0.5, seed = 1 }: AccuracyOptions = {},
): Promise<HeadAccuracy[]> {
  for (const [name, value, least] of [
    ["steps", steps, 1],
    ["dropped", dropped, 0],
    ["trials", trials, 1],
  ] as const) {
    if (!Number.isInteger(value) || value < least) {
      throw new RangeError(`${name}: expected an integer of at least ${least}, got ${value}`);
    }
  }
  const stream = RandomStream.named(seed, "accuracy in time");
  const { bits } = drawSequences(task, stream, dropped + steps, trials, onesProbability);
  const heads = ns.map((_, head) => head);
  const right = ns.map(() => new Float64Array(trials));
  const labels = ns.map((n) => task.labelsInTime(bits, dropped + steps, trials, n));

  const chunk = Math.max(1, Math.floor(4e6 / (trials * (cell.neurons + 2 * ns.length)))); // about 16 MB at a time
  let initial = initialStates(cell, stream, trials);
  for (let from = 0; from < dropped + steps; from += chunk) {
    const length = Math.min(chunk, dropped + steps - from);
    const part = bits.subarray(from * trials, (from + length) * trials);
    const { logits, last } = await engine.logitsInTime(parameters, {
      bits: part,
      steps: length,
      batch: trials,
      initial,
      heads,
    });
    initial = last;
    for (let t = Math.max(0, dropped - from); t < length; t++) {
      for (let trial = 0; trial < trials; trial++) {
        for (let head = 0; head < ns.length; head++) {
          const at = 2 * ((t * trials + trial) * ns.length + head);
          const answer = logits[at + 1] > logits[at] ? 1 : 0;
          if (answer === labels[head][(from + t) * trials + trial]) right[head][trial]++;
        }
      }
    }
  }
  return ns.map((n, head) => {
    const accuracies = Array.from(right[head], (count) => count / steps);
    return { n, mean: mean(accuracies), std: trials > 1 ? sampleStandardDeviation(accuracies) : 0 };
  });
}
