import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadClaimData } from "../../lib/claims/claimData.js";
import { claimRows } from "../../lib/claims/claims.js";
import { verdictOfAll } from "../../lib/claims/claimsTable.js";
import { claimsMarkdown, withClaims } from "../../lib/claims/readmeSection.js";
import { projectFolder } from "../../lib/notebook/projectFolder.js";
import { nothing, reached } from "./handMade.js";

describe("the README", () => {
  it("has the verdicts that the shipped data gives (else: npm run claims -- --readme)", async () => {
    const readme = readFileSync(join(projectFolder(), "README.md"), "utf8");
    expect(withClaims(readme, claimRows(await loadClaimData()))).toBe(readme);
  });
});

describe("the verdicts in Markdown", () => {
  const runs = [1, 2].flatMap((seed) => [reached({ seed }, 5), reached({ seed, curriculum: "multi-head" }, 20)]);
  const rows = claimRows({ ...nothing, runs }, ["lab", "paper"]).filter(({ id }) => id === "C2");

  it("have a column for each profile", () => {
    expect(claimsMarkdown(rows)).toBe(
      [
        "| | claim | lab | paper |",
        "|---|---|---|---|",
        `| C2 | ${rows[0].claim} | holds 1 of 2, not enough data 1 | not enough data |`,
      ].join("\n"),
    );
  });

  it("name what would not hold if our networks had come far enough", () => {
    const against = rows.map((row) => ({ ...row, otherwise: "does not hold" as const }));
    expect(claimsMarkdown(against.slice(0, 1))).toContain(
      `where they are, it would not hold:\n\n- C2, lab: ${rows[0].statistic}`,
    );
    expect(claimsMarkdown(rows.map((row) => ({ ...row, otherwise: "holds" as const })))).toBe(claimsMarkdown(rows));
  });

  it("name what is inconclusive beside a published value outside of its interval", () => {
    const row = { ...rows[0], verdict: "inconclusive" as const, published: { value: 3, note: "1 network" } };
    const of = (low: number, high: number) => claimsMarkdown([{ ...row, ours: { ...row.ours, mean: 0.5, low, high } }]);
    expect(of(-1, 2)).toContain(`\n\n- C2, lab: ${row.statistic}: 0.5 (−1 … 2), published 3 (1 network)`);
    expect(of(-1, 4)).not.toContain("published 3");
  });

  it("name what holds, but not in its control", () => {
    const [row] = rows;
    const of = (verdict: "holds" | "inconclusive" | "does not hold", control?: (typeof rows)[0]["control"]) =>
      claimsMarkdown([{ ...row, verdict, control }]);
    const ours = { mean: 0.25, low: -0.5, high: 1, networks: [2] };
    const markdown = of("holds", { how: "with fair bits", ours, verdict: "inconclusive" });
    expect(markdown).toContain(`| C2 | ${row.claim} | holds; 1 of 1 not in the control |`);
    expect(markdown).toContain(
      `\n\n- C2, lab: ${row.statistic}: 15; control, with fair bits: 0.25 (−0.5 … 1), inconclusive`,
    );
    for (const other of [
      of("holds", { how: "with fair bits", ours, verdict: "holds" }),
      of("holds", { how: "with fair bits", ours, verdict: "not enough data" }),
      of("inconclusive", { how: "with fair bits", ours, verdict: "inconclusive" }),
    ]) {
      expect(other).not.toContain("fair bits");
      expect(other).not.toContain("control");
    }
  });

  it("go between two comments, in place of what is there", () => {
    const [begin, end] = ["<!-- claims: written by npm run claims -- --readme -->", "<!-- end of claims -->"];
    const text = withClaims(`before\n${begin}\nold\n${end}\nafter`, rows);
    expect(text).toBe(`before\n${begin}\n\n${claimsMarkdown(rows)}\n\n${end}\nafter`);
    expect(withClaims(text, rows)).toBe(text);
    expect(() => withClaims("no such place", rows)).toThrow(/expected a place for the claims/);
  });
});

it("verdicts of several statistics are one if they agree, and counted if not", () => {
  expect(verdictOfAll(["holds", "holds"])).toBe("holds");
  expect(verdictOfAll(["not enough data", "does not hold", "inconclusive", "holds", "holds"])).toBe(
    "holds 2 of 5, does not hold 1, inconclusive 1, not enough data 1",
  );
});
