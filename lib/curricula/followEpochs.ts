import type { Curriculum, Stage } from "./curriculum.js";

/** What is known of an epoch that was trained: the smallest and the largest N, and whether they were solved. */
export interface KnownEpoch {
  readonly nMin: number;
  readonly nMax: number;
  readonly solved: boolean;
}

/** How far epochs are those of a curriculum. */
export interface FollowedEpochs {
  /** Of the first so many epochs. */
  readonly followed: number;
  /** The stage that comes after them; undefined if the curriculum has ended. */
  readonly stage: Stage | undefined;
}

/** Goes through a curriculum along epochs that were trained, until they are those of another or it has ended. */
export function followEpochs(curriculum: Curriculum, epochs: readonly KnownEpoch[]): FollowedEpochs {
  let stage: Stage | undefined = curriculum.first();
  for (const [followed, { nMin, nMax, solved }] of epochs.entries()) {
    if (!stage || nMin !== Math.min(...stage.ns) || nMax !== Math.max(...stage.ns)) return { followed, stage };
    if (solved) stage = curriculum.next(stage);
  }
  return { followed: epochs.length, stage };
}

/** @throws RangeError if epochs that were trained are not those of this curriculum */
export function checkEpochs(curriculum: Curriculum, epochs: readonly KnownEpoch[]): void {
  const { followed, stage } = followEpochs(curriculum, epochs);
  if (followed === epochs.length) return;
  const { nMin, nMax } = epochs[followed];
  const expected = stage ? `N = ${Math.min(...stage.ns)} … ${Math.max(...stage.ns)}` : "none, the curriculum has ended";
  throw new RangeError(`epoch ${followed + 1} of ${curriculum.name}: expected ${expected}, got ${nMin} … ${nMax}`);
}
