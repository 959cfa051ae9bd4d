import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Figure } from "../figures/figure.js";
import { plotlyPackage } from "./figureHtml.js";
import { type SvgElement, svgBox } from "./svgBox.js";
import { pathLength, pointAtLength } from "./svgPath.js";

const require = createRequire(import.meta.url);

/** What we use of Plotly inside a window of our own. */
interface Plotly {
  toImage(
    figure: Figure,
    options: { format: "svg"; imageDataOnly: true; width: number; height: number },
  ): Promise<string>;
}

interface Drawer {
  plotly: Plotly;
  /** The names that Plotly makes up follow from this number. */
  seedNames(seed: number): void;
}

let drawer: Drawer | undefined;

/**
 * The figure as a static SVG, drawn by Plotly itself in a window without a browser. Only for traces that
 * Plotly draws as SVG (scatter, bar, histogram, box, violin), not for WebGL ones.
 *
 * The first call loads Plotly and takes about a second. The same figure gives the same bytes.
 */
export async function plotlySvg(figure: Figure, width: number, height: number): Promise<string> {
  drawer ??= openDrawer();
  const layout = { ...figure.layout, width, height };
  drawer.seedNames(seedOf({ data: figure.data, layout }));
  const svg = await drawer.plotly.toImage(
    { data: figure.data, layout },
    { format: "svg", imageDataOnly: true, width, height },
  );
  return compact(svg);
}

/**
 * The same figure gives the same names, and so the same bytes; different ones do not meet when two pictures
 * end up in one page.
 */
function seedOf(figure: Figure): number {
  return 1 + (createHash("sha256").update(JSON.stringify(figure)).digest().readUInt32LE() % 2147483646);
}

function openDrawer(): Drawer {
  // Typed here, as far as used, because jsdom's own types bring a browser's globals into the whole library.
  const { JSDOM, VirtualConsole } = require("jsdom") as {
    JSDOM: new (html: string, options: object) => { window: DrawingWindow };
    VirtualConsole: new () => object;
  };
  const { window } = new JSDOM("<!doctype html><body></body>", {
    runScripts: "outside-only",
    virtualConsole: new VirtualConsole(), // jsdom has no layout and no canvas, and says so at every turn
  });
  measureElements(window);
  window.requestAnimationFrame = (draw) => setTimeout(draw, 0); // jsdom's own would keep the process alive
  window.URL.createObjectURL = () => "";
  window.matchMedia = () => ({ matches: false, addListener() {}, addEventListener() {} });
  window.HTMLCanvasElement.prototype.getContext = () => null;
  window.eval(readFileSync(require.resolve(plotlyPackage), "utf8"));

  let state = 1;
  window.Math.random = () => {
    state = (state * 48271) % 2147483647; // Park & Miller; names only need to differ
    return state / 2147483647;
  };
  return {
    plotly: window.Plotly,
    seedNames(seed) {
      state = seed;
    },
  };
}

interface DrawingWindow {
  Plotly: Plotly;
  Math: { random(): number };
  URL: { createObjectURL(): string };
  HTMLCanvasElement: { prototype: { getContext(): null } };
  SVGElement: { prototype: object };
  requestAnimationFrame(draw: () => void): unknown;
  matchMedia(): object;
  eval(code: string): void;
}

/** Gives SVG elements their size and length, which jsdom leaves out. */
function measureElements(window: DrawingWindow): void {
  function box(this: SvgElement) {
    const { left, top, right, bottom } = svgBox(this) ?? { left: 0, top: 0, right: 0, bottom: 0 };
    return { left, top, right, bottom, x: left, y: top, width: right - left, height: bottom - top };
  }
  Object.assign(window.SVGElement.prototype, {
    getBBox: box,
    getBoundingClientRect: box,
    getTotalLength(this: SvgElement) {
      return pathLength(this.getAttribute?.("d") ?? "");
    },
    getPointAtLength(this: SvgElement, length: number) {
      const [x, y] = pointAtLength(this.getAttribute?.("d") ?? "", length);
      return { x, y };
    },
  });
}

/** Drops what only serves interaction, and digits below a hundredth of a pixel. */
function compact(svg: string): string {
  return svg
    .replace(/ (?:class|data-[\w-]+|pointer-events|drag-[\w]+)="[^"]*"/g, "")
    .replace(/(?<=[\s",(\w])(-?\d+\.\d{2})\d+/g, (_, digits: string) => String(Number(digits)));
}
