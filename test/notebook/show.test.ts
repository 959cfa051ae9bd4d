import { afterEach, describe, expect, it, vi } from "vitest";
import type { Figure } from "../../lib/figures/figure.js";
import { saveFigure } from "../../lib/notebook/saveFigure.js";
import { describeFigure, figureBundle, show } from "../../lib/notebook/show.js";
import { becomeKernel, stopBeingKernel } from "./fakeKernel.js";

const squares: Figure = {
  data: [{ type: "scatter", x: [0, 1, 2], y: Float64Array.of(0, 1 / 3, 4), name: "</script> & τ" }],
  layout: { title: { text: "Some <b>squares</b>" } },
};

const text = (value: unknown) => String(value);

describe("show", () => {
  afterEach(stopBeingKernel);

  it("sends one output with all forms of the figure", async () => {
    const sent = becomeKernel();
    await show(squares);
    expect(sent.length).toBe(1);
    expect(sent[0].isUpdate).toBe(false);
    expect(Object.keys(sent[0].content.data)).toEqual([
      "application/vnd.plotly.v1+json",
      "image/svg+xml",
      "text/html",
      "text/plain",
    ]);
  });

  it("prints a description where there is no notebook", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await show(squares);
    expect(log.mock.calls).toEqual([["Some squares\n  & τ: 3 points, x 0 … 2, y 0 … 4"]]);
    log.mockRestore();
  });

  it.each<[string, () => Promise<void>, string]>([
    ["what is no figure", () => show(JSON.parse("[]")), "figure: expected a figure with data and layout, got []"],
    ["an option that it does not have", () => show(squares, JSON.parse('{ "widht": 9 }')), "show has no option widht;"],
    ["no width", () => show(squares, { width: Number.NaN }), "width: expected a positive number of pixels, got NaN"],
    ["a text", () => show(squares, JSON.parse('{ "height": "9" }')), "height: expected a positive number of pixels"],
    ["no size of a file", () => saveFigure(squares, "none.svg", { width: 0 }), "number of pixels, got 0"],
  ])("refuses %s", async (_, shown, message) => {
    await expect(shown()).rejects.toThrow(RangeError);
    await expect(shown()).rejects.toThrow(message);
  });
});

describe("the forms of a figure", () => {
  it("are the same bytes each time", async () => {
    const [once, again] = [await figureBundle(squares), await figureBundle(squares)];
    expect(JSON.stringify(once) === JSON.stringify(again)).toBe(true);
  });

  it("hold typed arrays as lists, with five significant digits", async () => {
    const { "application/vnd.plotly.v1+json": plotly } = await figureBundle(squares);
    expect((plotly as Figure).data[0].y).toEqual([0, 0.33333, 4]);
  });

  it("hold evenly spaced x as start and step, and other x as it is", async () => {
    const traces = (x: number[], more: object = {}) => ({ type: "scatter" as const, x, y: x, ...more });
    const even = [0.5, 0.6, 0.7, 0.8, 0.9, 1];
    const figure: Figure = {
      data: [traces(even), traces(even.with(3, 0.81)), traces(even.slice(0, 3)), traces(even, { type: "bar" })],
      layout: {},
    };
    const { "application/vnd.plotly.v1+json": plotly } = await figureBundle(figure);
    const [first, ...others] = (plotly as Figure).data;
    expect(first).toEqual({ type: "scatter", x0: 0.5, dx: 0.1, y: even });
    expect(others.map(({ x }) => x)).toEqual([even.with(3, 0.81), [0.5, 0.6, 0.7], even]);
  });

  it("hold no number that JSON does not know", async () => {
    const gap: Figure = { data: [{ type: "scatter", y: [1, Number.NaN, 3] }], layout: {} };
    const { "application/vnd.plotly.v1+json": plotly } = await figureBundle(gap);
    expect((plotly as Figure).data[0].y).toEqual([1, null, 3]);
    expect(describeFigure(gap)).toBe("Figure\n  scatter 1: 3 points, y 1 … 3");
  });

  it("let no text of a figure end its script", async () => {
    const html = text((await figureBundle(squares))["text/html"]);
    expect(html.match(/<\/script>/g)?.length).toBe(1);
  });

  it("fetch nothing from the internet", async () => {
    const html = text((await figureBundle(squares))["text/html"]);
    expect(html.replaceAll(/xmlns(:\w+)?='[^']*'/g, "")).not.toMatch(/https?:|\/\/[a-z]+\./);
  });

  it("hold the static picture within the HTML, for viewers that run no scripts", async () => {
    const bundle = await figureBundle(squares);
    const uri = /src="data:image\/svg\+xml;charset=utf-8,([^"]*)"/.exec(text(bundle["text/html"]))?.[1] ?? "";
    const svg = decodeURIComponent(uri.replaceAll("&amp;", "&"));
    expect(svg.replaceAll("'", '"') === text(bundle["image/svg+xml"]).replaceAll("'", '"')).toBe(true);
  });

  it("are below 150 KB for a figure of ten curves with a hundred points", async () => {
    const x = Array.from({ length: 100 }, (_, i) => i);
    const data = x.slice(0, 10).map((k) => ({
      ...{ type: "scatter" as const, mode: "lines" as const, x, name: `network ${k}` },
      y: x.map((i) => Math.sin(i / 7 + k) * Math.sqrt(2)),
    }));
    const bytes = Buffer.byteLength(JSON.stringify(await figureBundle({ data, layout: {} })));
    expect(bytes).toBeLessThan(150_000);
  });

  it("are below 150 KB for a scatter of a thousand points", async () => {
    const y = Array.from({ length: 1000 }, (_, i) => Math.sin(i ** 2));
    const scatter = { type: "scatter" as const, mode: "markers" as const, x: y.map((_, i) => Math.cos(i ** 2)), y };
    const bytes = Buffer.byteLength(JSON.stringify(await figureBundle({ data: [scatter], layout: {} })));
    expect(bytes).toBeLessThan(150_000);
  });

  it("have a caption that ends where the width does that is asked for", async () => {
    const told: Figure = { ...squares, meaning: [Array.from({ length: 60 }, () => "word").join(" ")] };
    const widest = async (width: number) => {
      const svg = text((await figureBundle(told, { width }))["image/svg+xml"]);
      return Math.max(...[...svg.matchAll(/(?:word ?)+/g)].map(([line]) => line.length));
    };
    const [narrow, wide] = [await widest(400), await widest(900)];
    expect(narrow).toBeGreaterThan(20);
    expect(narrow).toBeLessThan(wide / 2);
  });

  it("have the layout's own size, or the one asked for", async () => {
    const sized: Figure = { ...squares, layout: { width: 500, height: 300 } };
    expect(text((await figureBundle(sized))["image/svg+xml"])).toMatch(/width="500" height="300"/);
    expect(text((await figureBundle(sized, { width: 700 }))["image/svg+xml"])).toMatch(/width="700" height="300"/);
  });
});
