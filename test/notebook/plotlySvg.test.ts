import { beforeAll, describe, expect, it } from "vitest";
import type { Figure } from "../../lib/figures/figure.js";
import { textWidth } from "../../lib/figures/textWidth.js";
import { plotlySvg } from "../../lib/notebook/plotlySvg.js";
import { figureBundle } from "../../lib/notebook/show.js";
import { svgBox } from "../../lib/notebook/svgBox.js";
import { inPlace, svgElement, svgElements } from "./svgElement.js";

const n = Array.from({ length: 40 }, (_, i) => i);
const curve = (phase: number) => n.map((i) => 1.2 + Math.sin(i / 5 + phase));

/** Two panels with a band, an annotation, a legend and labels in Greek. */
const figure: Figure = {
  data: [
    { type: "scatter", x: n, y: curve(0), name: "single-head", mode: "lines+markers" },
    { type: "scatter", x: n, y: curve(1), name: "multi-head", line: { dash: "dash" } },
    {
      type: "scatter",
      x: [...n, ...n.toReversed()],
      y: [...curve(1), ...curve(1.3).toReversed()],
      fill: "toself",
      name: "STD over networks",
    },
    { type: "bar", x: ["single-head", "multi-head"], y: [35, 100], xaxis: "x2", yaxis: "y2", name: "largest N" },
  ],
  layout: {
    title: { text: "Mean τ and largest N" },
    grid: { rows: 1, columns: 2, pattern: "independent", xgap: 0.2 },
    xaxis: { title: { text: "epoch" } },
    yaxis: { title: { text: "mean τ<sub>net</sub> (steps)" } },
    xaxis2: { title: { text: "curriculum" } },
    yaxis2: { title: { text: "largest N" }, type: "log" },
    annotations: [{ x: 20, y: 1.5, text: "a dip", showarrow: true }],
  },
};

describe("the static picture of a figure", () => {
  let svg: string;
  beforeAll(async () => {
    svg = await plotlySvg(figure, 900, 420);
  });

  it("has the same bytes each time, also after another figure", async () => {
    await plotlySvg({ data: [{ type: "scatter", y: [1, 2] }], layout: {} }, 300, 200);
    const again = await plotlySvg(figure, 900, 420);
    expect(again === svg).toBe(true); // toBe would print both
  });

  it("has the size that was asked for", () => {
    expect(svg).toMatch(/^<svg [^>]*width="900"/);
    expect(svg).toMatch(/^<svg [^>]*height="420"/);
  });

  it("shows every title, trace name and annotation", () => {
    const texts = svgElements(svg, "text").map((element) => element.textContent?.replaceAll("\u200b", ""));
    for (const expected of [
      "Mean τ and largest N",
      "epoch",
      "mean τnet (steps)",
      "curriculum",
      "a dip",
      "single-head",
      "STD over networks",
    ]) {
      expect(texts).toContain(expected);
    }
  });

  it("draws the markers, the lines, the band, the bars and the arrow", () => {
    const drawn = svgElements(svg, "path").map((path) => path.getAttribute?.("d") ?? "");
    const symbols = drawn.filter((path) => path.startsWith("M3,0A3,3"));
    expect(symbols.length).toBe(2); // one for all points, and one in the legend
    const places = svgElements(svg, "polyline").map((line) => line.getAttribute?.("points")?.split(" ").length);
    expect(places).toContain(n.length);
    const lines = drawn.filter((path) => /^M[^A-Z]+(L[^A-Z]+){20,}$/.test(path));
    expect(lines.length).toBe(3); // two curves, and the band's edge
    const bands = drawn.filter((path) => /^M[^A-Z]+(L[^A-Z]+){40,}Z$/.test(path));
    expect(bands.length).toBe(1);
    const bars = drawn.filter((path) => /^M[\d.,]+V[\d.]+H[\d.]+V[\d.]+Z$/.test(path));
    expect(bars.length).toBe(2);
  });

  it("keeps every text inside the picture", () => {
    const boxes = svgElements(svg, "text").map((text) => ({ text, box: svgBox(svgElement(inPlace(text))) }));
    expect(boxes.filter(({ box }) => box !== undefined).length).toBeGreaterThan(20);
    for (const { text, box } of boxes) {
      if (!box) continue;
      expect(box.left, text.textContent ?? "").toBeGreaterThanOrEqual(0);
      expect(box.top, text.textContent ?? "").toBeGreaterThanOrEqual(0);
      expect(box.right, text.textContent ?? "").toBeLessThanOrEqual(900);
      expect(box.bottom, text.textContent ?? "").toBeLessThanOrEqual(420);
    }
  });

  it("says how wide a line of text is, for fonts with wider letters", () => {
    const stated = new Map(
      svgElements(svg, "[textLength]").map((line) => [line.textContent ?? "", line.getAttribute?.("textLength")]),
    );
    for (const [text, size] of [
      ["Mean τ and largest N", 17],
      ["STD over networks", 12],
      ["curriculum", 14],
    ] as const) {
      expect(Number(stated.get(text))).toBeCloseTo(textWidth(text, size), 0);
    }
    for (const text of stated.keys()) expect(text.length).toBeGreaterThan(3);
    // One width over a raised or lowered part is drawn in different ways.
    expect([...stated.keys()].filter((text) => text.includes("net"))).toEqual(["STD over networks"]);
  });

  it("uses no name that another figure's picture uses", async () => {
    const other = await plotlySvg({ ...figure, layout: { ...figure.layout, title: { text: "other" } } }, 900, 420);
    const names = (text: string) => new Set([...text.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
    expect(names(svg).size).toBeGreaterThan(0);
    expect([...names(svg)].filter((name) => names(other).has(name))).toEqual([]);
  });

  it("leaves the figure as it was", async () => {
    const before = structuredClone(figure);
    await plotlySvg(figure, 500, 300);
    expect(figure).toEqual(before);
  });

  it("asks for nothing from elsewhere", () => {
    expect(svg.replaceAll(/xmlns(:\w+)?="[^"]*"/g, "")).not.toMatch(/https?:/);
  });

  it("leaves room for labels as wide as the letters are", async () => {
    const label = "a label that needs a lot of room";
    const { "image/svg+xml": wide } = await figureBundle({
      data: [{ type: "bar", orientation: "h", x: [1, 2], y: [label, "short"] }],
      layout: {},
    });
    // The bars begin right of the label, whose right end is at the axis.
    const tick = svgElements(String(wide), "text").find((element) => element.textContent === label);
    expect(Number(tick?.getAttribute?.("x"))).toBeGreaterThan(textWidth(label, 13));
  });
});

describe("the static picture of a heatmap", () => {
  const heatmap = (options: object = {}): Figure => ({
    data: [{ type: "heatmap", z: [Float32Array.of(0, 1, 0), [1, 0, 1]], showscale: false, ...options }],
    layout: {},
  });

  it("is a picture of its cells, each in its colour", async () => {
    const { "image/svg+xml": svg, "text/plain": text } = await figureBundle(heatmap({ colorscale: "Greys" }));
    const image = svgElements(String(svg), "image")[0].getAttribute?.("xlink:href") ?? "";
    const cells = Buffer.from(image.split(",")[1], "base64").toString("utf8");
    const paths = svgElements(cells, "path");
    // Plotly's Greys go from black to white.
    const colours = paths.map((path) => path.getAttribute?.("fill"));
    expect(new Set(colours)).toEqual(new Set(["rgba(0,0,0,1)", "rgba(255,255,255,1)"]));
    expect(paths.map((path) => path.getAttribute?.("d")?.match(/M/g)?.length)).toEqual([3, 3]);
    expect(text).toBe("Figure\n  heatmap 1: 2 × 3 cells, z 0 … 1");
  });

  it("that Plotly cannot draw says so in one line", async () => {
    await expect(figureBundle(heatmap({ zsmooth: "best" }))).rejects.toThrow(
      /^Plotly could not draw the figure: .{1,80}$/,
    );
  });
});
