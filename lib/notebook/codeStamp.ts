import { createHash } from "node:crypto";
import type { CodeCell, Notebook } from "./notebookFile.js";

/** Where the stamp is kept in a notebook's metadata. */
const key = "emergent-timescales";

/** The notebook with a note of the code that its outputs come from; to be called when all of that code ran. */
export function stamped(notebook: Notebook): Notebook {
  return { ...notebook, metadata: { ...notebook.metadata, [key]: { code_sha256: codeHash(notebook) } } };
}

/** The notebook without the note. */
export function unstamped(notebook: Notebook): Notebook {
  const { [key]: _, ...metadata } = notebook.metadata;
  return { ...notebook, metadata };
}

/**
 * Whether the outputs come from the code beside them: "unknown" if the notebook was not run by our runner, or not to
 * its end; "empty" if it was not run at all.
 */
export function outputsOrigin(notebook: Notebook): "this code" | "other code" | "unknown" | "empty" {
  if (codeCells(notebook).every((cell) => cell.outputs.length === 0 && cell.execution_count === null)) return "empty";
  const noted = (notebook.metadata[key] as { code_sha256?: unknown } | undefined)?.code_sha256;
  if (noted === undefined) return "unknown";
  return noted === codeHash(notebook) ? "this code" : "other code";
}

/** Text cells may change without a new run; code cells, their order included, may not. */
function codeHash(notebook: Notebook): string {
  const sources = codeCells(notebook).map(({ source }) => source);
  return createHash("sha256").update(JSON.stringify(sources)).digest("hex");
}

function codeCells(notebook: Notebook): CodeCell[] {
  return notebook.cells.filter((cell) => cell.cell_type === "code");
}
