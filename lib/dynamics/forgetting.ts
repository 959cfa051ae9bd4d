import { checkOptionsOf } from "../knownFields.js";
import { mustBeNetwork } from "../models/mustBeNetwork.js";
import { mustBeList } from "../mustBe.js";
import { silent, tell, withProgress } from "../progress/progress.js";
import { type AccuracyOptions, accuracyWithoutDisplay, testingOptions } from "./accuracyInTime.js";
import { asTested, type ReadyNetwork, type TestedNetwork, taskOf } from "./asTested.js";
import { agreement, guessAccuracy, type OnesProbability } from "./chance.js";

/** Accuracy of one head on one N that the network has been trained on. */
export interface ForgettingRow {
  /** The largest N that the network has solved. */
  solvedN: number;
  /** The N that it is tested on. */
  n: number;
  /** Index of the head that answers, from 0. */
  head: number;
  /** The N that this head was last trained on. */
  headN: number;
  onesProbability: OnesProbability;
  /** Share of right answers, 0 … 1, mean over trials. */
  mean: number;
  /** Standard deviation over trials, with trials − 1 in the denominator: NaN for one trial. */
  std: number;
  /** Share of right answers of the best guess that knows p only: see `guessAccuracy`. */
  chance: number;
  /** Of a network that answers for the head's N without fail, and for nothing else: see `agreement`. */
  chanceOfHead: number;
}

/** How is tested what a network has forgotten; `trials` are those of every p, of a random one ten times as many. */
export interface ForgettingOptions extends Omit<AccuracyOptions, "onesProbability"> {
  /** Probabilities of a one. Default: 0.5 and "random". */
  onesProbabilities?: readonly OnesProbability[];
  /** The N that the curriculum began with. Default: the task's smallest, or that of a head. */
  smallest?: number;
}

/**
 * What a network that solved N still knows of smaller N. Where an N has a head of its own, this one answers; where it
 * has none any more, every head is tried: the only one of a single-head network, those of the window that has moved on.
 *
 * Inputs with p = 0.5 tell what is known. Inputs with a random p, as in training, are no proof of memory: see
 * `agreement`. They have ten times as many trials: the chance levels are means over all p, and the p that are drawn are
 * the same for every network, so that ten of them would shift all results alike, by some 0.05.
 *
 * @param heads  the N of every head when the network was stored, in the order of the heads
 * @returns one row per p, N and head that is tried
 * @throws RangeError as `accuracyOf` does, if `smallest` is no N that the curriculum can have begun with, or the task
 *   is neither N-parity nor N-DMS
 * @source Khajehabdollahi et al. 2024, supplement: catastrophic forgetting
 */
export async function forgetting(
  network: TestedNetwork,
  heads: readonly number[],
  options: ForgettingOptions = {},
): Promise<ForgettingRow[]> {
  checkOptionsOf("forgetting", options, { onesProbabilities: true, smallest: true, ...testingOptions });
  mustBeNetwork(network);
  mustBeList("heads", heads);
  const {
    onesProbabilities = [0.5, "random"],
    smallest = Math.min(taskOf(network).smallestN, ...heads),
    trials = 10,
    progress = silent,
    ...testing
  } = options;
  const solvedN = Math.max(...heads);
  const questions: { n: number; head: number }[] = [];
  for (let n = checkedSmallest(smallest, heads); n <= solvedN; n++) {
    const own = heads.indexOf(n);
    if (own >= 0) questions.push({ n, head: own });
    else for (const head of heads.keys()) questions.push({ n, head });
  }
  const tests = onesProbabilities.map((onesProbability) => {
    return { onesProbability, trials: onesProbability === "random" ? 10 * trials : trials };
  });
  const call = {
    label: "forgetting",
    total: tests.reduce((sum, test) => sum + test.trials, 0),
    done: () => `accuracy on N = ${smallest} … ${solvedN}`,
  };
  const test = async (ready: ReadyNetwork) => {
    const rows: ForgettingRow[] = [];
    let before = 0;
    for (const { onesProbability, trials } of tests) {
      const ofP = { ...testing, onesProbability, trials };
      const accuracies = await accuracyWithoutDisplay(ready, questions, ofP, (done, all) =>
        tell(progress, before + (trials * done) / all, { p: onesProbability }),
      );
      before += trials;
      questions.forEach(({ n, head }, q) => {
        const { mean, std } = accuracies[q];
        rows.push({
          solvedN,
          n,
          head,
          headN: heads[head],
          onesProbability,
          mean,
          std,
          chance: guessAccuracy(ready.task, n, onesProbability),
          chanceOfHead: agreement(ready.task, n, heads[head], onesProbability),
        });
      });
    }
    return rows;
  };
  return asTested(network, (ready) => withProgress(progress, call, () => test(ready)));
}

/**
 * The N that the curriculum began with, if it can be that.
 *
 * @throws RangeError if it is none, or larger than that of a head
 */
export function checkedSmallest(smallest: number, heads: readonly number[]): number {
  const largest = Math.min(...heads);
  if (!Number.isInteger(smallest) || smallest < 1 || smallest > largest) {
    throw new RangeError(
      `smallest: expected an N from 1 to ${largest}, which the network has a head for, got ${smallest}`,
    );
  }
  return smallest;
}
