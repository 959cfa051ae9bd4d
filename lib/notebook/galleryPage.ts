import { plainText } from "../figures/wrapText.js";
import { escapeHtml } from "./figureHtml.js";
import { galleryStyle } from "./galleryStyle.js";
import { cellAnchor } from "./htmlPage.js";
import { markdownReader } from "./markdownHtml.js";
import type { NotebookFigure } from "./notebookFigures.js";
import type { NotebookSummary } from "./notebookSummary.js";

/** In the head of every gallery. */
export const galleryTitle = "<title>Emergent Timescales</title>";

/** How many pictures a card shows: one large, the others small below it. */
export const picturesPerCard = 4;

/** A gallery of notebooks: a card for each, with pictures of its figures that lead to their places in its page. */
export function galleryPage(summaries: readonly NotebookSummary[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${galleryTitle}
<style>${galleryStyle}</style>
</head>
<body>
<header>
<h1>Emergent Timescales</h1>
<p>A reproduction, figure by figure, of <cite>Emergent mechanisms for long timescales depend on training curriculum and
affect performance in memory tasks</cite> (Khajehabdollahi, Zeraati, Giannakakis, Schäfer, Martius, Levina; ICLR 2024,
<a href="https://arxiv.org/abs/2309.12927">arXiv:2309.12927</a>), in TypeScript notebooks.</p>
</header>
<main>
${summaries.map(card).join("\n")}
</main>
<footer>Every page works offline. Under each figure stands which networks it shows.</footer>
</body>
</html>
`;
}

function card(summary: NotebookSummary): string {
  const { name, number, title, question, isBroken } = summary;
  const page = `${escapeHtml(name)}.html`;
  const pictures = summary.figures.filter(({ svg }) => svg !== undefined).slice(0, picturesPerCard);
  const [first, ...others] = pictures.map((figure) => picture(summary, figure));
  return `<article>
${first ?? ""}
${others.length > 0 ? `<div class="others">${others.join("")}</div>` : ""}
<h2><a href="${page}">${number === "" ? "" : `<span class="number">${escapeHtml(number)}</span> `}${escapeHtml(title)}</a></h2>
${question ? `<p>${markdownReader("").line(question)}</p>` : ""}
${isBroken ? '<p class="broken">Did not run to its end; its page shows how far it came.</p>' : ""}
</article>`;
}

function picture({ name, title }: NotebookSummary, { name: figureName, cell, figure }: NotebookFigure): string {
  const alt = plainText(figure.layout.title?.text ?? `${title}: ${figureName}`);
  const { width = 900, height = 420 } = figure.layout;
  const source = escapeHtml(thumbnailFile(name, figureName));
  return `<a class="picture" href="${escapeHtml(name)}.html#${cellAnchor(cell)}"><img src="${source}" width="${width}" height="${height}" loading="lazy" alt="${escapeHtml(alt)}"></a>`;
}

/** Where the picture of a figure lies, from the gallery. */
export function thumbnailFile(notebook: string, figure: string): string {
  return `thumbnails/${notebook}-${figure}.svg`;
}
