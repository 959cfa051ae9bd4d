import { type ClaimRow, type Verdict, verdicts } from "./claim.js";
import { claimedText } from "./verdict.js";

/** The headings of the table of claims. */
const columns = ["profile", "statistic", "published", "ours", "verdict"] as const;

/** What the columns mean, in words. */
export const howToReadClaims =
  "Ours: mean over networks, with its 95 % confidence interval by Student's t (for a difference Welch's); networks are " +
  "the unit, never neurons or trials. A claim holds if the interval lies in the claimed range, does not hold if the " +
  "interval lies outside, and is inconclusive if it does neither; there is not enough data with fewer than two networks " +
  "of a kind, or where they have not come to what the claim speaks of. Curricula are compared at equal N, the largest " +
  "at which a statistic is known of three networks of both (of all, if there are fewer), or after an equal number of " +
  "epochs, the largest that all runs have. Values of whole numbers, as N, count as varying at least as much as rounding " +
  "does. A control is the same statistic taken in a way in which it should hold, too, if the claim is true.";

/**
 * The table of claims as texts: the claim as a heading, then a row per profile and statistic.
 *
 * @returns headings and cells, as `showTable` takes them
 */
export function claimsTable(rows: readonly ClaimRow[]): { columns: string[]; rows: string[][] } {
  return {
    columns: [...columns],
    rows: rows.flatMap((row, i) => {
      const isFirst = rows[i - 1]?.id !== row.id;
      return [...(isFirst ? [[`${row.id}  ${row.claim}`]] : []), claimCells(row)];
    }),
  };
}

/** Profile, statistic, published value, ours, verdict. */
function claimCells({ profile, statistic, claimed, published, ours, note, control, verdict, why }: ClaimRow): string[] {
  return [
    profile,
    `${statistic}; claimed: ${claimedText(claimed)}${note === undefined ? "" : ` (${note})`}`,
    `${published.value === null ? "–" : significant(published.value)}\n${published.note}`,
    oursText(ours),
    [
      verdict === "holds" || verdict === "does not hold" ? verdict : `${verdict}: ${why}`,
      ...(control === undefined ? [] : [controlText(control)]),
    ].join("\n"),
  ].map(unbroken);
}

/** What the statistic is when it is taken in another way. */
export function controlText({ how, ours, verdict }: NonNullable<ClaimRow["control"]>): string {
  const { mean, low, high } = ours;
  const interval = low === null || high === null ? "" : ` (${significant(low)} … ${significant(high)})`;
  return `control, ${how}: ${mean === null ? "–" : significant(mean)}${interval}, ${verdict}`;
}

/** Keeps equations such as "N = 5" in one line. */
function unbroken(text: string): string {
  return text.replace(/(N|p|τ) ([=<>≤]) /g, "$1\u00a0$2\u00a0");
}

function oursText({ mean, low, high, networks }: ClaimRow["ours"]): string {
  const count = networks.join(" vs ");
  const sizes = unbreakable(`${count} network${count === "1" ? "" : "s"}`);
  if (mean === null) return networks.every((size) => size === 0) ? "–" : `–\n${sizes}`;
  if (low === null || high === null) return `${significant(mean)}\n${sizes}`;
  return `${significant(mean)}\n${unbreakable(`${significant(low)} … ${significant(high)}`)}\n${sizes}`;
}

function unbreakable(text: string): string {
  return text.replaceAll(" ", "\u00a0");
}

/** Three significant digits, with a true minus. */
export function significant(value: number): string {
  return String(Number(value.toPrecision(3))).replaceAll("-", "−");
}

/**
 * The verdicts of several statistics in one: the verdict, if all agree, else how often each was given.
 *
 * @example verdictOfAll(["holds", "holds", "not enough data"]) // "holds 2 of 3, not enough data 1"
 */
export function verdictOfAll(given: readonly Verdict[]): string {
  const counts = verdicts
    .map((verdict) => ({ verdict, count: given.filter((own) => own === verdict).length }))
    .filter(({ count }) => count > 0);
  if (counts.length === 1) return counts[0].verdict;
  return counts.map(({ verdict, count }, i) => `${verdict} ${count}${i === 0 ? ` of ${given.length}` : ""}`).join(", ");
}
