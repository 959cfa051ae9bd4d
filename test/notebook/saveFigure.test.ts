import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Figure, figureCsv, saveFigure } from "../../lib/index.js";
import { figureBundle } from "../../lib/notebook/show.js";
import { pngPixels } from "./pngPixels.js";

const { JSDOM } = createRequire(import.meta.url)("jsdom") as {
  JSDOM: new (html: string) => { window: { document: Document } };
};

const folder = mkdtempSync(join(tmpdir(), "save-figure-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const figure: Figure = {
  data: [{ type: "scatter", x: [1, 2, 3], y: [1, 4, 9], name: "</script> squares" }],
  layout: { title: { text: "Some <b>squares</b>" }, width: 600, height: 300 },
  meaning: ["A line is a square."],
};
const saved = async (name: string, options?: object) => {
  await saveFigure(figure, join(folder, name), options);
  return readFileSync(join(folder, name));
};

describe("saveFigure", () => {
  it("writes the picture that a notebook shows as SVG, in the size asked for", async () => {
    expect(String(await saved("figure.svg"))).toBe((await figureBundle(figure))["image/svg+xml"]);
    expect(String(await saved("wide.SVG", { width: 1200 }))).toMatch(/^<svg [^>]*width="1200"/);
  });

  it("writes a PNG of two pixels for each of the figure's, or as many as asked for", async () => {
    const { width, height } = pngPixels(await saved("figure.png"));
    expect(width).toBe(1200);
    expect(height).toBeGreaterThan(600); // with the line of its meaning below
    expect(pngPixels(await saved("small.png", { scale: 1 })).width).toBe(600);
  });

  it("writes one page that draws the figure and loads nothing", async () => {
    const { document } = new JSDOM(String(await saved("figure.html"))).window;
    expect(document.title).toBe("Some squares");
    expect(document.querySelectorAll("[src], link").length).toBe(0);
    const [plotly, drawing, ...others] = document.querySelectorAll("script");
    expect(others).toEqual([]);
    expect(plotly.textContent?.length).toBeGreaterThan(1e6);
    const given: unknown[] = [];
    new Function("Plotly", drawing.textContent ?? "")({ newPlot: (...all: unknown[]) => given.push(...all) });
    expect(given[0]).toBe(document.querySelector("div")?.id);
    expect(given[1]).toMatchObject([{ type: "scatter", x: [1, 2, 3], y: [1, 4, 9], name: "</script> squares" }]);
  });

  it("writes the data behind it as CSV", async () => {
    expect(String(await saved("figure.csv"))).toBe(figureCsv(figure));
  });

  it("makes the folder that the file is to be in", async () => {
    const file = join(folder, "slides", "new", "figure.csv");
    await saveFigure(figure, file);
    expect(readFileSync(file, "utf8")).toBe(figureCsv(figure));
  });

  it("refuses other endings and sizes, and says so where the file cannot be written", async () => {
    await expect(saveFigure(figure, "figure.pdf")).rejects.toThrow(
      'file: expected a name that ends with one of .svg, .png, .html, .csv, got "figure.pdf"',
    );
    await expect(saveFigure(figure, "figure.png", { scale: 0 })).rejects.toThrow(
      "scale: expected a positive number, got 0",
    );
    await expect(saveFigure(figure, "figure.png", { size: 3 } as object)).rejects.toThrow("has no option size");
    await expect(saveFigure({} as Figure, "figure.svg")).rejects.toThrow(
      new RangeError("figure: expected a figure with data and layout, got {}"),
    );
    writeFileSync(join(folder, "a file"), "");
    const nowhere = join(folder, "a file", "figure.svg");
    await expect(saveFigure(figure, nowhere)).rejects.toThrow(`cannot write ${nowhere}`);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
