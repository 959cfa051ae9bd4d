import { type AccuracyOptions, accuracyOf, type HeadAccuracy } from "./accuracyInTime.js";
import type { TestedNetwork } from "./asTested.js";
import { asTested } from "./asTested.js";
import { guessAccuracy } from "./chance.js";
import type { Question } from "./scoreSequences.js";

export interface AccuracyAtP extends HeadAccuracy {
  p: number;
  /** Of the best guess that knows p only. */
  chance: number;
}

/**
 * Accuracy of heads where the input has more or fewer ones.
 *
 * @returns one row per p and question
 */
export async function accuracyAgainstP(
  network: TestedNetwork,
  questions: readonly Question[],
  ps: readonly number[],
  options: Omit<AccuracyOptions, "onesProbability"> = {},
): Promise<AccuracyAtP[]> {
  return asTested(network, async (ready) => {
    const rows: AccuracyAtP[] = [];
    for (const p of ps) {
      for (const accuracy of await accuracyOf(ready, questions, { ...options, onesProbability: p })) {
        rows.push({ p, ...accuracy, chance: guessAccuracy(ready.task, accuracy.n, p) });
      }
    }
    return rows;
  });
}
