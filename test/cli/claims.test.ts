import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { csvParse } from "d3-dsv";
import { describe, expect, it } from "vitest";
import type { ClaimRow } from "../../lib/claims/claim.js";
import { writeTable } from "../../lib/results/resultsTable.js";
import { network } from "../claims/handMade.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";

const program = fileURLToPath(new URL("../../lib/dist/cli/claims.js", import.meta.url));

function claims(...args: string[]) {
  return spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
}

/** Folders with no runs, and the weights of two single-head networks, whose mean falls by 0.001 and 0.0011 per N. */
async function folders(): Promise<string[]> {
  const folder = temporaryFolder();
  const [runs, results] = [join(folder, "runs"), join(folder, "results")];
  mkdirSync(runs);
  mkdirSync(results);
  const rows = [1, 2].flatMap((seed) =>
    [5, 10, 15].map((n) => {
      const named = { ...network({ seed }), profile: "paper", n, network: "0123456789abcdef" };
      return { ...named, mean: -n * (0.001 + 0.0001 * (seed - 1)) };
    }),
  );
  await writeTable(join(results, "weights.csv"), { measurement: "weights", version: 1, parameters: {}, rows });
  return ["--runs", runs, "--results", results];
}

describe("npm run claims", () => {
  it("prints a table of at most 100 columns, with every claim", async () => {
    const { status, stdout, stderr } = claims(...(await folders()));
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const lines = stdout.split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(lines.filter((line) => /^C\d+ {2}/.test(line)).length).toBe(14);
    expect(stdout).toMatch(/−0\.00105/);
    expect(stdout).toMatch(/^paper .* holds$/m);
  });

  it("gives the same as JSON and as CSV", async () => {
    const places = await folders();
    const rows: ClaimRow[] = JSON.parse(claims(...places, "--json").stdout);
    const holding = rows.filter(({ verdict }) => verdict === "holds");
    expect(holding).toMatchObject([{ id: "C8", profile: "paper", ours: { networks: [2] } }]);
    expect(holding[0].ours.mean).toBeCloseTo(-0.00105, 12);
    const file = join(temporaryFolder(), "new", "claims.csv");
    expect(claims(...places, "--csv", file)).toMatchObject({ status: 0, stdout: "" });
    const table = csvParse(readFileSync(file, "utf8"));
    expect(table.length).toBe(rows.length);
    for (const [i, row] of rows.entries()) {
      const { id, verdict, why, networks, mean } = table[i];
      expect({ id, verdict, why }).toEqual({ id: row.id, verdict: row.verdict, why: row.why });
      expect(networks).toBe(row.ours.networks.join(" vs "));
      expect(mean).toBe(String(row.ours.mean ?? ""));
    }
  });

  it("tells of some claims only, named in any case", async () => {
    const { stdout } = claims(...(await folders()), "c8", "--json");
    expect(new Set(JSON.parse(stdout).map(({ id }: ClaimRow) => id))).toEqual(new Set(["C8"]));
    const rows: ClaimRow[] = JSON.parse(claims("C8", "C1", ...(await folders()), "--json").stdout);
    expect([...new Set(rows.map(({ id }) => id))]).toEqual(["C1", "C8"]);
  });

  it.each([
    [["C99"], /there is no claim "C99"; expected some of: C1, C2, .*, C14$/m],
    [["C1", "--readme"], /--readme writes the verdicts on what is shipped: leave out claims/],
    [["--profile", "huge"], /there are no networks of profile "huge" in .*; found: /],
    [["--csv", "claims.csv", "--json"], /choose one of --csv, --json and --readme/],
    [["--readme", "--profile", "paper"], /--readme writes the verdicts on what is shipped/],
    [["--runs", "/nowhere"], /there is no folder \/nowhere/],
    [["--results", "/nowhere"], /there is no folder \/nowhere/],
    [
      ["--csv", "package.json/claims.csv"],
      /cannot write package\.json.claims\.csv: package\.json is a file, not a folder/,
    ],
    [["--jsn"], /unknown option '--jsn'/],
  ])("tells what is wrong with %j in a line, with exit code 2", (options, message) => {
    const { status, stdout, stderr } = claims(...options);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });

  it("explains itself", () => {
    const { status, stdout } = claims("--help");
    expect(status).toBe(0);
    for (const option of ["--profile", "--runs", "--results", "--csv", "--json", "--readme"])
      expect(stdout).toContain(option);
  });
});
