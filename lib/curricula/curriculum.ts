import { asGiven } from "../asGiven.js";
import { counted } from "../counted.js";
import { mustBeCount, mustBeFunction, mustBeObject } from "../mustBe.js";

/** What is trained together at one time: the N's and, for each, the readout head that answers for it. */
export interface Stage {
  /** The N's trained, ascending. */
  readonly ns: readonly number[];
  /** Index, from 0, of the readout head of each N, same length as `ns`. */
  readonly heads: readonly number[];
}

/** The order in which a network meets larger and larger N. Stages are plain data, so a run can be resumed from any. */
export interface Curriculum {
  /** What configs and checkpoints call it. */
  readonly name: string;
  /** Number of readout heads used by all stages together: a stage with a head beyond it is refused. */
  readonly headCount: number;
  /** The stage that training begins with. */
  first(): Stage;
  /** The stage after a solved one; undefined when the curriculum has ended. */
  next(solved: Stage): Stage | undefined;
}

/** @throws RangeError if something, e.g. of a program without types, lacks a part of a curriculum */
export function mustBeCurriculum(what: string, curriculum: unknown): asserts curriculum is Curriculum {
  mustBeObject(what, curriculum);
  const { first, next, headCount } = curriculum as Partial<Curriculum>;
  mustBeFunction(`${what}: first`, first);
  mustBeFunction(`${what}: next`, next);
  mustBeCount(`${what}: headCount`, headCount);
}

/**
 * Refuses a stage that cannot be trained, e.g. one of a user's own curriculum or from a damaged file.
 *
 * @param name       the curriculum's name, for the error
 * @param headCount  how many heads the curriculum says it uses. Default: any number
 * @throws RangeError if the stage is none or empty, an N or a head is not valid, the N's do not ascend, one head
 *   would have to answer for two of them, or is beyond those of the curriculum
 */
export function checkStage(name: string, stage: Stage, headCount = Number.POSITIVE_INFINITY): void {
  const refuse = (problem: string) => {
    throw new RangeError(`curriculum "${name}" has a stage that cannot be trained: ${problem}`);
  };
  if (!Array.isArray(stage?.ns) || !Array.isArray(stage.heads)) {
    refuse(`expected { ns, heads }, two lists, got ${asGiven(stage)}`);
  }
  const { ns, heads } = stage;
  if (ns.length === 0) refuse("it is empty, expected at least one N");
  if (heads.length !== ns.length)
    refuse(`expected one head for each of its ${ns.length} N, got ${counted(heads.length, "head")}`);
  ns.forEach((n, i) => {
    if (!Number.isInteger(n) || n < 1) refuse(`expected integers N >= 1, got N = ${n}`);
    if (i > 0 && n <= ns[i - 1]) refuse(`expected ascending N, got ${n} after ${ns[i - 1]}`);
  });
  heads.forEach((head, i) => {
    if (!Number.isInteger(head) || head < 0) refuse(`expected integer heads >= 0, got head ${head}`);
    if (head >= headCount) refuse(`head ${head} is beyond its headCount of ${headCount}`);
    const other = heads.indexOf(head);
    if (other !== i) refuse(`head ${head} would have to answer for both N = ${ns[other]} and N = ${ns[i]}`);
  });
}
