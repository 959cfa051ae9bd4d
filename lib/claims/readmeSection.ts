import type { ClaimRow } from "./claim.js";
import { controlText, significant, verdictOfAll } from "./claimsTable.js";

const begin = "<!-- claims: written by npm run claims -- --readme -->";
const end = "<!-- end of claims -->";

/** The verdicts as a table in Markdown: a row per claim, a column per profile. */
export function claimsMarkdown(rows: readonly ClaimRow[]): string {
  const profiles = [...new Set(rows.map(({ profile }) => profile))];
  const ids = [...new Set(rows.map(({ id }) => id))];
  const lines = ids.map((id) => {
    const own = rows.filter((row) => row.id === id);
    const verdicts = profiles.map((profile) => verdictsOf(own.filter((row) => row.profile === profile)));
    return `| ${[id, own[0].claim, ...verdicts].join(" | ")} |`;
  });
  const table = [`| | claim | ${profiles.join(" | ")} |`, `|---|---|${"---|".repeat(profiles.length)}`, ...lines];
  return [...table, ...failedControls(rows), ...notYetThere(rows), ...besideThePublished(rows)].join("\n");
}

function verdictsOf(rows: readonly ClaimRow[]): string {
  const all = verdictOfAll(rows.map(({ verdict }) => verdict));
  const count = rows.filter(holdsNotInControl).length;
  return count === 0 ? all : `${all}; ${count} of ${rows.length} not in the control`;
}

/** Whether a statistic holds, and the same taken in another way does not, or not clearly. */
function holdsNotInControl({ verdict, control }: ClaimRow): boolean {
  return verdict === "holds" && (control?.verdict === "inconclusive" || control?.verdict === "does not hold");
}

function failedControls(rows: readonly ClaimRow[]): string[] {
  return list(
    "Holds, but not in the control, the same statistic taken in a way in which it should hold, too, if the claim is true:",
    rows.filter(holdsNotInControl).map((row) => {
      const control = row.control === undefined ? "" : controlText(row.control);
      return `${named(row)}: ${significant(row.ours.mean ?? Number.NaN)}; ${control}`;
    }),
  );
}

/** Which statistics are inconclusive although their interval does not contain the published value. */
function besideThePublished(rows: readonly ClaimRow[]): string[] {
  return list(
    "Inconclusive, and the published value, which may be of another N or number of epochs, lies outside of the confidence interval:",
    rows.flatMap((row) => {
      const { value, note } = row.published;
      const { mean, low, high } = row.ours;
      const isKnown = value !== null && mean !== null && low !== null && high !== null;
      if (row.verdict !== "inconclusive" || !isKnown || (value >= low && value <= high)) return [];
      return `${named(row)}: ${significant(mean)} (${significant(low)} … ${significant(high)}), published ${significant(value)} (${note})`;
    }),
  );
}

function list(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", heading, "", ...lines.map((line) => `- ${line}`)];
}

function named({ id, profile, statistic }: ClaimRow): string {
  return `${id}, ${profile}: ${statistic}`;
}

/** Which statistics speak against their claim, but at smaller N than the claim speaks of; nothing if none does. */
function notYetThere(rows: readonly ClaimRow[]): string[] {
  return list(
    "Counted as not enough data, since our networks have not come as far as the claim speaks of; where they are, it " +
      "would not hold:",
    rows.filter(({ otherwise }) => otherwise === "does not hold").map(named),
  );
}

/**
 * A text with the verdicts between the two comments that mark their place.
 *
 * @throws RangeError if the text has no such place
 */
export function withClaims(text: string, rows: readonly ClaimRow[]): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from)
    throw new RangeError(`expected a place for the claims, from ${begin} to ${end}; found none`);
  return `${text.slice(0, from + begin.length)}\n\n${claimsMarkdown(rows)}\n\n${text.slice(to)}`;
}
