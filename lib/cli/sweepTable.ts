import { counted } from "../counted.js";
import { duration } from "../progress/duration.js";
import { liveLines, type Terminal } from "../progress/liveLines.js";
import { progressBar } from "../progress/progressReport.js";
import type { PlannedStatus } from "../runs/planStatus.js";
import { remainingTime } from "../runs/remainingTime.js";
import type { SweepEvent } from "../runs/sweep.js";

/** Tells how a sweep goes: a live table in a terminal, and a line for every event that stays. */
export interface SweepTable {
  show(statuses: readonly PlannedStatus[], index?: number, event?: SweepEvent): void;
  /** Ends the table with these lines. */
  finish(lines: readonly string[]): void;
}

export function sweepTable(title: string, jobs: number, stream: Terminal = process.stderr): SweepTable {
  const live = liveLines(stream);
  return {
    show(statuses, index, event) {
      // In a terminal the table shows what is solved and begun.
      const isInTable = event && ["started", "resumed", "solved"].includes(event.kind);
      if (index !== undefined && event && !(stream.isTTY && isInTable)) live.print(told(statuses[index], event));
      if (stream.isTTY) live.draw(tableLines(title, statuses, jobs));
    },
    finish(lines) {
      for (const line of lines) live.print(line);
    },
  };
}

/** The table: one line for the plan, one for each run under way. */
export function tableLines(title: string, statuses: readonly PlannedStatus[], jobs: number): string[] {
  const { each, all } = remainingTime(statuses, jobs);
  const running = statuses.flatMap((status, i) =>
    status.state === "running" || status.state === "elsewhere" ? [{ status, left: each[i] }] : [],
  );
  const width = Math.max(0, ...running.map(({ status }) => status.planned.name.length));
  return [
    `${title}: ${countLine(statuses)}${eta(all)}`,
    ...running.map(({ status, left }) => {
      const { planned, epochs, share, seconds } = status;
      const whole = left === undefined ? 0 : seconds / (seconds + left);
      const n = epochs.at(-1)?.nMax ?? "–";
      const parts = [
        progressBar(whole, 12),
        `epoch ${(epochs.length + share).toFixed(1)}`,
        `N ${n}`,
        duration(seconds),
      ];
      return `  ${planned.name.padEnd(width)}  ${parts.join("  ")}${eta(left)}`;
    }),
  ];
}

/** E.g. "3 of 8 done, 2 running, 3 waiting". */
export function countLine(statuses: readonly PlannedStatus[]): string {
  const count = (...states: PlannedStatus["state"][]) => statuses.filter(({ state }) => states.includes(state)).length;
  const counts = [
    [count("running"), "running"],
    [count("elsewhere"), "with another process"],
    [count("missing", "interrupted"), "waiting"],
    [count("waiting"), "waiting for a network"],
    [count("failed"), "failed"],
  ] as const;
  const rest = counts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return [`${count("done")} of ${statuses.length} done`, ...rest].join(", ");
}

function eta(seconds: number | undefined): string {
  return seconds === undefined || seconds === 0 ? "" : `  ETA ${duration(seconds)}`;
}

function told({ planned, epochs, seconds, detail }: PlannedStatus, event: SweepEvent): string {
  const so = `${counted(epochs.length, "epoch")}, ${duration(seconds)}`;
  const texts: Record<SweepEvent["kind"], string> = {
    started: "started",
    resumed: `resumed after ${so}`,
    solved: `solved N = ${event.kind === "solved" ? event.n : ""} after ${so}`,
    done: `done after ${so}: ${detail}`,
    stopped: `stopped after ${so}`,
    failed: `failed after ${so}: ${detail}`,
    waiting: detail ?? "waits for a network",
    elsewhere: `left to another process: ${detail}`,
    note: event.kind === "note" ? event.text : "",
    retry: event.kind === "retry" ? event.text : "",
  };
  return `${planned.name}: ${texts[event.kind]}`;
}
