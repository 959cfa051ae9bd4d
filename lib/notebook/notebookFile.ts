import { readFileSync } from "node:fs";
import { orderless } from "../orderless.js";
import { atomicWrite } from "../runs/atomicWrite.js";

/** A notebook in nbformat 4.5, as far as we look at it. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: 4;
  nbformat_minor: number;
}

export type Cell = CodeCell | TextCell;

export interface TextCell {
  cell_type: "markdown" | "raw";
  id: string;
  source: string;
  metadata: CellMetadata;
}

export interface CodeCell {
  cell_type: "code";
  id: string;
  source: string;
  metadata: CellMetadata;
  execution_count: number | null;
  outputs: Output[];
}

export interface CellMetadata {
  tags?: string[];
  [name: string]: unknown;
}

export type Output =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: string }
  | { output_type: "display_data"; data: MimeBundle; metadata: Record<string, unknown> }
  | {
      output_type: "execute_result";
      data: MimeBundle;
      metadata: Record<string, unknown>;
      execution_count: number | null;
    }
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

/** A notebook file is not what it should be. The message names it and says what was expected. */
export class NotebookError extends Error {
  override readonly name = "NotebookError";
}

/** One thing in several forms, by MIME type. */
export type MimeBundle = Record<string, unknown>;

/**
 * Reads a notebook. Text that the file holds as a list of lines comes as one string.
 *
 * @throws NotebookError naming the file if it is no notebook of nbformat 4
 */
export function readNotebook(file: string): Notebook {
  let raw: Record<string, unknown>;
  try {
    raw = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new NotebookError(`${file} could not be read as a notebook: ${(error as Error).message}`);
  }
  if (raw?.nbformat !== 4 || !Array.isArray(raw.cells)) {
    throw new NotebookError(
      `expected a notebook of nbformat 4 with a list of cells in ${file}, got nbformat ${raw?.nbformat}`,
    );
  }
  const cells = raw.cells.map((cell, index) => readCell(cell, index));
  return { cells, metadata: (raw.metadata ?? {}) as Notebook["metadata"], nbformat: 4, nbformat_minor: 5 };
}

/** Cells of notebooks older than 4.5 have no id; their place in the notebook gives one that stays the same. */
function readCell(cell: Record<string, unknown>, index: number): Cell {
  const id = typeof cell.id === "string" ? cell.id : `cell-${String(index + 1).padStart(2, "0")}`;
  const common = { id, source: joined(cell.source), metadata: (cell.metadata ?? {}) as CellMetadata };
  if (cell.cell_type !== "code") return { ...common, cell_type: cell.cell_type === "raw" ? "raw" : "markdown" };
  const outputs = ((cell.outputs ?? []) as Record<string, unknown>[]).map(readOutput);
  return { ...common, cell_type: "code", execution_count: (cell.execution_count as number) ?? null, outputs };
}

function readOutput(output: Record<string, unknown>): Output {
  if (output.output_type === "stream") return { ...output, text: joined(output.text) } as Output;
  if (output.data === undefined) return output as Output;
  const data = Object.entries(output.data as MimeBundle).map(([type, value]) => [
    type,
    isJson(type) ? value : joined(value),
  ]);
  return { ...output, data: Object.fromEntries(data) } as Output;
}

/**
 * The notebook as Jupyter itself would write it, keys in order and long texts as lists of lines: the same
 * results give the same bytes, whichever program ran it.
 */
export function notebookText(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => {
    const written = { ...cell, source: lines(cell.source) };
    return cell.cell_type === "code" ? { ...written, outputs: cell.outputs.map(writtenOutput) } : written;
  });
  return `${JSON.stringify(orderless({ ...notebook, cells }), null, 1)}\n`;
}

/** Writes a notebook so that a reader never meets half of it. */
export async function writeNotebook(file: string, notebook: Notebook): Promise<void> {
  await atomicWrite(file, notebookText(notebook));
}

function writtenOutput(output: Output): Record<string, unknown> {
  if (output.output_type === "stream") return { ...output, text: lines(output.text) };
  if (output.output_type === "error") return output;
  const data = Object.entries(output.data).map(([type, value]) => [
    type,
    typeof value === "string" && !isJson(type) ? lines(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

function isJson(type: string): boolean {
  return type === "application/json" || type.endsWith("+json");
}

function joined(text: unknown): string {
  return Array.isArray(text) ? text.join("") : String(text ?? "");
}

function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
