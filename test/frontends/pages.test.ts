import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { siteIn } from "../../lib/cli/site.js";
import { type NotebookFigure, notebookFigures } from "../../lib/notebook/notebookFigures.js";
import { readNotebook } from "../../lib/notebook/notebookFile.js";
import { svgPng } from "../../lib/notebook/svgPng.js";
import { inkOf, pngPixels } from "../notebook/pngPixels.js";
import { startBrowser } from "./browser.js";
import { missing } from "./needs.js";
import { project } from "./workspace.js";

const reason = missing("chromium");
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 }); // a browser on a machine with other work takes its time
const folder = join(project, "notebooks");
const notebooks = readdirSync(folder)
  .filter((name) => name.endsWith(".ipynb"))
  .sort();

describe.skipIf(reason !== "")(`the site in Chromium, without a network${reason}`, () => {
  let browser: Browser;
  let site: string;
  let troubles: string[];
  let asked: string[];
  beforeAll(async () => {
    site = mkdtempSync(join(tmpdir(), "site-"));
    const shown = notebooks.map((name) => join(folder, name));
    (await siteIn(site, shown)).finish();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    if (site) rmSync(site, { recursive: true, force: true });
  });

  /** Opens a page from the file system and notes what goes wrong and what it asks for. */
  async function open(name: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
    troubles = [];
    asked = [];
    const context: BrowserContext = await browser.newContext({ offline: true, ...options });
    const page = await context.newPage();
    page.on("console", (message) => void (message.type() === "error" && troubles.push(message.text())));
    page.on("pageerror", (error) => troubles.push(String(error)));
    page.on("request", (request) => asked.push(request.url()));
    page.on("requestfailed", (request) => troubles.push(`could not load ${request.url().slice(0, 200)}`));
    await page.goto(pathToFileURL(join(site, name)).href);
    return page;
  }

  function expectQuiet(): void {
    expect(troubles).toEqual([]);
    expect(asked.filter((url) => !/^(file|data|blob|about):/.test(url))).toEqual([]);
  }

  it.each(notebooks)("%s draws every figure, without an error and without asking anybody", async (name) => {
    const figures = notebookFigures(readNotebook(join(folder, name)));
    const page = await open(`${basename(name, ".ipynb")}.html`, { viewport: { width: 1000, height: 900 } });
    const places = page.locator(".figure.js-plotly-plot");
    await expect.poll(() => places.count()).toBe(figures.length);
    for (const [i, figure] of figures.entries()) {
      const place = places.nth(i);
      await place.scrollIntoViewIfNeeded();
      expect(await emptyPanels(page, i), figure.name).toEqual([]);
      await expectLikePicture(await place.locator(".plot-container").first().screenshot(), figure);
    }
    expectQuiet();
    await page.context().close();
  });

  it("sees a panel in which nothing is drawn", async () => {
    const name = notebooks.find((one) => notebookFigures(readNotebook(join(folder, one))).length > 0) ?? "";
    const page = await open(`${basename(name, ".ipynb")}.html`);
    await expect.poll(() => page.locator(".figure.js-plotly-plot").count()).toBeGreaterThan(0);
    expect(await emptyPanels(page, 0)).toEqual([]);
    await page.evaluate('Plotly.react("figure-1", [{ x: [null], y: [null] }], {})');
    expect(await emptyPanels(page, 0)).toEqual(["subplot xy"]);
    await page.context().close();
  });

  it("answers the mouse: pointing at a data point tells its values", async () => {
    const name = notebooks.find((one) => notebookFigures(readNotebook(join(folder, one))).some(hasPoint));
    if (!name) throw new Error("expected a notebook with a figure of points");
    const index = notebookFigures(readNotebook(join(folder, name))).findIndex(hasPoint);
    const page = await open(`${basename(name, ".ipynb")}.html`, { viewport: { width: 1000, height: 900 } });
    const place = page.locator(".figure.js-plotly-plot").nth(index);
    await place.scrollIntoViewIfNeeded();
    const point = place.locator(".scatterlayer .trace .points path").last();
    await point.scrollIntoViewIfNeeded(); // the figure may be taller than the window
    const box = await point.boundingBox();
    if (!box) throw new Error("expected a point on the page");
    await page.mouse.move(box.x + box.width / 2 - 3, box.y + box.height / 2);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await expect.poll(() => place.locator(".hoverlayer .hovertext").count()).toBeGreaterThan(0);
    expect(await place.locator(".hoverlayer .hovertext").first().textContent()).toMatch(/\d/);
    expectQuiet();
    await page.context().close();
  });

  it.each(["light", "dark"] as const)(
    "has a gallery that leads to every page, %s, also on a narrow screen",
    async (colorScheme) => {
      for (const width of [1280, 400]) {
        const page = await open("index.html", { colorScheme, viewport: { width, height: 800 } });
        expect(await page.locator("article").count()).toBe(notebooks.length);
        for (const image of await page.locator("article img").all()) {
          await image.scrollIntoViewIfNeeded();
          await expect.poll(() => image.evaluate((element) => Reflect.get(element, "naturalWidth"))).toBeGreaterThan(0);
        }
        const [content, window] = (await page.evaluate(
          "[document.documentElement.scrollWidth, innerWidth]",
        )) as number[];
        expect(content).toBeLessThanOrEqual(window);
        const background = await page.locator("body").evaluate("getComputedStyle(document.body).backgroundColor");
        const brightness = Number(/\d+/.exec(String(background))?.[0]);
        if (colorScheme === "dark") expect(brightness).toBeLessThan(80);
        else expect(brightness).toBeGreaterThan(200);
        expectQuiet();
        await page.context().close();
      }
    },
  );

  it("leads from the gallery through all notebooks and back, also without scripts", async () => {
    const page = await open("index.html", { javaScriptEnabled: false });
    await page.locator("article h2 a").first().click();
    for (const [i, name] of notebooks.entries()) {
      await page.waitForURL(pathToFileURL(join(site, `${basename(name, ".ipynb")}.html`)).href); // and until it is loaded
      const pictures = await page.locator(".figure img").count();
      expect(pictures).toBe(notebookFigures(readNotebook(join(folder, name))).length);
      if (i < notebooks.length - 1) await page.locator('nav a[rel="next"]').first().click();
    }
    await page.locator('nav a[rel="up"]').last().click();
    await page.waitForURL(pathToFileURL(join(site, "index.html")).href);
    expectQuiet();
    await page.context().close();
  });
});

function hasPoint({ figure }: NotebookFigure): boolean {
  return figure.data.some(
    ({ mode = "", hoverinfo, visible }) => mode.includes("markers") && hoverinfo !== "skip" && visible !== false,
  );
}

/** Subplots of a page's figure in which nothing was drawn, no line, point, bar, cell or text, and nothing says that it is still to come. */
function emptyPanels(page: Page, index: number): Promise<unknown> {
  return page.evaluate(`(() => {
    const figure = document.querySelectorAll(".figure.js-plotly-plot")[${index}];
    const { left, top } = figure.getBoundingClientRect();
    const notices = [...figure.querySelectorAll(".annotation-text")]
      .filter((text) => /\\byet\\b/.test(text.textContent))
      .map((text) => text.getBoundingClientRect());
    const isSaid = (panel) => {
      const { xaxis, yaxis } = figure._fullLayout._plots[panel.getAttribute("class").split(" ")[1]];
      return notices.some((box) => {
        const [x, y] = [(box.left + box.right) / 2 - left, (box.top + box.bottom) / 2 - top];
        return x > xaxis._offset && x < xaxis._offset + xaxis._length && y > yaxis._offset && y < yaxis._offset + yaxis._length;
      });
    };
    return [...figure.querySelectorAll(".cartesianlayer > .subplot")]
      .filter((panel) => !panel.querySelector(".overplot .mlayer :is(path[d], image, text)") && !isSaid(panel))
      .map((panel) => panel.getAttribute("class"));
  })()`);
}

/** The interactive figure on the page is as large as its picture in the notebook, and has about as much ink. */
async function expectLikePicture(screenshot: Uint8Array, { name, svg, figure }: NotebookFigure): Promise<void> {
  const seen = pngPixels(screenshot);
  const { width = 900, height = 420 } = figure.layout;
  expect(Math.abs(seen.height - height), `${name}: height`).toBeLessThanOrEqual(2);
  expect(seen.width, `${name}: width`).toBeGreaterThan(800);
  const drawn = pngPixels(await svgPng(svg ?? "", 1));
  // The page's figure is as wide as the page, its letters are of the machine's font.
  const ratio = (inkOf(seen) * seen.width) / (inkOf(drawn) * width);
  expect(ratio, `${name}: ink`).toBeGreaterThan(0.6);
  expect(ratio, `${name}: ink`).toBeLessThan(1.7);
}
