import { availableParallelism } from "node:os";
import { relative } from "node:path";
import { pathToFileURL } from "node:url";
import { command, integer, runCommand } from "./command.js";
import { notebookFiles, siteFolder } from "./notebooksFolder.js";
import { runNotebooks } from "./runNotebooks.js";

const program = command("start", "Runs all notebooks: trains the networks they show and draws their figures.")
  .option("--jobs <n>", "notebooks at the same time", integer(1, 64), Math.min(2, availableParallelism()))
  .action(start);

async function start({ jobs }: { jobs: number }): Promise<void> {
  const files = notebookFiles();
  const folders = { pages: siteFolder(), failed: siteFolder() };
  const { gallery, failed } = await runNotebooks(files, { jobs, ...folders, keepGoingWithOthers: true });
  if (gallery) {
    console.log("\nThe figures are in a gallery, to open in a browser:");
    console.log(`  ${relative("", gallery)}   ${pathToFileURL(gallery).href}`);
  }
  console.log("and in the notebooks themselves, to change and run again in Jupyter:");
  for (const file of files) console.log(`  ${relative("", file)}`);
  console.log("npm run figures writes them as SVG, PNG and CSV.");
  if (failed.length > 0) {
    console.log(`\nNot run to their end: ${failed.join(", ")}`);
    process.exitCode = 1;
  }
}

await runCommand(program);
