import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { notebookFigures } from "../../lib/notebook/notebookFigures.js";
import { readNotebook } from "../../lib/notebook/notebookFile.js";
import { startBrowser } from "./browser.js";
import { endless, type JupyterServer, startJupyter } from "./jupyterServer.js";
import { jupyterLab, missing, missingJupyterLab } from "./needs.js";
import { copyNotebook, newWorkspace, project, type Workspace } from "./workspace.js";

const reason = missing("chromium") || missingJupyterLab();
const name = "03-training-performance";
/** How many figures the shipped notebook shows; all have lines. */
const figures = notebookFigures(readNotebook(join(project, "notebooks", `${name}.ipynb`))).length;

const frontEnds = [
  { title: "JupyterLab 4", what: "lab", path: "lab/tree", application: "LabApp" },
  { title: "Jupyter Notebook 7", what: "notebook", path: "notebooks", application: "JupyterNotebookApp" },
] as const;

describe.skipIf(reason !== "").each(frontEnds)(`$title in Chromium${reason}`, ({ what, path, application }) => {
  let workspace: Workspace;
  let server: JupyterServer;
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];

  beforeAll(async () => {
    workspace = newWorkspace();
    const copy = join(workspace.notebooks, `${name}.ipynb`);
    await copyNotebook(join(project, "notebooks", `${name}.ipynb`), copy, { epochs: 10 }); // of 80
    server = await startJupyter(workspace, jupyterLab, what, {
      token: "IdentityProvider.token",
      further: [`--${application}.expose_app_in_browser=True`, "--LabApp.news_url="],
    });
    browser = await startBrowser();
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    workspace?.remove();
  });

  const panel = "window.jupyterapp?.shell.currentWidget";
  const kernel = `${panel}?.sessionContext.session?.kernel`;
  const command = (id: string) => page.evaluate(`jupyterapp.commands.execute(${JSON.stringify(id)})`);
  const plots = () => page.locator(".jp-OutputArea .js-plotly-plot:has(.scatterlayer .trace path)").count();
  const failures = () => page.locator('[data-mime-type="application/vnd.jupyter.error"]').count();
  const status = (wanted: string) =>
    page.waitForFunction(`${kernel}?.status === "${wanted}"`, null, { timeout: 10_000 });
  const lastOutput = () => page.locator(".jp-CodeCell").last().locator(".jp-OutputArea").innerText();

  async function open(): Promise<void> {
    await page?.close();
    page = await browser.newPage({ viewport: { width: 1100, height: 16_000 } }); // only cells in view are drawn
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(server.page(`${path}/notebooks/${name}.ipynb`));
    await page.waitForFunction(`${kernel}?.connectionStatus === "connected"`, null, { timeout: 60_000 });
  }

  /** Adds a code cell at the end and starts it. */
  async function start(code: string): Promise<void> {
    await page.evaluate(`(async (code) => {
      const { content } = ${panel};
      content.activeCellIndex = content.widgets.length - 1;
      await jupyterapp.commands.execute("notebook:insert-cell-below");
      content.activeCell.model.sharedModel.setSource(code);
      jupyterapp.commands.execute("notebook:run-cell"); // settles when the cell has run
    })(${JSON.stringify(code)})`);
  }

  it("shows the saved figures as pictures while the notebook is not trusted", async () => {
    await open();
    expect(await page.evaluate(`${kernel}.name`)).toBe("emergent-timescales");
    const images = page.locator(".jp-OutputArea img");
    await expect.poll(() => images.count(), { timeout: 20_000 }).toBe(figures);
    const widths = await images.evaluateAll((all) => all.map((image) => Reflect.get(image, "naturalWidth")));
    expect(Math.min(...widths)).toBeGreaterThan(300); // pixels: they can be read
    expect(await plots()).toBe(0);
  }, 90_000);

  it("draws every figure with the project's own Plotly when all cells are run", async () => {
    expect(await command("notebook:run-all-cells")).toBe(true);
    await expect.poll(plots, { timeout: 120_000 }).toBe(figures);
    expect(await failures()).toBe(0);
    const loaded = requests.filter((url) => url.includes("plotly.min.js"));
    expect(loaded.at(-1)).toBe(`${server.address}files/node_modules/plotly.js-dist-min/plotly.min.js`);
  }, 180_000);

  it.each(endless)(
    "stops %s within two seconds when interrupted, with the kernel alive",
    async (_, code) => {
      await start(code);
      await status("busy");
      await page.waitForTimeout(2500);
      expect(await page.evaluate(`${kernel}.status`)).toBe("busy");
      const interruptedAt = Date.now();
      await command("notebook:interrupt-kernel");
      await status("idle");
      expect(Date.now() - interruptedAt).toBeLessThan(2000);
      await expect.poll(lastOutput).toContain("Interrupted: stopped by the reader");
      await page.waitForTimeout(300); // the kernel drops cells that follow a failure closely
      await start("console.log(typeof trainAll, runs.length > 0);");
      await expect.poll(lastOutput, { timeout: 20_000 }).toContain("function true");
    },
    60_000,
  );

  it("shows the figures again when the notebook was saved and is reopened, without running anything", async () => {
    await command("docmanager:save");
    await open();
    await expect.poll(plots, { timeout: 30_000 }).toBe(figures);
  }, 120_000);

  it("asks nobody but its own server", () => {
    expect(requests.filter((url) => !url.startsWith(server.address) && !/^(data|blob|about):/.test(url))).toEqual([]);
  });
});
