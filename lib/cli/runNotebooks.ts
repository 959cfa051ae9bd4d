import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { type Notebook, readNotebook, writeNotebook } from "../notebook/notebookFile.js";
import { type CellFailure, type CellPosition, runNotebook } from "../notebook/runNotebook.js";
import { liveLines, type Terminal } from "../progress/liveLines.js";
import { type ProgressReport, progressLine } from "../progress/progressReport.js";
import { makeOutputFolder } from "./makeOutputFolder.js";
import { type Site, siteIn } from "./site.js";
import { untilStopped } from "./untilStopped.js";

export interface RunNotebooksOptions {
  /** How many run at the same time. */
  jobs: number;
  /** Folder for the executed notebooks. Default: each goes back to where it was. */
  out?: string;
  /** Folder for one HTML page per notebook, and a gallery of them. Default: no pages. */
  pages?: string;
  /** Notebooks that have a page there, in order, whether they run now or not. Default: those that run. */
  shown?: readonly string[];
  /** Folder for what a notebook that failed got done. */
  failed: string;
  /** What is set in a notebook from outside. */
  parameters?(notebook: Notebook): Readonly<Record<string, unknown>>;
  timeoutSeconds?: number;
  /** Goes on after a cell or a notebook that failed. */
  keepGoing?: boolean;
  /** Goes on after a notebook that failed, with the others. */
  keepGoingWithOthers?: boolean;
}

/** What became of the notebooks. */
export interface RunNotebooksResult {
  /** Pages of the notebooks that ran. */
  pages: string[];
  /** The page that leads to all of them. */
  gallery?: string;
  failed: string[];
}

/**
 * Runs notebooks in order, several at a time, and tells on standard error how far each of them is. A notebook that
 * fails, or that somebody edits meanwhile, leaves its file as it is; what ran of it is saved beside.
 */
export async function runNotebooks(
  files: readonly string[],
  options: RunNotebooksOptions,
  stream: Terminal = process.stderr,
): Promise<RunNotebooksResult> {
  const result: RunNotebooksResult = { pages: [], failed: [] };
  const stop = untilStopped();
  stop.signal.addEventListener("abort", () => process.exit(stop.code())); // which ends the kernels
  const status = statusLines(stream);
  const site = options.pages === undefined ? undefined : await siteIn(options.pages, options.shown ?? files);
  const goesOn = options.keepGoing || options.keepGoingWithOthers;
  const waiting = [...files];
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const isGood = await runOne(file, options, status, result, site).catch((error: Error) => {
        if (!goesOn) {
          waiting.length = 0;
          throw error;
        }
        const name = basename(file, ".ipynb");
        result.failed.push(name);
        status.finish(name, `${name}: ${error.message}`);
        return false;
      });
      if (!isGood && !goesOn) waiting.length = 0;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(options.jobs, files.length) }, worker));
  result.pages.sort();
  result.gallery = site?.finish();
  stop.end();
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return result;
}

async function runOne(
  file: string,
  options: RunNotebooksOptions,
  status: StatusLines,
  result: RunNotebooksResult,
  site: Site | undefined,
): Promise<boolean> {
  const name = basename(file, ".ipynb");
  const started = Date.now();
  const { timeoutSeconds, keepGoing } = options;
  const before = readFileSync(file);
  const parameters = options.parameters?.(readNotebook(file));
  status.show(name, "starting the kernel");
  const { notebook, failures } = await runNotebook(file, {
    ...{ parameters, timeoutSeconds, keepGoing },
    onCellStart: (cell) => status.showCell(name, cell),
    onProgress: (cell, report) => status.showProgress(name, cell, report),
  });
  const target = join(options.out ?? dirname(file), `${name}.ipynb`);
  const isEdited = resolve(target) === resolve(file) && !(existsSync(file) && readFileSync(file).equals(before));
  const isGood = failures.length === 0 && !isEdited;
  const failedFile = join(options.failed, `${name}.failed.ipynb`);
  const editedFile = join(options.failed, `${name}.executed.ipynb`);
  const saved = isGood ? target : failures.length > 0 ? failedFile : editedFile;
  await makeOutputFolder(dirname(saved));
  await writeNotebook(saved, notebook);
  if (isGood) for (const old of [failedFile, editedFile]) rmSync(old, { force: true });
  if (site) result.pages.push(site.writePage(file, notebook));
  if (isGood) {
    status.finish(name, `${name}: done in ${((Date.now() - started) / 1000).toFixed(0)} s`);
  } else {
    result.failed.push(name);
    const shown = relative(process.cwd(), saved);
    const edited = isEdited ? [`${name} was edited while it ran, and is left as it is.`] : [];
    const lines = [...failures.map((failure) => described(name, failure)), ...edited, `What ran is in ${shown}`];
    status.finish(name, lines.join("\n"));
  }
  return isGood;
}

function described(name: string, { cell, lineNumber, code, ename, evalue, traceback }: CellFailure): string {
  const line = lineNumber === undefined ? "" : `, line ${lineNumber}`;
  const trace = ename === "CompileError" || traceback.length === 0 ? [`${ename}: ${evalue}`] : traceback;
  return [
    `${name} failed in cell ${cell.number} of ${cell.count}${line}:`,
    `    ${code ?? cell.line}`,
    ...(ename === "Timeout" ? [`Timeout: ${evalue}`] : trace),
  ].join("\n");
}

interface StatusLines {
  /** In a terminal: the notebook's line now reads like this. */
  show(name: string, text: string): void;
  /** A new cell; told in a terminal's live line, or in a line of its own where there is no terminal. */
  showCell(name: string, cell: CellPosition): void;
  /** How far a long call of a cell is; told in a terminal only. */
  showProgress(name: string, cell: CellPosition, report: ProgressReport): void;
  /** The notebook is through; the text stays. */
  finish(name: string, text: string): void;
}

/** One live line per running notebook. */
function statusLines(stream: Terminal): StatusLines {
  const live = liveLines(stream);
  const texts = new Map<string, string>();
  // The number says which notebook, and leaves the line to what changes.
  const lineOf = (name: string, text: string) => `${name.split("-")[0]}  ${text}`;
  const draw = () => live.draw(Array.from(texts, ([name, text]) => lineOf(name, text)));
  const show = (name: string, text: string) => {
    texts.set(name, text);
    draw();
  };
  return {
    show,
    showCell(name, { number, count, line }) {
      if (stream.isTTY) show(name, `cell ${number}/${count}  ${line}`);
      else live.print(`${name}  cell ${number}/${count}  ${line}`);
    },
    showProgress(name, { number, count }, report) {
      const cell = `cell ${number}/${count}  `;
      show(name, cell + progressLine(report, live.width - lineOf(name, cell).length));
    },
    finish(name, text) {
      texts.delete(name);
      live.print(text);
      draw();
    },
  };
}
