import { setImmediate } from "node:timers/promises";

/** A long call tells how far it is to one of these: a terminal bar, a notebook's display, or nothing. */
export interface Progress {
  /** Begins a call of `total` units (epochs, trials), or of unknown length. */
  start(label: string, total?: number): void;
  /** `done` units are through (fractions allowed); `facts` are worth showing, in order, e.g. { N: 7, loss: 0.31 }. */
  update(done: number, facts?: Readonly<Record<string, string | number>>): void;
  /** Ends the call with one line that stays. */
  finish(summary: string): void;
  /**
   * Between start and finish: aborted when the person who watches interrupts the call. `train`, `trainRun` and
   * `retraining` then return what they have; other calls that can be interrupted reject with the signal's reason.
   */
  readonly signal?: AbortSignal;
}

/** One signal of several; undefined if there is none. */
export function anySignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length === 0 ? undefined : AbortSignal.any(given);
}

/** Shows nothing. */
export const silent: Progress = { start() {}, update() {}, finish() {} };

/** A call that is watched. */
export interface ProgressOf<Result> {
  label: string;
  /** Units; left out where nobody knows. */
  total?: number;
  /** The line that stays when it is done. */
  done(result: Result): string;
  /** The line that stays if it fails, or is aborted. Default: the label, and what the error says. */
  failed?(error: unknown): string;
}

/**
 * Shows the progress of a call, which ends however the call ends: a display that nobody finishes would go on listening
 * for interrupts.
 *
 * @returns what the call gives
 */
export async function withProgress<Result>(
  progress: Progress,
  { label, total, done, failed = (error) => `${label}: ${messageOf(error)}` }: ProgressOf<Result>,
  work: () => Promise<Result>,
): Promise<Result> {
  let summary = label;
  progress.start(label, total);
  try {
    const result = await work();
    summary = done(result);
    return result;
  } catch (error) {
    summary = failed(error);
    throw error;
  } finally {
    progress.finish(summary);
  }
}

/** Told how far a part of a call is. */
export type Told = (done: number, all: number) => void | Promise<void>;

/**
 * Tells how far a call is, so that a display is drawn and an interrupt heard.
 *
 * @throws the signal's reason if the call was interrupted
 */
export async function tell(
  progress: Progress,
  done: number,
  facts?: Readonly<Record<string, string | number>>,
): Promise<void> {
  progress.update(done, facts);
  await setImmediate();
  progress.signal?.throwIfAborted();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
