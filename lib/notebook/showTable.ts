import { escapeHtml } from "./figureHtml.js";
import { kernelDisplay } from "./kernelDisplay.js";
import { isHeading, plainTable } from "./plainTable.js";

/** A table of texts. */
export interface Table {
  readonly columns: readonly string[];
  /** A cell for each column, or one cell: a heading for the rows below it. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * Shows a table below the cell, as one output in two forms: HTML, and text. In a program that is no notebook, prints
 * the text.
 *
 * @throws RangeError if a row has neither one cell nor as many as there are columns
 * @example await showTable({ columns: ["N", "mean τ"], rows: [["5", "1.49"]] })
 */
export async function showTable(table: Table): Promise<void> {
  const text = plainTable(table.columns, table.rows).join("\n");
  const send = kernelDisplay();
  if (!send) {
    console.log(text);
    return;
  }
  send({ data: { "text/html": tableHtml(table), "text/plain": text }, metadata: {}, transient: {} });
}

/** Half-transparent grey is seen on white and on black; everything else is left to the page. */
const rule = "1px solid rgba(128,128,128,0.5)";
const cellStyle = `text-align:left;vertical-align:top;padding:0.3em 0.8em 0.3em 0;border:0;border-bottom:${rule}`;

/** A table whose look does not depend on the page's style sheet, nor on any scripts. */
function tableHtml({ columns, rows }: Table): string {
  const cell = (text: string, tag: "td" | "th", span = 1) => {
    const more = span > 1 ? `;padding-top:1.2em;font-weight:bold" colspan="${span}` : "";
    return `<${tag} style="${cellStyle}${more}">${escapeHtml(text).replaceAll("\n", "<br>")}</${tag}>`;
  };
  const row = (cells: readonly string[], tag: "td" | "th") => {
    const span = isHeading(cells, columns) ? columns.length : 1;
    return `<tr style="background:transparent">${cells.map((text) => cell(text, tag, span)).join("")}</tr>`;
  };
  return [
    '<div style="overflow-x:auto"><table style="border-collapse:collapse;font-size:0.9em;color:inherit">',
    `<thead>${row(columns, "th")}</thead>`,
    `<tbody>${rows.map((cells) => row(cells, "td")).join("\n")}</tbody>`,
    "</table></div>",
  ].join("\n");
}
