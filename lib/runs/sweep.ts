import { setTimeout } from "node:timers/promises";
import { asGiven } from "../asGiven.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeCount, mustBeList } from "../mustBe.js";
import { startWorker } from "../processes/startWorker.js";
import { anySignal } from "../progress/progress.js";
import type { PlannedRun } from "./plan.js";
import { type PlannedStatus, statusOf } from "./planStatus.js";
import { type RunAssignment, type RunReport, stopRequest } from "./runWorkerMessages.js";
import { findSource } from "./start.js";

const runWorker = new URL(import.meta.url.replace(/sweep(\.[jt]s)$/, "runWorker$1"));

/** Where and how a plan is trained. */
export interface SweepOptions {
  /** Where the folders of the runs are. */
  parent: string;
  /** Networks at the same time, one process and one thread each. */
  jobs: number;
  /** Aborting saves all runs under way and ends. */
  signal?: AbortSignal;
  /** A worker that dies is started again, at most so many times in a row without an epoch in between. Default: 2. */
  retries?: number;
  /** How long to wait for a run that another process has, in seconds. Default: not at all. */
  patience?: number;
  /**
   * Runs take turns of so many seconds, always the one next that has had the least time, so that they get equally far
   * until time is up. Default: each is trained to its end, in the order of the plan.
   */
  turn?: number;
  /** Published runs, whose state is left out, go on from their last network. */
  fromLastNetwork?: boolean;
  /** Told whenever something about the run at `index` is another. */
  onChange?: (statuses: readonly PlannedStatus[], index: number, event?: SweepEvent) => void;
}

/** Something that is worth a line in a log. */
export type SweepEvent =
  | { kind: "started" | "resumed" | "done" | "stopped" | "failed" | "elsewhere" | "waiting" }
  | { kind: "solved"; n: number }
  | { kind: "note" | "retry"; text: string };

/**
 * Trains what is missing of a plan: goes on with what was interrupted, leaves alone what is done or what another
 * process trains, unless that has ended by the time when the others are through. A worker that dies is replaced; a run
 * that fails does not keep the others from being trained. Runs whose network to begin with is not there are tried again
 * when the others are through.
 *
 * @returns how every run stands at the end, in the order of the plan; also if it was aborted
 * @throws RangeError if an option is unknown or not valid, before anything is trained; what `onChange` throws, after the
 *   runs under way are saved
 */
export async function sweep(runs: readonly PlannedRun[], options: SweepOptions): Promise<PlannedStatus[]> {
  mustBeList("runs", runs);
  checkSweepOptions(options);
  const { parent, jobs, retries = 2, patience = 0, turn, fromLastNetwork, onChange } = options;
  const failure = new AbortController();
  const signal = anySignal(options.signal, failure.signal);
  const statuses = await Promise.all(runs.map((planned) => statusOf(planned, parent)));
  /** The runs that are to be trained and that no worker has. */
  let queue = runs.map((_, index) => index);
  const change = (index: number, changed: Partial<PlannedStatus>, event?: SweepEvent) => {
    statuses[index] = { ...statuses[index], ...changed };
    try {
      onChange?.(statuses, index, event);
    } catch (error) {
      failure.abort({ error }); // in a message of a worker, where nobody would catch it
    }
  };

  /** Trains one run to its end, in as many processes as it takes. */
  const complete = async (index: number) => {
    change(index, await freeStatus(runs[index], { parent, patience, signal }));
    const { state } = statuses[index];
    if (state === "done" || state === "failed" || signal?.aborted) return;
    if (state === "elsewhere" || state === "waiting") return change(index, {}, { kind: state });
    change(index, { state: "running" }, { kind: state === "missing" ? "started" : "resumed" });
    for (let deaths = 0; ; ) {
      const epochsBefore = statuses[index].epochs.length;
      const end = await workOn(index);
      if (end !== "died") return;
      deaths = statuses[index].epochs.length > epochsBefore ? 1 : deaths + 1;
      if (deaths > retries) return change(index, { state: "failed" }, { kind: "failed" });
      const text = `${statuses[index].detail}; going on from where it was saved`;
      change(index, await reread(index), { kind: "retry", text });
    }
  };

  const reread = async (index: number): Promise<Partial<PlannedStatus>> => {
    const { epochs, seconds } = await statusOf(runs[index], parent);
    return { epochs, seconds, share: 0 };
  };

  const workOn = (index: number): Promise<"settled" | "died"> => {
    const worker = startWorker(runWorker, { stdio: ["ignore", "ignore", "pipe", "ipc"] });
    const stop = () => worker.connected && worker.send(stopRequest, () => {});
    signal?.addEventListener("abort", stop, { once: true });
    let isTurnOver = false;
    const endTurn = () => {
      if (queue.length === 0) return; // nobody waits for a turn
      isTurnOver = true;
      stop();
    };
    let turns: NodeJS.Timeout | undefined;
    let lastWords = "";
    worker.stderr?.setEncoding("utf8").on("data", (text: string) => {
      lastWords = (lastWords + text).slice(-500);
    });
    return new Promise((resolve) => {
      let isSettled = false;
      const settle = (changed: Partial<PlannedStatus>, event: SweepEvent) => {
        isSettled = true;
        change(index, changed, event);
      };
      worker.on("message", (message: RunReport) => {
        // Of those that were there, some may be trained again: after a kill, or from a network.
        const before = (epoch: number) => statuses[index].epochs.slice(0, epoch - 1);
        if (message.kind === "step") {
          const { epoch, share, seconds } = message;
          // A turn begins with its first step: to find a state anew may take as long as a short turn.
          if (turn !== undefined) turns ??= setInterval(endTurn, 1000 * turn);
          change(index, { epochs: before(epoch), share, seconds });
        } else if (message.kind === "note") change(index, {}, { kind: "note", text: message.text });
        else if (message.kind === "epoch") {
          const { epoch, nMax, solved, epochSeconds, seconds } = message;
          const grown = { epochs: [...before(epoch), { nMax, seconds: epochSeconds }], share: 0, seconds };
          change(index, grown, solved ? { kind: "solved", n: nMax } : undefined);
        } else if (message.kind === "ended") settle({ state: "done", detail: message.reason }, { kind: "done" });
        else if (message.kind === "failed" && message.isInUse) {
          settle({ state: "elsewhere", detail: message.message }, { kind: "elsewhere" });
        } else if (message.kind === "failed") {
          settle({ state: "failed", detail: message.message }, { kind: "failed" });
        } else if (!isSettled && (signal?.aborted || isTurnOver)) {
          settle({ state: "interrupted" }, { kind: "stopped" });
        }
      });
      worker.once("error", (error) => {
        settle({ state: "failed", detail: `no process could be started: ${error.message}` }, { kind: "failed" });
        resolve("settled");
      });
      worker.once("close", (code, killedBy) => {
        signal?.removeEventListener("abort", stop);
        clearInterval(turns);
        if (!isSettled && (signal?.aborted || isTurnOver)) settle({ state: "interrupted" }, { kind: "stopped" });
        if (isSettled) return resolve("settled");
        const words = lastWords.trim();
        const detail = `its process ended unexpectedly (${killedBy ?? `exit code ${code}`})${words && `: ${words}`}`;
        change(index, { detail });
        resolve("died");
      });
      worker.send({ parent, planned: runs[index], fromLastNetwork } satisfies RunAssignment, () => {});
      if (signal?.aborted) stop();
    });
  };

  /** Runs of other processes that were looked at again: each is once. */
  const lookedAt = new Set<number>();
  /** Runs that another process had and has no longer, and that are not done: it ended, or was only saving them. */
  const leftByOthers = async () => {
    const left: number[] = [];
    for (const [index, { state }] of statuses.entries()) {
      if (state !== "elsewhere" || lookedAt.has(index)) continue;
      lookedAt.add(index);
      const now = await statusOf(runs[index], parent);
      if (now.state === "elsewhere") continue;
      if (now.state === "done") change(index, now);
      else left.push(index);
    }
    return left;
  };

  const next = () => {
    const time = (index: number) => (turn === undefined ? index : statuses[index].seconds);
    const least = queue.reduce((best, index) => (time(index) < time(best) ? index : best));
    queue = queue.filter((index) => index !== least);
    return least;
  };

  while (queue.length > 0 && !signal?.aborted) {
    const work = async () => {
      while (queue.length > 0 && !signal?.aborted) {
        const index = next();
        await complete(index);
        if (statuses[index].state !== "interrupted") continue;
        change(index, await reread(index)); // the time that it had, with that of saving
        queue.push(index);
      }
    };
    await Promise.all(Array.from({ length: Math.min(jobs, queue.length) }, work));
    queue = statuses.flatMap(({ state, planned: { source } }, index) =>
      state === "waiting" && source && findSource(source, parent).isThere ? [index] : [],
    );
    if (!signal?.aborted) queue.push(...(await leftByOthers()));
  }
  if (failure.signal.aborted) throw failure.signal.reason.error;
  return statuses;
}

function checkSweepOptions(options: SweepOptions): void {
  checkOptionsOf("sweep", options, {
    parent: true,
    jobs: true,
    signal: true,
    retries: true,
    patience: true,
    turn: true,
    fromLastNetwork: true,
    onChange: true,
  });
  const { parent, jobs, retries = 0, patience = 0, turn = 1 } = options;
  if (typeof parent !== "string") throw new RangeError(`parent: expected the path of a folder, got ${asGiven(parent)}`);
  mustBeCount("jobs", jobs);
  mustBeCount("retries", retries, 0);
  if (!(patience >= 0)) throw new RangeError(`patience: expected seconds, at least 0, got ${asGiven(patience)}`);
  if (!(turn > 0)) throw new RangeError(`turn: expected seconds, more than 0, got ${asGiven(turn)}`);
}

/** How a run stands, as soon as no other process has it or the patience is at its end. */
async function freeStatus(
  planned: PlannedRun,
  { parent, patience, signal }: { parent: string; patience: number; signal?: AbortSignal },
): Promise<PlannedStatus> {
  const deadline = Date.now() + 1000 * patience;
  for (;;) {
    const status = await statusOf(planned, parent);
    if (status.state !== "elsewhere" || Date.now() >= deadline || signal?.aborted) return status;
    await setTimeout(1000, undefined, { signal }).catch(() => {});
  }
}
