import { describe, expect, it } from "vitest";
import { textWidth } from "../../lib/figures/textWidth.js";
import { figureBundle } from "../../lib/notebook/show.js";
import { svgPng } from "../../lib/notebook/svgPng.js";
import { inkOf, inkSpan, pngPixels } from "./pngPixels.js";

const svg = (content: string, width = 600, height = 100) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="Arial, Helvetica, sans-serif">${content}</svg>`;

describe("the PNG of a picture", () => {
  it("has the picture's size times the scale, and the share of ink that was drawn", async () => {
    const square = svg('<rect x="10" y="10" width="40" height="40"/>', 100, 60);
    for (const scale of [1, 2.5]) {
      const pixels = pngPixels(await svgPng(square, scale));
      expect([pixels.width, pixels.height]).toEqual([100 * scale, 60 * scale]);
      expect(inkOf(pixels)).toBeCloseTo(1600 / 6000, 2);
    }
  });

  it.each([
    ["HHHHHHHH", ""],
    ["ττττHHHH", ""],
    ["HHHHHHHH", "bold"],
  ])("writes %s %s as wide as figures are laid out for, whatever fonts the machine has", async (text, weight) => {
    const picture = svg(`<text x="10" y="80" font-size="60" font-weight="${weight || "normal"}">${text}</text>`);
    const [first, last] = inkSpan(pngPixels(await svgPng(picture, 1)));
    // A letter's ink ends a little inside of its width: up to a tenth of the font size at either end.
    const width = textWidth(text, 60, weight === "bold");
    expect(last - first).toBeLessThan(width);
    expect(last - first).toBeGreaterThan(width - 12);
  });

  it.each([..."αεμσφΔ−≤≈√²₀₁₂…×"])("has a letter for %s", async (letter) => {
    const draw = async (text: string) => svgPng(svg(`<text x="10" y="80" font-size="60">${text}</text>`, 100, 100), 1);
    const [drawn, missing] = await Promise.all([draw(letter), draw("\u{10ffff}")]);
    expect(inkOf(pngPixels(drawn))).toBeGreaterThan(0);
    expect(Buffer.from(drawn).equals(Buffer.from(missing))).toBe(false);
  });

  it("shows the cells of a heatmap, which are a picture in the picture", async () => {
    const { "image/svg+xml": picture } = await figureBundle({
      data: [
        {
          type: "heatmap",
          z: [
            [0, 1],
            [1, 0],
          ],
          colorscale: "Greys",
          showscale: false,
        },
      ],
      layout: { width: 400, height: 400 },
    });
    expect(inkOf(pngPixels(await svgPng(String(picture), 1)))).toBeGreaterThan(0.2); // half of the plotting area
  });
});
