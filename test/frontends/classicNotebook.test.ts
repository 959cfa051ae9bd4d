import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { notebookFigures } from "../../lib/notebook/notebookFigures.js";
import { readNotebook } from "../../lib/notebook/notebookFile.js";
import { startBrowser } from "./browser.js";
import { endless, type JupyterServer, startJupyter } from "./jupyterServer.js";
import { missing } from "./needs.js";
import { copyNotebook, newWorkspace, project, type Workspace } from "./workspace.js";

const reason = missing("chromium", "jupyter-notebook");
const name = "03-training-performance";

/** How many figures the shipped notebook shows; all have lines. */
const figures = notebookFigures(readNotebook(join(project, "notebooks", `${name}.ipynb`))).length;

describe.skipIf(reason !== "")(`the classic notebook in Chromium${reason}`, () => {
  let workspace: Workspace;
  let server: JupyterServer;
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    workspace = newWorkspace();
    const copy = join(workspace.notebooks, `${name}.ipynb`);
    await copyNotebook(join(project, "notebooks", `${name}.ipynb`), copy, { epochs: 10 }); // of 80
    server = await startJupyter(workspace, "jupyter", "notebook", { token: "NotebookApp.token" });
    browser = await startBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    workspace?.remove();
  });

  async function open(): Promise<void> {
    await page?.close();
    page = await browser.newPage({ viewport: { width: 1100, height: 1500 } });
    page.on("request", (request) => requests.push(request.url()));
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(server.page(`notebooks/notebooks/${name}.ipynb`));
    await page.waitForFunction("window.Jupyter?.notebook?.kernel?.is_connected?.()", null, { timeout: 40_000 });
  }

  /** Adds a code cell at the end and starts it. */
  async function start(code: string): Promise<void> {
    await page.evaluate(
      `(code => { const { notebook } = Jupyter; const cell = notebook.insert_cell_at_bottom("code"); cell.set_text(code);
      notebook.select(notebook.ncells() - 1); cell.execute(); })(${JSON.stringify(code)})`,
    );
  }

  const settled = () =>
    page.waitForFunction(
      'Jupyter.notebook.get_cells().every((cell) => cell.cell_type !== "code" || (!cell.element.hasClass("running") && cell.input_prompt_number !== "*"))',
      null,
      { timeout: 150_000 },
    );
  const drawn = () => page.locator(".js-plotly-plot:has(.scatterlayer .trace path)").count();
  const lastOutput = () => page.locator(".code_cell").last().locator(".output").innerText();

  it("shows the saved figures as pictures while the notebook is not trusted", async () => {
    await open();
    expect(await page.evaluate("[Jupyter.notebook.trusted, Jupyter.notebook.kernel.name]")).toEqual([
      false,
      "emergent-timescales",
    ]);
    const widths = await page.evaluate(
      "Array.from(document.querySelectorAll('.output img'), (image) => image.naturalWidth)",
    );
    expect(widths).toHaveLength(figures);
    expect(Math.min(...(widths as number[]))).toBeGreaterThan(300); // pixels: they can be read
    expect(await page.locator(".js-plotly-plot").count()).toBe(0);
  });

  it("draws every figure with the project's own Plotly when all cells are run", async () => {
    await page.evaluate("Jupyter.notebook.execute_all_cells()");
    await settled();
    await expect.poll(() => page.locator(".js-plotly-plot").count(), { timeout: 20_000 }).toBe(figures);
    await expect.poll(drawn).toBe(figures);
    expect(await page.locator(".output_error").count()).toBe(0);
    expect(requests.filter((url) => url.includes("plotly"))).toEqual([
      `${server.address}files/notebooks/node_modules/plotly.js-dist-min/plotly.min.js`,
      `${server.address}files/node_modules/plotly.js-dist-min/plotly.min.js`,
    ]);
  }, 180_000);

  it.each(endless)("stops %s within two seconds when interrupted, with the kernel alive", async (_, code) => {
    await start(code);
    await page.waitForTimeout(2500);
    expect(await page.locator(".code_cell.running").count()).toBe(1);
    const interruptedAt = Date.now();
    await page.locator('button[data-jupyter-action="jupyter-notebook:interrupt-kernel"]').click();
    await settled();
    expect(Date.now() - interruptedAt).toBeLessThan(2000);
    await expect.poll(lastOutput).toContain("Interrupted: stopped by the reader"); // may come after the cell's end
    await page.waitForTimeout(300); // the kernel drops cells that follow a failure closely
    await start("console.log(typeof trainAll, runs.length > 0);");
    await settled();
    expect((await lastOutput()).trim()).toBe("function true");
  });

  it("shows the figures again when the notebook was saved and is reopened, without running anything", async () => {
    // Notebook 6 signs cells that were added before it gives them the ids that it writes, and then distrusts the file.
    await page.evaluate("Jupyter.notebook.delete_cells([-4, -3, -2, -1].map((n) => n + Jupyter.notebook.ncells()))");
    await page.evaluate("Jupyter.notebook.save_notebook()");
    await open();
    expect(await page.evaluate("Jupyter.notebook.trusted")).toBe(true);
    await expect.poll(() => page.locator(".js-plotly-plot").count(), { timeout: 20_000 }).toBe(figures);
    await expect.poll(drawn).toBe(figures);
  });

  it("asks nobody but its own server, and no script of the page fails", () => {
    expect(requests.filter((url) => !url.startsWith(server.address) && !/^(data|blob|about):/.test(url))).toEqual([]);
    expect(errors).toEqual([]);
  });
});
