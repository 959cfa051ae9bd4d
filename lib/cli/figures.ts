import { basename, join, relative } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { counted } from "../counted.js";
import { terminalProgress } from "../progress/terminalProgress.js";
import { command, number, runCommand } from "./command.js";
import { exportFigures, type FigureFormat, figureFormats } from "./exportFigures.js";
import { figuresFolder, mustDifferInName, notebookFiles } from "./notebooksFolder.js";

interface FiguresOptions {
  from?: string;
  out?: string;
  format: FigureFormat[];
  scale: number;
  json?: boolean;
}

const program = command(
  "figures",
  "Writes every figure of the notebooks, and every panel, as SVG and PNG, and the data behind it as CSV.",
)
  .argument(
    "[name...]",
    'of which notebooks, by the beginning of their names, e.g. "03", or by path; without any, of all',
  )
  .option("--from <dir>", "folder of executed notebooks (default: notebooks/)")
  .option("--out <dir>", "folder for the files, one folder in it per notebook (default: figures/)")
  .addOption(
    new Option("--format <list>", "which forms, e.g. svg,csv")
      .default([...figureFormats], figureFormats.join(","))
      .argParser(formats),
  )
  .option("--scale <factor>", "pixels of a PNG for each of the 900 that a figure is wide", number(0.1, 10), 2)
  .option("--json", "print one JSON object: the files of each notebook")
  .usage("[name...] [options]")
  .action(run);

function formats(text: string): FigureFormat[] {
  const words = text.split(",").map((word) => word.trim());
  const unknown = words.find((word) => !figureFormats.some((format) => format === word));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`expected some of ${figureFormats.join(",")}, got ${JSON.stringify(unknown)}.`);
  }
  return figureFormats.filter((format) => words.includes(format));
}

async function run(names: string[], { from, out, format, scale, json }: FiguresOptions): Promise<void> {
  const notebooks = notebookFiles(names, from);
  mustDifferInName(notebooks);
  const written: Record<string, string[]> = {};
  const progress = terminalProgress();
  for (const [done, file] of notebooks.entries()) {
    const name = basename(file, ".ipynb");
    progress.start(`${name} (${done + 1} of ${notebooks.length})`);
    const folder = join(out ?? figuresFolder(), name);
    const { figures, files } = await exportFigures(file, { out: folder, formats: format, scale }, progress);
    written[name] = files.map((path) => relative("", path));
    const count = `${counted(figures, "figure")}, ${counted(files.length, "file")}`;
    progress.finish(figures === 0 ? `${name}: no figures` : `${name}: ${count} in ${relative("", folder)}`);
  }
  if (json) console.log(JSON.stringify(written));
}

await runCommand(program);
