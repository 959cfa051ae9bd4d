import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClaimRow } from "../claims/claim.js";
import { loadClaimData } from "../claims/claimData.js";
import { claimRows, claims } from "../claims/claims.js";
import { claimsTable, howToReadClaims } from "../claims/claimsTable.js";
import { withClaims } from "../claims/readmeSection.js";
import { claimedText } from "../claims/verdict.js";
import { plainTable, wrappedText } from "../notebook/plainTable.js";
import { projectFolder } from "../notebook/projectFolder.js";
import { atomicWrite } from "../runs/atomicWrite.js";
import { dataFolder } from "../runs/dataFolder.js";
import { command, runCommand, UserError } from "./command.js";
import { tidyTable } from "./measurement.js";
import { checkOutputFile, writeOutputFile } from "./outputFile.js";

interface ClaimsOptions {
  runs: string;
  results: string;
  profile?: string[];
  csv?: string;
  json?: boolean;
  readme?: boolean;
}

const program = command("claims", "Tests the paper's claims on our networks: published value, ours, verdict.")
  .usage("[CLAIM…] [options]")
  .argument("[claims...]", "only these claims, e.g. C5 C6")
  .option("--profile <names>", "only these profiles, e.g. lab,paper", (text) => text.split(","))
  .option("--runs <folder>", "where the runs are", dataFolder("runs"))
  .option("--results <folder>", "where the tables of npm run measure are", dataFolder("results"))
  .option("--csv <file>", "write the table as CSV instead")
  .option("--json", "print JSON instead")
  .option("--readme", "write the verdicts into README.md instead")
  .action(main);

async function main(asked: string[], { runs, results, profile, csv, json, readme }: ClaimsOptions): Promise<void> {
  const ids = asked.map((id) => id.toUpperCase());
  const noClaim = ids.find((id) => !claims.some((claim) => claim.id === id));
  if (noClaim !== undefined) {
    const known = claims.map(({ id }) => id).join(", ");
    throw new UserError(`there is no claim ${JSON.stringify(noClaim)}; expected some of: ${known}`);
  }
  if ([csv, json, readme].filter(Boolean).length > 1) throw new UserError("choose one of --csv, --json and --readme");
  if (readme && (ids.length > 0 || profile || runs !== dataFolder("runs") || results !== dataFolder("results"))) {
    throw new UserError(
      "--readme writes the verdicts on what is shipped: leave out claims, --profile, --runs and --results",
    );
  }
  for (const folder of [runs, ...(results === dataFolder("results") ? [] : [results])]) {
    if (!existsSync(folder)) throw new UserError(`there is no folder ${folder}`);
  }
  const data = await loadClaimData({ runs, results });
  const known = new Set(data.runs.map((run) => run.profile));
  const unknown = profile?.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new UserError(`there are no networks of profile "${unknown}" in ${runs}; found: ${[...known].join(", ")}`);
  }
  if (csv !== undefined) await checkOutputFile(csv);
  const rows = claimRows(data, profile).filter(({ id }) => ids.length === 0 || ids.includes(id));
  if (json) console.log(JSON.stringify(rows, null, 2));
  else if (csv !== undefined) await writeOutputFile(csv, tidyTable(rows.map(flat)));
  else if (readme) await updateReadme(rows);
  else for (const line of text(rows)) console.log(line);
}

/** A row without objects inside. */
function flat(row: ClaimRow): object {
  const { id, claim, profile, statistic, claimed, published, ours, note, control, verdict, why, rule } = row;
  const { mean = null, low = null, high = null } = control?.ours ?? {};
  return {
    ...{ id, claim, profile, statistic, claimed: claimedText(claimed) },
    ...{ published: published.value, publishedNote: published.note },
    ...{ ...ours, networks: ours.networks.join(" vs ") },
    ...{ verdict, why, rule, note },
    ...{ control: control?.how, controlMean: mean, controlLow: low, controlHigh: high },
    controlVerdict: control?.verdict,
  };
}

/** The claims one after the other, each with its rows below. */
function text(rows: readonly ClaimRow[]): string[] {
  const { columns, rows: cells } = claimsTable(rows);
  const width = 100;
  return [...wrappedText(howToReadClaims, width), "", ...plainTable(columns, cells, { width })];
}

async function updateReadme(rows: readonly ClaimRow[]): Promise<void> {
  const file = join(projectFolder(), "README.md");
  await atomicWrite(file, withClaims(await readFile(file, "utf8"), rows));
  console.log(`verdicts written into ${file}`);
}

await runCommand(program);
