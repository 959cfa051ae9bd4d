import { duration } from "./duration.js";

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

/** One line of text: label, bar, count, facts, time left. */
export function progressLine({ label, done, total, facts, secondsLeft }: ProgressReport): string {
  const described = Object.entries(facts).map(([name, value]) => `${name} ${displayed(value)}`);
  const count = total === undefined ? `${displayed(done)}` : `${displayed(done)}/${displayed(total)}`;
  const bar = total === undefined ? [] : [progressBar(done / total)];
  const left = secondsLeft === undefined ? [] : [`ETA ${duration(secondsLeft)}`];
  return [label, ...bar, count, ...described, ...left].join("  ");
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
