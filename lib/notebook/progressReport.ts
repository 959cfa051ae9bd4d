/** MIME type of a notebook output that says how far a long call is, for programs that run notebooks. */
export const progressType = "application/vnd.emergent-timescales.progress+json";

/** How far a long call is. */
export interface ProgressReport {
  label: string;
  done: number;
  /** Absent when nobody knows how much there is to do. */
  total?: number;
  facts: Readonly<Record<string, string | number>>;
}

const barWidth = 24;

/** One line of text: label, bar, count, facts. */
export function progressLine({ label, done, total, facts }: ProgressReport): string {
  const described = Object.entries(facts).map(([name, value]) => `${name} ${displayed(value)}`);
  const count = total === undefined ? `${displayed(done)}` : `${displayed(done)}/${displayed(total)}`;
  const bar = total === undefined ? [] : [progressBar(done / total)];
  return [label, ...bar, count, ...described].join("  ");
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
