/** What is trained together at one time: the N's and, for each, the readout head that answers for it. */
export interface Stage {
  /** The N's trained, ascending. */
  readonly ns: readonly number[];
  /** Index of the readout head of each N, same length as `ns`. */
  readonly heads: readonly number[];
}

/** The order in which a network meets larger and larger N. Stages are plain data, so a run can be resumed from any. */
export interface Curriculum {
  readonly name: string;
  first(): Stage;
  /** The stage after a solved one; undefined when the curriculum has ended. */
  next(solved: Stage): Stage | undefined;
}
