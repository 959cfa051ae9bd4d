import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Figure } from "../figures/figure.js";
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
  /** Restarts the names that Plotly makes up, so that the same figure gives the same bytes. */
  restartNames(): void;
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
  drawer.restartNames();
  const layout = { ...figure.layout, width, height };
  const svg = await drawer.plotly.toImage(
    { data: figure.data, layout },
    { format: "svg", imageDataOnly: true, width, height },
  );
  return compact(svg);
}

function openDrawer(): Drawer {
  // Typed here, as far as used, because jsdom's own types bring a browser's globals into the whole library.
  const { JSDOM, VirtualConsole } = require("jsdom") as {
    JSDOM: new (html: string, options: object) => { window: DrawingWindow };
    VirtualConsole: new () => object;
  };
  const { window } = new JSDOM("<!doctype html><body></body>", {
    runScripts: "outside-only",
    pretendToBeVisual: true,
    virtualConsole: new VirtualConsole(), // jsdom has no layout and no canvas, and says so at every turn
  });
  measureElements(window);
  window.URL.createObjectURL = () => "";
  window.matchMedia = () => ({ matches: false, addListener() {}, addEventListener() {} });
  window.HTMLCanvasElement.prototype.getContext = () => null;
  window.eval(readFileSync(require.resolve("plotly.js-cartesian-dist-min"), "utf8"));

  let state = 1;
  window.Math.random = () => {
    state = (state * 48271) % 2147483647; // Park & Miller; names only need to differ
    return state / 2147483647;
  };
  return {
    plotly: window.Plotly,
    restartNames() {
      state = 1;
    },
  };
}

interface DrawingWindow {
  Plotly: Plotly;
  Math: { random(): number };
  URL: { createObjectURL(): string };
  HTMLCanvasElement: { prototype: { getContext(): null } };
  SVGElement: { prototype: object };
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
