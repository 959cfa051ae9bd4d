import { availableParallelism } from "node:os";
import { relative } from "node:path";
import { command, integer, runCommand } from "./command.js";
import { notebookFiles, siteFolder } from "./notebooksFolder.js";
import { runNotebooks } from "./runNotebooks.js";

const program = command("start", "Runs all notebooks: trains the networks they show and draws their figures.")
  .option("--jobs <n>", "notebooks at the same time", integer(1, 64), Math.min(2, availableParallelism()))
  .action(start);

async function start({ jobs }: { jobs: number }): Promise<void> {
  const files = notebookFiles();
  const { pages, failed } = await runNotebooks(files, { jobs, pages: siteFolder(), failed: siteFolder() });
  if (failed.length > 0) {
    process.exitCode = 1;
    return;
  }
  console.log("\nThe figures are in these pages, to open in a browser:");
  for (const page of pages) console.log(`  ${relative("", page)}`);
  console.log("and in the notebooks themselves, to change and run again in Jupyter or VS Code:");
  for (const file of files) console.log(`  ${relative("", file)}`);
}

await runCommand(program);
