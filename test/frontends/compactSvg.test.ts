import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compactSvg } from "../../lib/notebook/compactSvg.js";
import { RandomStream } from "../../lib/random/stream.js";
import { parsedSvg } from "../notebook/svgElement.js";
import { startBrowser } from "./browser.js";
import { missing } from "./needs.js";

const reason = missing("chromium");
const [width, height] = [400, 300];

/** As Plotly draws them: half transparent discs, many over each other, and two curves; at tenths of a pixel. */
function scatter(): string {
  const random = RandomStream.named(1, "scatter");
  const place = () => `${(random.uniform() * width).toFixed(1)},${(random.uniform() * height).toFixed(1)}`;
  const disc = "M4,0A4,4 0 1,1 0,-4A4,4 0 0,1 4,0Z";
  const style = "opacity: 0.6; stroke-width: 1px; stroke: rgb(20, 20, 20); fill: rgb(0, 114, 178); fill-opacity: 1;";
  const discs = Array.from(
    { length: 400 },
    () => `<path transform="translate(${place()})" style="${style}" d="${disc}"/>`,
  );
  const line = "fill: none; stroke: rgb(213, 94, 0); stroke-opacity: 1; stroke-width: 2px;";
  const curves = ["", ""].map(() => `<path style="${line}" d="M${Array.from({ length: 30 }, place).join("L")}"/>`);
  const size = `width="${width}" height="${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}><g>${curves.join("")}</g><g>${discs.join("")}</g></svg>`;
}

describe.skipIf(reason !== "")(`a picture written shorter, in Chromium${reason}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it("has the same pixels", async () => {
    const before = scatter();
    const svg = parsedSvg(before);
    compactSvg(svg, "p");
    const after = svg.outerHTML;
    expect(after.length).toBeLessThan(before.length / 5);
    const page = await browser.newPage();
    const pixels = async (source: string): Promise<number[]> =>
      page.evaluate(
        `(async (url) => { const image = new Image(); image.src = url; await image.decode();
        const canvas = document.createElement("canvas"); [canvas.width, canvas.height] = [${width}, ${height}];
        const context = canvas.getContext("2d"); context.fillStyle = "white"; context.fillRect(0, 0, canvas.width, canvas.height); context.drawImage(image, 0, 0);
        return Array.from(context.getImageData(0, 0, ${width}, ${height}).data); })(${JSON.stringify(dataUrl(source))})`,
      );
    const [old, short] = [await pixels(before), await pixels(after)];
    const inked = old.filter((value) => value < 255).length;
    expect(inked).toBeGreaterThan(old.length / 10);
    expect(old.filter((value, k) => Math.abs(value - short[k]) > 2).length).toBe(0); // of 255
    await page.close();
  });
});

function dataUrl(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}
