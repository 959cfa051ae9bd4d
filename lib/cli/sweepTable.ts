import { counted } from "../counted.js";
import { duration } from "../progress/duration.js";
import { liveLines, type Terminal } from "../progress/liveLines.js";
import { progressBar } from "../progress/progressReport.js";
import { shortened } from "../progress/shortened.js";
import type { PlannedStatus } from "../runs/planStatus.js";
import { remainingTime } from "../runs/remainingTime.js";
import type { SweepEvent } from "../runs/sweep.js";
import { gap } from "./textTable.js";

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
      if (stream.isTTY) live.draw(tableLines(title, statuses, jobs, live.width));
    },
    finish(lines) {
      for (const line of lines) live.print(line);
    },
  };
}

/** A name is not made shorter than this. */
const shortestName = 16;
const barWidth = 12;

/**
 * The table: one line for the plan, one for each run under way. Where they are longer than `width` characters, there are
 * no bars, then names are made shorter, so that what changes is seen.
 */
export function tableLines(
  title: string,
  statuses: readonly PlannedStatus[],
  jobs: number,
  width = Number.POSITIVE_INFINITY,
): string[] {
  const { each, all } = remainingTime(statuses, jobs);
  const running = statuses.flatMap((status, i) =>
    status.state === "running" || status.state === "elsewhere" ? [rowOf(status, each[i])] : [],
  );
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map(({ length }) => length));
  const beside = margin.length + gap.length + longest(running.map(({ facts }) => facts)); // a name
  const nameWidth = longest(running.map(({ name }) => name));
  const hasBars = nameWidth + beside + barWidth + gap.length <= width;
  const room = hasBars ? nameWidth : Math.max(shortestName, Math.min(nameWidth, width - beside));
  return [
    `${title}: ${countLine(statuses)}${all === undefined || all === 0 ? "" : `${gap}${eta(all)}`}`,
    ...running.map(({ name, share, facts }) => {
      const bar = hasBars ? [progressBar(share, barWidth)] : [];
      return margin + [shortened(name, room).padEnd(room), ...bar, facts].join(gap);
    }),
  ];
}

const margin = "  ";

function rowOf(
  { planned: { name }, epochs, share, seconds }: PlannedStatus,
  left: number | undefined,
): { name: string; share: number; facts: string } {
  const count = `epoch ${(epochs.length + share).toFixed(1)}`;
  const rest = left === undefined || left === 0 ? [] : [eta(left)];
  const facts = [count, ...rest, `N ${epochs.at(-1)?.nMax ?? "–"}`, duration(seconds)];
  return { name, share: left === undefined ? 0 : seconds / (seconds + left), facts: facts.join(gap) };
}

/** E.g. "3 of 8 done, 2 running, 3 to train". */
export function countLine(statuses: readonly PlannedStatus[]): string {
  const count = (...states: PlannedStatus["state"][]) => statuses.filter(({ state }) => states.includes(state)).length;
  const counts = [
    [count("running"), "running"],
    [count("elsewhere"), "with another process"],
    [count("missing", "interrupted"), "to train"],
    [count("waiting"), "waiting for a network"],
    [count("failed"), "failed"],
  ] as const;
  const rest = counts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return [`${count("done")} of ${statuses.length} done`, ...rest].join(", ");
}

function eta(seconds: number): string {
  return `ETA ${duration(seconds)}`;
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
