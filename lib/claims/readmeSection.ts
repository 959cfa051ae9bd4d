import type { ClaimRow } from "./claim.js";
import { significant, verdictOfAll } from "./claimsTable.js";

const begin = "<!-- claims: written by npm run claims -- --readme -->";
const end = "<!-- end of claims -->";

/** The verdicts as a table in Markdown: a row per claim, a column per profile. */
export function claimsMarkdown(rows: readonly ClaimRow[]): string {
  const profiles = [...new Set(rows.map(({ profile }) => profile))];
  const ids = [...new Set(rows.map(({ id }) => id))];
  const lines = ids.map((id) => {
    const own = rows.filter((row) => row.id === id);
    const verdicts = profiles.map((profile) =>
      verdictOfAll(own.filter((row) => row.profile === profile).map(({ verdict }) => verdict)),
    );
    return `| ${[id, own[0].claim, ...verdicts].join(" | ")} |`;
  });
  const table = [`| | claim | ${profiles.join(" | ")} |`, `|---|---|${"---|".repeat(profiles.length)}`, ...lines];
  return [...table, ...notYetThere(rows), ...besideThePublished(rows)].join("\n");
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
