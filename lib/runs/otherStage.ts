import { curriculumNamed, endsAtLastN } from "../curricula/curriculumNamed.js";
import { type FollowedEpochs, followEpochs, type KnownEpoch } from "../curricula/followEpochs.js";
import type { TrainingConfig } from "../training/config.js";

type CurriculumConfig = TrainingConfig["curriculum"];

/**
 * Where a run would have come to another stage with another largest N. As far as that only says where a curriculum ends,
 * it does not, but the last move of a window, or the last heads that join, depend on it.
 *
 * @param epochs  those of the run
 * @returns the epochs up to there, and the stage after them with the other largest N; undefined if there is none
 */
export function otherStage(
  before: CurriculumConfig,
  after: CurriculumConfig,
  epochs: readonly KnownEpoch[],
): FollowedEpochs | undefined {
  if (!endsAtLastN(before.name)) return undefined;
  const [then, now] = [before, after].map(({ name, ...options }) =>
    followEpochs(curriculumNamed(name, options), epochs),
  );
  if (!now.stage) return undefined; // it would have ended
  const isOther = now.followed < then.followed || (then.stage && then.stage.ns.join() !== now.stage.ns.join());
  return isOther ? now : undefined;
}
