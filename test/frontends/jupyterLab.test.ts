import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startBrowser } from "./browser.js";
import { freePort } from "./freePort.js";
import { jupyterLab, missing, missingJupyterLab } from "./needs.js";
import { copyNotebook, newWorkspace, project, type Workspace } from "./workspace.js";

const name = "03-training-performance";
const token = "of-this-test-only";

/** Small enough to run in seconds. */
const parameters = `let profile = "quick";
let seeds = [1];
let epochs = 2;
let epochsWithout = 2;
let ns = [3];`;

describe("JupyterLab 4", () => {
  const reason = missing("chromium") || missingJupyterLab();
  let workspace: Workspace;
  let server: ChildProcess;
  let browser: Browser;
  let page: Page;
  let address: string;
  const requests: string[] = [];

  beforeAll(async () => {
    if (reason !== "") return;
    workspace = newWorkspace();
    await copyNotebook(join(project, "notebooks", `${name}.ipynb`), join(workspace.notebooks, `${name}.ipynb`), {
      parameters,
    });
    const port = await freePort();
    address = `http://127.0.0.1:${port}/`;
    const options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", `--port=${port}`];
    const settings = [`--IdentityProvider.token=${token}`, `--LabApp.expose_app_in_browser=True`, `--LabApp.news_url=`];
    server = spawn(jupyterLab, ["lab", ...options, ...settings], {
      cwd: workspace.folder,
      env: workspace.environment,
      stdio: "ignore",
    });
    const answers = () =>
      fetch(`${address}api`).then(
        ({ ok }) => ok,
        () => false,
      );
    await vi.waitUntil(answers, { timeout: 60_000, interval: 200 });
    browser = await startBrowser();
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    server?.kill("SIGTERM"); // which ends its kernels
    await new Promise((closed) => (server?.exitCode === null ? server.once("close", closed) : closed(undefined)));
    workspace?.remove();
  });

  async function open(): Promise<void> {
    await page?.close();
    page = await browser.newPage({ viewport: { width: 1100, height: 6000 } }); // only cells in view are drawn
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`${address}lab/tree/notebooks/${name}.ipynb?token=${token}`);
    await page.waitForFunction(`${panel}?.sessionContext.session?.kernel?.connectionStatus === "connected"`, null, {
      timeout: 60_000,
    });
  }

  const panel = "window.jupyterapp?.shell.currentWidget";
  const command = (id: string) => page.evaluate(`jupyterapp.commands.execute(${JSON.stringify(id)})`);
  const plots = () => page.locator(".jp-OutputArea .js-plotly-plot:has(.scatterlayer .trace path)").count();

  it.skipIf(reason !== "")(
    `shows the saved figures as pictures while the notebook is not trusted${reason}`,
    async () => {
      await open();
      expect(await page.evaluate(`${panel}.sessionContext.session.kernel.name`)).toBe("emergent-timescales");
      const images = page.locator(".jp-OutputArea img");
      await expect.poll(() => images.count(), { timeout: 20_000 }).toBe(3);
      const widths = await images.evaluateAll((all) => all.map((image) => Reflect.get(image, "naturalWidth")));
      expect(Math.min(...widths)).toBeGreaterThan(300); // pixels: they can be read
      expect(await plots()).toBe(0);
    },
    90_000,
  );

  it.skipIf(reason !== "")(
    "draws every figure with the project's own Plotly when all cells are run",
    async () => {
      expect(await command("notebook:run-all-cells")).toBe(true);
      await expect.poll(plots, { timeout: 120_000 }).toBe(3);
      expect(await page.locator('[data-mime-type="application/vnd.jupyter.error"]').count()).toBe(0);
      const loaded = requests.filter((url) => url.includes("plotly.min.js"));
      expect(loaded.at(-1)).toBe(`${address}files/node_modules/plotly.js-dist-min/plotly.min.js`);
    },
    150_000,
  );
});
