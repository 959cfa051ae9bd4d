import { readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { htmlPage } from "../../lib/notebook/htmlPage.js";
import { readNotebook } from "../../lib/notebook/notebookFile.js";
import { startBrowser } from "./browser.js";
import { missing } from "./needs.js";
import { newWorkspace, project, type Workspace } from "./workspace.js";

const reason = missing("chromium");
const notebooks = readdirSync(join(project, "notebooks")).filter((name) => name.endsWith(".ipynb"));

describe.skipIf(reason !== "")(`the pages in Chromium, without a network${reason}`, () => {
  let workspace: Workspace;
  let browser: Browser;
  beforeAll(async () => {
    workspace = newWorkspace();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    workspace?.remove();
  });

  it.each(notebooks)("%s draws every figure, without an error and without asking anybody", async (name) => {
    const notebook = readNotebook(join(project, "notebooks", name));
    const file = join(workspace.folder, `${basename(name, ".ipynb")}.html`);
    writeFileSync(file, htmlPage(notebook, join(project, "notebooks")));
    const figures = notebook.cells
      .flatMap((cell) => (cell.cell_type === "code" ? cell.outputs : []))
      .filter((output) => "data" in output && "application/vnd.plotly.v1+json" in output.data).length;

    const context = await browser.newContext({ offline: true });
    const page = await context.newPage();
    const troubles: string[] = [];
    const asked: string[] = [];
    page.on("console", (message) => void (message.type() === "error" && troubles.push(message.text())));
    page.on("pageerror", (error) => troubles.push(String(error)));
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await expect.poll(() => page.locator(".figure.js-plotly-plot .main-svg").count()).toBeGreaterThanOrEqual(figures);
    expect(await page.locator(".figure.js-plotly-plot").count()).toBe(figures);
    expect(troubles).toEqual([]);
    expect(asked.filter((url) => !/^(file|data|blob|about):/.test(url))).toEqual([]);
    await context.close();
  });
});
