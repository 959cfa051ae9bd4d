/** A long call tells how far it is to one of these: a terminal bar, a notebook's display, or nothing. */
export interface Progress {
  /** Begins a call of `total` units (epochs, trials), or of unknown length. */
  start(label: string, total?: number): void;
  /** `done` units are through (fractions allowed); `facts` are worth showing, in order, e.g. { N: 7, loss: 0.31 }. */
  update(done: number, facts?: Readonly<Record<string, string | number>>): void;
  /** Ends the call with one line that stays. */
  finish(summary: string): void;
  /** Between start and finish: aborted when the person who watches interrupts the call. */
  readonly signal?: AbortSignal;
}

/** One signal of several; undefined if there is none. */
export function anySignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length === 0 ? undefined : AbortSignal.any(given);
}

/** Shows nothing. */
export const silent: Progress = { start() {}, update() {}, finish() {} };
