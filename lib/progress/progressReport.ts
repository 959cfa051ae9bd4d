import { duration } from "./duration.js";
import { shortened } from "./shortened.js";

/** MIME type of a notebook output that says how far a long call is, for programs that run notebooks. */
export const progressType = "application/vnd.emergent-timescales.progress+json";

/** How far a long call is. */
export interface ProgressReport {
  label: string;
  done: number;
  /** Absent when nobody knows how much there is to do. */
  total?: number;
  facts: Readonly<Record<string, string | number>>;
  /** How long it will take at the pace so far; absent until that can be said. */
  secondsLeft?: number;
}

const barWidth = 24;

/** Before that, a pace is a guess. */
const paceSeconds = 2;

/** Tells, from how far a call has come since the first answer, how many seconds it will go on. */
export function paceKeeper(now: () => number = Date.now): (done: number, total?: number) => number | undefined {
  let first: { done: number; at: number } | undefined;
  return (done, total) => {
    first ??= { done, at: now() };
    const seconds = (now() - first.at) / 1000;
    if (total === undefined || seconds < paceSeconds || done <= first.done) return undefined;
    return (seconds * Math.max(0, total - done)) / (done - first.done);
  };
}

/** Neither is made shorter than this. */
const shortestBar = 8;
const shortestLabel = 16;

/**
 * One line of text: label, bar, count, time left, facts. Where it is longer than `width` characters, the bar is made
 * shorter, then the label, so that what changes is seen.
 */
export function progressLine(
  { label, done, total, facts, secondsLeft }: ProgressReport,
  width = Number.POSITIVE_INFINITY,
): string {
  const described = Object.entries(facts).map(([name, value]) => `${name} ${displayed(value)}`);
  const count = total === undefined ? `${displayed(done)}` : `${displayed(done)}/${displayed(total)}`;
  const left = secondsLeft === undefined ? [] : [`ETA ${duration(secondsLeft)}`];
  const share = total === undefined ? undefined : done / total;
  const line = (name: string, barWidth: number) =>
    [name, ...(share === undefined ? [] : [progressBar(share, barWidth)]), count, ...left, ...described].join("  ");
  const excess = (text: string) => Math.max(0, text.length - width);
  const bar = Math.max(shortestBar, barWidth - excess(line(label, barWidth)));
  return line(shortened(label, Math.max(shortestLabel, label.length - excess(line(label, bar)))), bar);
}

/** A bar of blocks for a share between 0 and 1; what lies outside counts as 0 or 1. */
export function progressBar(share: number, width = barWidth): string {
  const filled = Math.round(Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * width);
  return "█".repeat(filled) + "░".repeat(width - filled);
}

function displayed(value: string | number): string {
  if (typeof value === "string") return value;
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}
