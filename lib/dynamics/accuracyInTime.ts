import { mean, sampleStandardDeviation } from "simple-statistics";
import { counted } from "../counted.js";
import type { Input } from "../engine/engine.js";
import { checkOptionsOf } from "../knownFields.js";
import type { Cell } from "../models/cell.js";
import { initialStates } from "../models/initialStates.js";
import { mustBeNetwork } from "../models/mustBeNetwork.js";
import { mustBeCount, mustBeFilledList } from "../mustBe.js";
import { type Progress, silent, type Told, tell, withProgress } from "../progress/progress.js";
import { RandomStream } from "../random/stream.js";
import { drawSequences } from "../tasks/sequences.js";
import type { Task } from "../tasks/task.js";
import { type TestedNetwork, taskOf } from "./asTested.js";
import { type Question, scoreWithoutDisplay } from "./scoreSequences.js";

/** How accuracy in time is measured; the defaults are the published protocol. */
export interface AccuracyOptions {
  /** Outputs scored per trial: one for each bit. Default: 1000. */
  steps?: number;
  /** Outputs at the beginning of each trial that are not scored, beside those. Default: 100. */
  dropped?: number;
  /** Independent sequences, run side by side. Default: 10. */
  trials?: number;
  /** Probability of a one in the input; "random": drawn anew for each trial, uniform in [0, 1). Default: 0.5. */
  onesProbability?: number | "random";
  /** Of the bits and initial states, any integer. Default: 1. */
  seed?: number;
  /** Steps that a bit lasts; must be said of a network in continuous time. The bits are the same whatever it is. */
  repeats?: number;
  progress?: Progress;
}

/** The options of what measures accuracy in time at a p of its own, for `checkOptionsOf`. */
export const testingOptions: Readonly<Record<Exclude<keyof AccuracyOptions, "onesProbability">, true>> = {
  steps: true,
  dropped: true,
  trials: true,
  seed: true,
  repeats: true,
  progress: true,
};

/** How often a head answers right. */
export interface HeadAccuracy {
  /** The N that the head answers for. */
  n: number;
  /** Share of right answers, 0 … 1, mean over trials. */
  mean: number;
  /** Standard deviation over trials, with trials − 1 in the denominator: NaN for one trial. */
  std: number;
}

/**
 * Accuracy of every head of a network in time: one long sequence per trial, an answer after every bit.
 *
 * @param ns  the N of every head, in the order of the heads
 * @returns one per head, in their order
 * @throws RangeError as `accuracyOf` does
 * @source Khajehabdollahi et al. 2024 (published code): 1100 bits with p = 0.5, the first 100 dropped, 10 trials
 */
export async function accuracyInTime(
  network: TestedNetwork & { ns: readonly number[] },
  options: AccuracyOptions = {},
): Promise<HeadAccuracy[]> {
  mustBeNetwork(network);
  const { ns } = network;
  mustBeFilledList("ns", ns);
  return accuracyOf(
    network,
    ns.map((n, head) => ({ head, n })),
    options,
  );
}

/**
 * Accuracy in time of any head on any N: the same sequences for every question, and for every network with as many
 * neurons.
 *
 * @returns one per question
 * @throws RangeError if an option is not valid, a question's N is larger than `dropped` + 1, a network in
 *   continuous time is not told how long a bit lasts, or the network brings no task and its description names none;
 *   and as `scoreSequences` does
 * @source Khajehabdollahi et al. 2024 (published code): 1100 bits with p = 0.5, the first 100 dropped, 10 trials
 */
export async function accuracyOf(
  network: TestedNetwork,
  questions: readonly Question[],
  options: AccuracyOptions = {},
): Promise<HeadAccuracy[]> {
  checkOptionsOf("accuracyOf", options, { ...testingOptions, onesProbability: true });
  const { progress = silent, ...testing } = options;
  const { steps = 1000, dropped = 100, trials = 10 } = testing;
  const call = {
    label: "accuracy",
    total: dropped + steps,
    done: () => `${counted(trials, "trial")} of ${counted(steps, "answer")} scored`,
  };
  return withProgress(progress, call, () =>
    accuracyWithoutDisplay(network, questions, testing, (done) => tell(progress, done)),
  );
}

/** `accuracyOf` for what has a display of its own, which is told how many bits of a trial, of how many, are through. */
export async function accuracyWithoutDisplay(
  network: TestedNetwork,
  questions: readonly Question[],
  options: Omit<AccuracyOptions, "progress">,
  told?: Told,
): Promise<HeadAccuracy[]> {
  mustBeNetwork(network);
  const { dropped, steps, ...sequences } = testSequences(network.cell, taskOf(network), options);
  const windows = [{ from: dropped, to: steps }];
  const scores = await scoreWithoutDisplay(network, { steps, ...sequences }, questions, windows, told);
  return questions.map(({ n }, q) => ({ n, ...overTrials(scores[q][0]) }));
}

/** Mean and standard deviation over trials; of one trial the latter is NaN, which JSON writes as null. */
export function overTrials(accuracies: ArrayLike<number>): { mean: number; std: number } {
  const values = Array.from(accuracies);
  return { mean: mean(values), std: values.length > 1 ? sampleStandardDeviation(values) : Number.NaN };
}

/**
 * The sequences that networks are tested on, and the states that they begin with. The same for every network of as many
 * neurons.
 *
 * @throws RangeError if a number of steps or trials is not positive
 */
export function testSequences(
  cell: Cell,
  task: Pick<Task, "onesProbability">,
  { steps = 1000, dropped = 100, trials = 10, onesProbability = 0.5, seed = 1, repeats }: AccuracyOptions = {},
): Omit<Input, "heads"> & { dropped: number } {
  mustBeCount("steps", steps);
  mustBeCount("dropped", dropped, 0);
  mustBeCount("trials", trials);
  const stream = RandomStream.named(seed, "accuracy in time");
  const { bits } = drawSequences(task, stream, dropped + steps, trials, onesProbability);
  const initial = initialStates(cell, stream, trials);
  return { bits, steps: dropped + steps, batch: trials, initial, repeats, dropped };
}
