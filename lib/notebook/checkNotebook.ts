import { outputsOrigin } from "./codeStamp.js";
import { type Notebook, notebookText } from "./notebookFile.js";

export interface NotebookLimits {
  /** Bytes of one figure in all its forms. Default: 150 000, which loads at once everywhere. */
  figure?: number;
  /** Bytes of the saved notebook. Default: 2 000 000, above which GitHub and others stop showing it. */
  notebook?: number;
}

/**
 * What speaks against committing this notebook, in sentences; nothing if it may be. Its outputs must come from the
 * code beside them, without an error, and be small enough to be shown everywhere; a cell's id names that cell only.
 */
export function notebookTroubles(notebook: Notebook, limits: NotebookLimits = {}): string[] {
  const { figure: figureLimit = 150_000, notebook: notebookLimit = 2_000_000 } = limits;
  const troubles: string[] = [];
  const origin = outputsOrigin(notebook);
  if (origin === "other code") troubles.push("its code was changed after the run that its outputs come from");
  if (origin === "unknown") troubles.push("it is not known which code its outputs come from");
  const ids = new Set<string>();
  for (const cell of notebook.cells) {
    if (ids.has(cell.id)) troubles.push(`two cells have the id ${cell.id}`);
    ids.add(cell.id);
    if (cell.cell_type !== "code") continue;
    for (const output of cell.outputs) {
      if (output.output_type === "error") troubles.push(`cell ${cell.id} failed: ${output.ename}`);
      if (!("data" in output)) continue;
      const bytes = Buffer.byteLength(JSON.stringify(output.data));
      if (bytes > figureLimit) {
        troubles.push(`the output of cell ${cell.id} has ${bytes} bytes, expected at most ${figureLimit}`);
      }
    }
  }
  const bytes = Buffer.byteLength(notebookText(notebook));
  if (bytes > notebookLimit) troubles.push(`it has ${bytes} bytes, expected at most ${notebookLimit}`);
  return troubles;
}
