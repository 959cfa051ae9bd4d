import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { Option } from "commander";
import { readNotebook } from "../notebook/notebookFile.js";
import { hasParameter, withParameters } from "../notebook/notebookParameters.js";
import { projectFolder } from "../notebook/projectFolder.js";
import { profiles } from "../training/profiles.js";
import { command, gathered, integer, runCommand, UserError } from "./command.js";
import { makeOutputFolder } from "./makeOutputFolder.js";
import { mustDifferInName, notebookFiles, siteFolder } from "./notebooksFolder.js";
import { runNotebooks } from "./runNotebooks.js";
import { shellWord } from "./shellWord.js";

interface NotebooksOptions {
  out?: string;
  html?: boolean;
  timeout?: number;
  keepGoing?: boolean;
  jobs: number;
  param?: Record<string, unknown>;
  profile?: string;
}

const program = command("notebooks", "Runs notebooks from top to bottom, each in a fresh kernel.")
  .argument(
    "[name...]",
    'which notebooks, by the beginning of their names, e.g. "03", or by path; without any, all of the project',
  )
  .option("--out <dir>", "folder for the executed notebooks (default: where they were)")
  .option("--html", "also make a page per notebook and a gallery, in the --out folder or in site/")
  .option("--timeout <s>", "seconds that one cell may take", integer(1, 1_000_000))
  .option("--keep-going", "go on after a cell or a notebook that failed")
  .option("--jobs <n>", "notebooks at the same time", integer(1, 64), Math.min(2, availableParallelism()))
  .addOption(
    new Option("--profile <name>", "size of the networks, for the notebooks with a parameter of that name").choices(
      Object.keys(profiles),
    ),
  )
  .option(
    "--param <name=value>",
    "another value for a variable of the cell tagged parameters; may be repeated",
    gathered(parameter),
  )
  .usage("[name...] [options]")
  .action(run);

/** Values are JSON; what is no JSON is a text. */
function parameter(text: string, earlier: Record<string, unknown> = {}): Record<string, unknown> {
  const at = text.indexOf("=");
  if (at < 1) throw new UserError(`--param: expected name=value, got "${text}"`);
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  try {
    return { ...earlier, [name]: JSON.parse(value) };
  } catch {
    return { ...earlier, [name]: value };
  }
}

async function run(names: string[], options: NotebooksOptions): Promise<void> {
  const { out, html, timeout, keepGoing, jobs, param, profile } = options;
  if ((param || profile) && out === undefined) {
    const option = param ? "--param" : "--profile";
    throw new UserError(`${option} needs --out: the project's own notebooks are kept with their own parameters`);
  }
  const files = notebookFiles(names);
  files.forEach(mustFindLibrary);
  for (const file of param ? files : []) withParameters(readNotebook(file), param ?? {}, file); // before any is run
  const pages = out ?? siteFolder();
  const shown = out === undefined ? [...new Set([...notebookFiles(), ...files])] : files;
  mustDifferInName(html ? shown : out === undefined ? [] : files);
  if (out !== undefined) await makeOutputFolder(out);
  const result = await runNotebooks(files, {
    ...{ jobs, out, keepGoing },
    pages: html ? pages : undefined,
    shown,
    failed: pages,
    timeoutSeconds: timeout,
    parameters: (notebook) => ({ ...(profile && hasParameter(notebook, "profile") && { profile }), ...param }),
  });
  for (const page of [...result.pages, ...(result.gallery ? [result.gallery] : [])]) console.log(relative("", page));
  if (result.failed.length > 0) process.exitCode = 1;
}

/** A notebook imports from its own folder, as in Jupyter. */
function mustFindLibrary(file: string): void {
  const library = join("node_modules", "emergent-timescales");
  for (let folder = dirname(resolve(file)); !existsSync(join(folder, library)); folder = dirname(folder)) {
    if (folder !== dirname(folder)) continue;
    const install = `npm install ${shellWord(join(projectFolder(), "lib"))}`;
    throw new UserError(
      `${file}: its folder has no emergent-timescales to import; get it by ${install}, in that folder`,
    );
  }
}

await runCommand(program);
