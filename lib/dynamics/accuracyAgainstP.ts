import { checkOptionsOf } from "../knownFields.js";
import { mustBeFilledList } from "../mustBe.js";
import { silent, tell, withProgress } from "../progress/progress.js";
import { mustBeOnesProbability } from "../tasks/task.js";
import { type AccuracyOptions, accuracyWithoutDisplay, type HeadAccuracy, testingOptions } from "./accuracyInTime.js";
import { asTested, type TestedNetwork } from "./asTested.js";
import { guessAccuracy } from "./chance.js";
import type { Question } from "./scoreSequences.js";

/** Accuracy of a head where the input has a share p of ones. */
export interface AccuracyAtP extends HeadAccuracy {
  /** Probability of a one in the input. */
  p: number;
  /** Share of right answers of the best guess that knows p only: see `guessAccuracy`. */
  chance: number;
}

/**
 * Accuracy of heads where the input has more or fewer ones.
 *
 * @param ps  probabilities of a one, 0 … 1
 * @returns one row per p and question
 * @throws RangeError as `accuracyOf` does, if there is no p, or one that is no probability, or the task is neither
 *   N-parity nor N-DMS
 */
export async function accuracyAgainstP(
  network: TestedNetwork,
  questions: readonly Question[],
  ps: readonly number[],
  options: Omit<AccuracyOptions, "onesProbability"> = {},
): Promise<AccuracyAtP[]> {
  checkOptionsOf("accuracyAgainstP", options, testingOptions);
  mustBeFilledList("ps", ps);
  for (const [i, p] of ps.entries()) mustBeOnesProbability(`ps[${i}]`, p);
  const { progress = silent, ...testing } = options;
  const call = { label: "accuracy", total: ps.length, done: () => `accuracy at p = ${ps.join(", ")}` };
  return asTested(network, (ready) =>
    withProgress(progress, call, async () => {
      const rows: AccuracyAtP[] = [];
      for (const [i, p] of ps.entries()) {
        const told = (done: number, all: number) => tell(progress, i + done / all, { p });
        const accuracies = await accuracyWithoutDisplay(ready, questions, { ...testing, onesProbability: p }, told);
        for (const accuracy of accuracies) {
          rows.push({ p, ...accuracy, chance: guessAccuracy(ready.task, accuracy.n, p) });
        }
      }
      return rows;
    }),
  );
}
