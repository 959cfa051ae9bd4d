import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Figure } from "../figures/figure.js";
import { escapeHtml, figureImage, plotlyConfig, scriptJson } from "./figureHtml.js";
import { pageStyle } from "./htmlPageStyle.js";
import { highlighted, type MarkdownReader, markdownReader } from "./markdownHtml.js";
import type { CodeCell, MimeBundle, Notebook, Output } from "./notebookFile.js";

const require = createRequire(import.meta.url);

/** Name of the copy of Plotly beside the pages. */
export const pagePlotly = "plotly.min.js";

/** A page beside this one, by its address from here. */
export interface PageLink {
  href: string;
  title: string;
}

/** Where one can go from a page. */
export interface PageLinks {
  gallery: PageLink;
  previous?: PageLink;
  next?: PageLink;
}

/**
 * The notebook as an HTML page: figures are interactive where scripts run and Plotly lies beside the page, as `pagePlotly`,
 * and pictures otherwise; math is MathML; nothing comes from the internet.
 *
 * @param folder  where the notebook lies, for the pictures its text shows
 */
export function htmlPage(notebook: Notebook, folder: string, links?: PageLinks): string {
  const figures: Figure[] = [];
  const markdown = markdownReader(folder);
  const body = notebook.cells.map((cell) => {
    if (cell.cell_type === "code") return codeHtml(cell, figures, markdown);
    return cell.cell_type === "markdown" ? `<section>${markdown.blocks(cell.source)}</section>` : "";
  });
  const navigation = links ? navigationHtml(links) : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(notebookTitle(notebook))}</title>
<style>
${readFileSync(require.resolve("highlight.js/styles/github.min.css"), "utf8")}
${pageStyle}
</style>
</head>
<body>
${navigation}
<main>
${body.filter((part) => part !== "").join("\n")}
</main>
${navigation}
${figures.length > 0 ? figureScripts(figures) : ""}
</body>
</html>
`;
}

/** The notebook's first heading, as plain text. */
export function notebookTitle(notebook: Notebook): string {
  const heading = notebook.cells
    .filter((cell) => cell.cell_type === "markdown")
    .map((cell) => /^#+\s+(.+)$/m.exec(cell.source)?.[1])
    .find((text) => text !== undefined);
  return (heading ?? "Notebook").replace(/[*_`$]/g, "");
}

function navigationHtml({ gallery, previous, next }: PageLinks): string {
  const link = (page: PageLink | undefined, rel: string, before: string, after: string) =>
    page
      ? `<a rel="${rel}" href="${escapeHtml(page.href)}">${before}${escapeHtml(page.title)}${after}</a>`
      : "<span></span>";
  return `<nav>${link(previous, "prev", "← ", "")}${link(gallery, "up", "", "")}${link(next, "next", "", " →")}</nav>`;
}

/** Plotly, then every figure in the place where its picture stands. */
function figureScripts(figures: readonly Figure[]): string {
  return `<script src="${pagePlotly}"></script>
<script>
var figures = ${scriptJson(figures)};
if (window.Plotly) figures.forEach(function (figure, index) {
  var place = document.getElementById("figure-" + (index + 1));
  place.innerHTML = "";
  Plotly.newPlot(place, figure.data, figure.layout, ${scriptJson(plotlyConfig)});
});
</script>`;
}

function codeHtml(cell: CodeCell, figures: Figure[], markdown: MarkdownReader): string {
  const isHidden = cell.metadata.tags?.includes("hide-input") ?? false;
  const code = isHidden || cell.source === "" ? "" : `<pre class="code"><code>${highlighted(cell.source)}</code></pre>`;
  const outputs = cell.outputs.map((output) => outputHtml(output, figures, markdown)).join("\n");
  return code === "" && outputs === "" ? "" : `<section id="${cellAnchor(cell.id)}">${code}${outputs}</section>`;
}

/** The name of a cell's place in the page, to link to. */
export function cellAnchor(id: string): string {
  return `cell-${escapeHtml(id)}`;
}

function outputHtml(output: Output, figures: Figure[], markdown: MarkdownReader): string {
  switch (output.output_type) {
    case "stream":
      return `<pre class="output ${output.name}">${printed(output.text)}</pre>`;
    case "error":
      return `<pre class="output error">${printed(output.traceback.join("\n") || `${output.ename}: ${output.evalue}`)}</pre>`;
    default:
      return bundleHtml(output.data, figures, markdown);
  }
}

/** The best form of an output that a page can hold. */
function bundleHtml(data: MimeBundle, figures: Figure[], markdown: MarkdownReader): string {
  const figure = data["application/vnd.plotly.v1+json"] as Figure | undefined;
  const text = (type: string) => (typeof data[type] === "string" ? (data[type] as string) : undefined);
  const svg = text("image/svg+xml");
  if (figure) {
    figures.push({ data: figure.data, layout: figure.layout });
    const height = figure.layout.height ?? 420;
    const picture = svg ? figureImage(figure, svg) : "";
    return `<div class="figure" id="figure-${figures.length}" style="min-height:${height}px">${picture}</div>`;
  }
  if (text("text/html")) return `<div class="output">${text("text/html")}</div>`;
  if (svg) return `<div class="output">${figureImage({ data: [], layout: {} }, svg)}</div>`;
  for (const type of ["image/png", "image/jpeg"]) {
    if (text(type)) return `<div class="output"><img alt="" src="data:${type};base64,${text(type)?.trim()}"></div>`;
  }
  if (text("text/markdown")) return `<div class="output">${markdown.blocks(text("text/markdown") ?? "")}</div>`;
  return text("text/plain") ? `<pre class="output">${printed(text("text/plain") ?? "")}</pre>` : "";
}

/** Printed text without the escape sequences that colour it in a terminal. */
function printed(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
  return escapeHtml(text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, ""));
}
