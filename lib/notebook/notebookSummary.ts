import { notebookTitle } from "./htmlPage.js";
import { type NotebookFigure, notebookFigures } from "./notebookFigures.js";
import type { Notebook } from "./notebookFile.js";

/** What a gallery says of a notebook. */
export interface NotebookSummary {
  /** Its file's name without the ending; also that of its page. */
  name: string;
  /** "03" or "S5"; empty if the name does not begin with a number. */
  number: string;
  title: string;
  /** The question that it asks, in Markdown: what its text prints bold first. */
  question?: string;
  figures: NotebookFigure[];
  /** Whether a cell of it failed. */
  isBroken: boolean;
}

export function notebookSummary(name: string, notebook: Notebook): NotebookSummary {
  const text = notebook.cells.filter((cell) => cell.cell_type === "markdown").map(({ source }) => source);
  return {
    name,
    number: /^s?\d+(?=-|$)/i.exec(name)?.[0].toUpperCase() ?? "",
    title: notebookTitle(notebook),
    question: text.map((source) => /\*\*([^*]+\?)\*\*/.exec(source)?.[1]).find((found) => found !== undefined),
    figures: notebookFigures(notebook),
    isBroken: notebook.cells.some(
      (cell) => cell.cell_type === "code" && cell.outputs.some(({ output_type }) => output_type === "error"),
    ),
  };
}
