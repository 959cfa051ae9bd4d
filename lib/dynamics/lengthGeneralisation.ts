import { counted } from "../counted.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeNetwork } from "../models/mustBeNetwork.js";
import { mustBeCount } from "../mustBe.js";
import { silent, tell, withProgress } from "../progress/progress.js";
import { type AccuracyOptions, overTrials, testSequences } from "./accuracyInTime.js";
import { type TestedNetwork, taskOf } from "./asTested.js";
import { mustBeQuestions, type Question, scoreWithoutDisplay } from "./scoreSequences.js";

/** Accuracy of a head within some steps of long sequences. */
export interface AccuracyAtLength {
  /** The N that the head answers for. */
  n: number;
  /** First step of the window, counted from 1, which is how many bits the network has seen. */
  from: number;
  /** Last step of the window. */
  to: number;
  /** `to` by the longest sequence of training. */
  timesLongest: number;
  /** Share of right answers, 0 … 1, mean over trials. */
  mean: number;
  /** Standard deviation over trials, with trials − 1 in the denominator: NaN for one trial. */
  std: number;
}

/**
 * Does a network that was trained on short sequences go on being right in longer ones? Training sequences have at most
 * 4 N + 1 bits; here the windows of steps double from there. In steps before N no answer is scored.
 *
 * @param questions  heads; the largest N tells how long training sequences were
 * @param doublings  how many windows beyond the training length. Default: 6, up to 64 times as long
 * @returns one row per question and window
 * @throws RangeError if there is no question, or an option is unknown or not valid; and as `scoreSequences` does
 */
export async function lengthGeneralisation(
  network: TestedNetwork,
  questions: readonly Question[],
  options: Pick<AccuracyOptions, "trials" | "onesProbability" | "seed" | "repeats" | "progress"> & {
    doublings?: number;
  } = {},
): Promise<AccuracyAtLength[]> {
  checkOptionsOf("lengthGeneralisation", options, {
    doublings: true,
    trials: true,
    onesProbability: true,
    seed: true,
    repeats: true,
    progress: true,
  });
  const { doublings = 6, progress = silent, ...testing } = options;
  mustBeNetwork(network);
  mustBeQuestions(questions);
  mustBeCount("doublings", doublings, 0);
  const largest = Math.max(...questions.map(({ n }) => n));
  const longest = 4 * largest + 1;
  const windows = [{ from: largest - 1, to: longest }];
  for (let k = 0; k < doublings; k++) windows.push({ from: longest * 2 ** k, to: longest * 2 ** (k + 1) });
  const steps = longest * 2 ** doublings;
  const { dropped: _, ...sequences } = testSequences(network.cell, taskOf(network), { ...testing, steps, dropped: 0 });
  const call = {
    label: "accuracy in long sequences",
    total: steps,
    done: () => `accuracy in sequences of up to ${counted(steps, "step")}`,
  };
  const scores = await withProgress(progress, call, () =>
    scoreWithoutDisplay(network, sequences, questions, windows, (done) => tell(progress, done)),
  );
  return questions.flatMap(({ n }, q) =>
    windows.map(({ from, to }, w) => ({
      n,
      from: from + 1,
      to,
      timesLongest: to / longest,
      ...overTrials(scores[q][w]),
    })),
  );
}
