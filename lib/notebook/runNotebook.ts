import { dirname, resolve } from "node:path";
import type { ProgressReport } from "../progress/progressReport.js";
import { CellOutputs } from "./cellOutputs.js";
import { stamped, unstamped } from "./codeStamp.js";
import { type ExecuteReply, type Kernel, type StartKernelOptions, startKernel } from "./kernelClient.js";
import { type CodeCell, type Notebook, readNotebook } from "./notebookFile.js";
import { withParameters } from "./notebookParameters.js";

export interface RunNotebookOptions extends Partial<StartKernelOptions> {
  /** Values for variables of the cell tagged `parameters`. */
  parameters?: Readonly<Record<string, unknown>>;
  /** How long one cell may take. Default: an hour. */
  timeoutSeconds?: number;
  /** Goes on after a cell that failed. */
  keepGoing?: boolean;
  onCellStart?(cell: CellPosition): void;
  onProgress?(cell: CellPosition, report: ProgressReport): void;
}

/** A code cell's place among the code cells, counted from 1 as notebooks do. */
export interface CellPosition {
  number: number;
  count: number;
  /** The first line of its code that is no comment. */
  line: string;
}

export interface NotebookRun {
  /** The notebook with the outputs of all cells that ran; the other cells have none. Notes its code if all is well. */
  notebook: Notebook;
  failures: CellFailure[];
}

export interface CellFailure {
  cell: CellPosition;
  /** The line of the cell at which it failed, as far as known. */
  lineNumber?: number;
  code?: string;
  ename: string;
  evalue: string;
  traceback: string[];
}

/**
 * Runs the code cells of a notebook from top to bottom in a kernel of their own and returns the notebook with
 * their outputs; the file is left as it is. Stops at the first cell that fails, or that takes too long.
 *
 * @throws NotebookError if the file is no notebook, has no cell for the parameters or not all of them; Error if no
 *   kernel can be started
 */
export async function runNotebook(file: string, options: RunNotebookOptions = {}): Promise<NotebookRun> {
  const notebook = withParameters(readNotebook(file), options.parameters ?? {}, file);
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
  for (const cell of cells) {
    cell.outputs = [];
    cell.execution_count = null;
    delete cell.metadata.execution; // timings that Jupyter notes
  }

  const kernel = await startKernel({ folder: dirname(resolve(file)), ...options });
  const failures: CellFailure[] = [];
  try {
    notebook.metadata = { ...notebook.metadata, kernelspec: projectKernel, language_info: kernel.languageInfo };
    for (const [index, cell] of cells.entries()) {
      const position = { number: index + 1, count: cells.length, line: firstLine(cell.source) };
      await runCell(kernel, cell, position, options, failures);
      if (failures.length > 0 && !options.keepGoing) break;
    }
  } finally {
    await kernel.stop();
  }
  return { notebook: failures.length === 0 ? stamped(notebook) : unstamped(notebook), failures };
}

const projectKernel = {
  display_name: "TypeScript (Emergent Timescales)",
  language: "typescript",
  name: "emergent-timescales",
};

/** The kernel drops what reaches it this soon after a failure, as it should when a reader pressed "Run all". */
const afterFailureMilliseconds = 250;

const hour = 3600;

async function runCell(
  kernel: Kernel,
  cell: CodeCell,
  position: CellPosition,
  { timeoutSeconds = hour, ...options }: RunNotebookOptions,
  failures: CellFailure[],
): Promise<void> {
  options.onCellStart?.(position);
  const collected = new CellOutputs((report) => options.onProgress?.(position, report));
  cell.outputs = collected.outputs;
  let isTooLong = false;
  let interruption: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => {
    isTooLong = true;
    kernel.interrupt();
    // A cell that does not even hear the interrupt takes its kernel with it.
    interruption = setTimeout(() => void kernel.stop(), 5000);
  }, timeoutSeconds * 1000);

  let reply: ExecuteReply;
  try {
    reply = await kernel.execute(cell.source, (message) => {
      collected.add(message);
      // An error after the cell was done, in a callback or in a promise that nobody awaited.
      if (message.header.msg_type === "error" && cell.execution_count !== null) {
        failures.push(failure(position, cell, message.content as unknown as ExecuteReply));
      }
    });
  } catch (error) {
    reply = { status: "error", ename: "KernelDied", evalue: (error as Error).message, traceback: [] };
    const { ename, evalue } = reply;
    collected.outputs.push({ output_type: "error", ename: ename ?? "", evalue: evalue ?? "", traceback: [] });
  } finally {
    clearTimeout(timer);
    clearTimeout(interruption);
  }
  cell.execution_count = reply.execution_count ?? position.number;
  if (reply.status === "ok") {
    // An error after the cell was done, of which we heard before we heard that it was done.
    const late = collected.outputs.find((output) => output.output_type === "error");
    if (late) failures.push(failure(position, cell, { ...late, status: "error" }));
    return;
  }
  const timeout = { ename: "Timeout", evalue: `the cell took longer than ${timeoutSeconds} s` };
  failures.push(failure(position, cell, isTooLong ? { ...reply, ...timeout } : reply));
  if (options.keepGoing) await new Promise((done) => setTimeout(done, afterFailureMilliseconds));
}

function failure(position: CellPosition, cell: CodeCell, reply: ExecuteReply): CellFailure {
  const { ename = "Error", evalue = "no reason given", traceback = [] } = reply;
  // Errors of the type check begin with line:column; the stacks of others name the cell.
  const inStack = traceback.map((frame) =>
    new RegExp(`\\bcell ${cell.execution_count ?? position.number}, line (\\d+)`).exec(frame),
  );
  const match = ename === "CompileError" ? /^(\d+):\d+/.exec(evalue) : inStack.find((found) => found !== null);
  const lineNumber = match ? Number(match[1]) : undefined;
  const code = lineNumber === undefined ? undefined : cell.source.split("\n")[lineNumber - 1]?.trim();
  return { cell: position, lineNumber, code, ename, evalue, traceback };
}

function firstLine(source: string): string {
  const all = source.split("\n").map((line) => line.trim());
  return all.find((line) => line !== "" && !line.startsWith("//")) ?? all[0] ?? "";
}
