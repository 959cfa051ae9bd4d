import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { plotlyPackage } from "../notebook/figureHtml.js";
import { galleryPage, galleryTitle, picturesPerCard, thumbnailFile } from "../notebook/galleryPage.js";
import { htmlPage, notebookTitle, type PageLink, pagePlotly } from "../notebook/htmlPage.js";
import { type Notebook, NotebookError, readNotebook } from "../notebook/notebookFile.js";
import { type NotebookSummary, notebookSummary } from "../notebook/notebookSummary.js";
import { UserError } from "./command.js";
import { makeOutputFolder } from "./makeOutputFolder.js";

const require = createRequire(import.meta.url);
const gallery = "index.html";

/** A folder with a page for each notebook, a gallery of them, and one copy of Plotly for all. */
export interface Site {
  /** Writes the page of a notebook that has just run, and returns where it is. */
  writePage(file: string, notebook: Notebook): string;
  /** Writes the pages of the notebooks that did not run, as they are in their files, and the gallery; returns where that is. */
  finish(): string;
}

/**
 * Begins a site.
 *
 * @param files  the notebooks that it shows, in order; one that cannot be read is left out until it has run
 * @throws UserError if the folder has an index.html of somebody else; UserError or RunError if nothing can be written
 *   into it
 */
export async function siteIn(folder: string, files: readonly string[]): Promise<Site> {
  const titles = new Map<string, string>();
  for (const file of files) {
    const notebook = readIfPossible(file);
    if (notebook) titles.set(file, notebookTitle(notebook));
  }
  const summaries = new Map<string, NotebookSummary>();
  await makeOutputFolder(folder);
  refuseToReplace(join(folder, gallery));
  copyFileSync(require.resolve(plotlyPackage), join(folder, pagePlotly));

  function linkTo(file: string | undefined): PageLink | undefined {
    const title = file && titles.get(file);
    return title ? { href: `${basename(file, ".ipynb")}.html`, title } : undefined;
  }

  function writePage(file: string, notebook: Notebook): string {
    const name = basename(file, ".ipynb");
    const page = join(folder, `${name}.html`);
    const shown = files.filter((other) => titles.has(other) || other === file);
    const at = shown.indexOf(file);
    const links = { previous: linkTo(shown[at - 1]), next: linkTo(shown[at + 1]) };
    const all = { href: gallery, title: "All notebooks" };
    writeFileSync(page, htmlPage(notebook, dirname(file), { gallery: all, ...links }));
    summaries.set(file, notebookSummary(name, notebook));
    return page;
  }

  function finish(): string {
    for (const file of files) {
      const notebook = summaries.has(file) ? undefined : readIfPossible(file);
      if (notebook) writePage(file, notebook);
    }
    mkdirSync(join(folder, "thumbnails"), { recursive: true }); // of a person's own pictures none is touched
    const inOrder = files.flatMap((file) => summaries.get(file) ?? []);
    for (const { name, figures } of inOrder) {
      for (const { name: figure, svg } of figures.filter((one) => one.svg !== undefined).slice(0, picturesPerCard)) {
        writeFileSync(join(folder, thumbnailFile(name, figure)), svg ?? "");
      }
    }
    const page = join(folder, gallery);
    writeFileSync(page, galleryPage(inOrder));
    return page;
  }

  return { writePage, finish };
}

/** @throws UserError if a page is there that is no gallery of notebooks */
function refuseToReplace(page: string): void {
  if (!existsSync(page) || readFileSync(page, "utf8").includes(galleryTitle)) return;
  throw new UserError(`${relative("", page)} is no gallery of notebooks, and would be replaced: choose another --out`);
}

function readIfPossible(file: string): Notebook | undefined {
  try {
    return readNotebook(file);
  } catch (error) {
    if (error instanceof NotebookError) return undefined;
    throw error;
  }
}
