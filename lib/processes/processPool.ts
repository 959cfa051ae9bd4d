import type { ChildProcess } from "node:child_process";
import { mustBeCount } from "../mustBe.js";
import { startWorker } from "./startWorker.js";

/** What a worker process tells of the item that it works on. */
export type WorkerReport<Progress, Result> =
  | { kind: "progress"; progress: Progress }
  | { kind: "done"; result: Result }
  | { kind: "failed"; name: string; message: string };

export interface ProcessPoolOptions<Progress> {
  /** Items at the same time, one process each. */
  jobs: number;
  /** Aborting ends all processes. */
  signal?: AbortSignal;
  onProgress?: (index: number, progress: Progress) => void;
  /** Told of an item that failed, after which the others go on. Default: the first error ends all. */
  onFailure?: (index: number, error: Error) => void;
}

/**
 * Works on items in processes of their own: what computes blocks its thread, so two at once need two processes.
 *
 * @param script   the module of the worker, which calls `serveItems`; from a test, its TypeScript file in lib
 * @param onResult told of every item that is done; the index is that of the item
 * @throws RangeError if `jobs` is not valid; the first error of a worker, with its name and message, or Error if a process ends unexpectedly, unless
 * `onFailure` is told of them; the signal's reason if it was aborted; all processes have ended by then
 */
export async function inProcesses<Item extends object, Progress, Result>(
  script: URL,
  items: readonly Item[],
  onResult: (index: number, result: Result) => void | Promise<void>,
  { jobs, signal, onProgress, onFailure }: ProcessPoolOptions<Progress>,
): Promise<void> {
  mustBeCount("jobs", jobs);
  let next = 0;
  const failure = new AbortController();
  const stopping = AbortSignal.any([failure.signal, ...(signal ? [signal] : [])]);
  const work = async () => {
    const start = () => startWorker(script, { serialization: "advanced" });
    let worker = start();
    const stop = () => worker.kill();
    stopping.addEventListener("abort", stop, { once: true });
    try {
      while (next < items.length && !stopping.aborted) {
        const index = next++;
        const told = (progress: Progress) => onProgress?.(index, progress);
        let result: Result;
        if (hasEnded(worker)) worker = start(); // of itself, or by another's hand: no matter of this item's
        try {
          result = await workOn<Progress, Result>(worker, items[index], told);
        } catch (error) {
          if (!onFailure || stopping.aborted || !(error instanceof Error)) throw error;
          onFailure(index, error);
          continue;
        }
        await onResult(index, result);
      }
    } finally {
      stopping.removeEventListener("abort", stop);
      worker.kill();
    }
  };
  const workers = Array.from({ length: Math.min(jobs, items.length) }, () =>
    work().catch((error: unknown) => failure.abort({ error })),
  );
  await Promise.all(workers); // also after a failure, so that nothing is told of after the end
  signal?.throwIfAborted();
  if (failure.signal.aborted) throw failure.signal.reason.error;
}

/** In a worker process: does what it is asked for, one item after the other. */
export function serveItems<Item, Progress, Result>(
  work: (item: Item, onProgress: (progress: Progress) => void) => Promise<Result>,
): void {
  const report = (message: WorkerReport<Progress, Result>) => process.send?.(message);
  process.on("message", (item: Item) => {
    work(item, (progress) => report({ kind: "progress", progress })).then(
      (result) => report({ kind: "done", result }),
      (error: unknown) => {
        const { name, message } = error instanceof Error ? error : new Error(String(error));
        report({ kind: "failed", name, message });
      },
    );
  });
  process.on("disconnect", () => process.exit());
  process.on("SIGHUP", () => {}); // whoever asks for the work says what the end of a terminal means
}

/** Its channel may be told closed only after its end. */
function hasEnded({ exitCode, signalCode, connected }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null || !connected;
}

function workOn<Progress, Result>(
  worker: ChildProcess,
  item: object,
  onProgress: (progress: Progress) => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      worker.off("message", onMessage).off("exit", onExit).off("error", onError);
      settle();
    };
    const onMessage = (report: WorkerReport<Progress, Result>) => {
      if (report.kind === "progress") onProgress(report.progress);
      else if (report.kind === "done") end(() => resolve(report.result));
      else end(() => reject(errorOf(report)));
    };
    const onExit = (code: number | null, signal: string | null) =>
      end(() => reject(new Error(`a process ended unexpectedly (${signal ?? `exit code ${code}`})`)));
    const onError = (error: Error) => end(() => reject(error));
    worker.on("message", onMessage).on("exit", onExit).on("error", onError);
    worker.send(item);
  });
}

/** An error of another process, of the kind that it had there: commands tell what a person can mend by its kind. */
function errorOf({ name, message }: { name: string; message: string }): Error {
  return name === "RangeError" ? new RangeError(message) : Object.assign(new Error(message), { name });
}
