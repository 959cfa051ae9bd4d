import type { ClaimRow } from "./claim.js";
import { verdictOfAll } from "./claimsTable.js";

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
  return [...table, ...notYetThere(rows)].join("\n");
}

/** Which statistics speak against their claim, but at smaller N than the claim speaks of; nothing if none does. */
function notYetThere(rows: readonly ClaimRow[]): string[] {
  const against = rows
    .filter(({ otherwise }) => otherwise === "does not hold")
    .map(({ id, profile, statistic }) => `${id}, ${profile}: ${statistic}`);
  if (against.length === 0) return [];
  return [
    "",
    "Counted as not enough data, since our networks have not come as far as the claim speaks of; where they are, it " +
      `would not hold:\n\n${against.map((line) => `- ${line}`).join("\n")}`,
  ];
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
