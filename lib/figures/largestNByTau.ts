import { checkOptionsOf } from "../knownFields.js";
import type { ModelDescription } from "../models/cell.js";
import { mustBeList, mustBeRows } from "../mustBe.js";
import type { PublishedFixedTau } from "../published/publishedLargestNByTau.js";
import { conditionsOf } from "./condition.js";
import type { Figure } from "./figure.js";
import { largestNByVariant, type VariantLargestN } from "./largestNByVariant.js";
import type { LetterOption } from "./letters.js";
import { shownRun } from "./shownNetwork.js";
import { lastSolved, mustBeRuns, type TrainingRecord } from "./trainingRecord.js";
import { fixedTaus } from "./variants.js";

/** A run whose model says whether τ is trained, or what it is fixed at. */
export type FixedTauRecord = TrainingRecord & {
  readonly config: { readonly model: ModelDescription };
};

/**
 * Figure 4a: largest N of networks whose τ is fixed at 1, 2 or 3, or trained; a panel for each curriculum that occurs,
 * a dot for each network, lines are means. Published networks stand beside in grey.
 *
 * @param runs       of one task
 * @param published  as `publishedLargestNByTau` gives them
 * @param taus       at which τ is fixed, in steps. Default: 1, 2, 3
 * @throws RangeError if runs of a curriculum differ in more than τ and seed, a run or row lacks a field, or an option is
 *   unknown
 * @source Khajehabdollahi et al. 2024, Figure 4a
 */
export function largestNByTau(
  runs: readonly FixedTauRecord[],
  options: LetterOption & { published?: readonly PublishedFixedTau[]; taus?: readonly number[] } = {},
): Figure {
  mustBeRuns("runs", runs, { model: "an object" });
  checkOptionsOf("largestNByTau", options, { letter: true, published: true, taus: true });
  const { letter = "a", published: theirs = [], taus = [1, 2, 3] } = options;
  mustBeRows("published", theirs, { curriculum: "a string", tau: "a string", maxN: "a number" });
  mustBeList("taus", taus);
  const variantOf = (tau: string) => (tau === "trained" ? null : `tau-${tau}`);
  checkOnlyTau(runs);
  const ours = runs.map((run): VariantLargestN => {
    const { task, profile, curriculum, model, seed } = run.config;
    const variant = variantOf(String(model.tau));
    return { task, profile, curriculum: curriculum.name, variant, n: lastSolved(run), network: `seed ${seed}` };
  });
  const published = theirs.map(({ curriculum, tau, network, maxN }): VariantLargestN => {
    return { curriculum, variant: variantOf(tau), n: maxN, network: `network ${network}` };
  });
  return largestNByVariant(ours, fixedTaus(taus), { letter, published });
}

/** @throws RangeError if runs of a curriculum differ in more than τ and seed */
function checkOnlyTau(runs: readonly FixedTauRecord[]): void {
  const shown = runs.map((run) => {
    const { variant, ...rest } = shownRun(run);
    const others = (variant ?? "").replace(/(^|-)tau-[^-]+/, "").replace(/^-/, "");
    return { ...rest, variant: others === "" ? null : others };
  });
  const differences = [...new Set(shown.map(conditionsOf(shown)).map(({ difference }) => difference))];
  if (differences.length < 2) return;
  const named = differences.map((difference) => (difference === "" ? "those without" : difference));
  throw new RangeError(`runs: expected networks that differ in τ alone, got ${named.join("; ")}`);
}
