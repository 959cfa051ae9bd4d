import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Figure } from "../figures/figure.js";
import { CellCanvas } from "./cellCanvas.js";
import { compactSvg, type EditableElement } from "./compactSvg.js";
import { plotlyPackage } from "./figureHtml.js";
import { fixTextWidths } from "./fixTextWidths.js";
import { type SvgElement, svgBox } from "./svgBox.js";
import { pathLength, pointAtLength } from "./svgPath.js";

const require = createRequire(import.meta.url);

/** What we use of Plotly inside a window of our own. */
interface Plotly {
  toImage(
    figure: Figure,
    options: { format: "svg"; imageDataOnly: true; width: number; height: number },
  ): Promise<string>;
  /** What is wrong with a figure; undefined if nothing is. */
  validate(data: readonly object[], layout: object): { code: string; msg: string }[] | undefined;
  PlotSchema: { get(): object };
}

let window: DrawingWindow | undefined;

/**
 * The figure as a static SVG, drawn by Plotly itself in a window without a browser. Only for traces that
 * Plotly draws as SVG (scatter, bar, histogram, box, violin, heatmap without smoothing), not for WebGL ones.
 *
 * The first call loads Plotly and takes about a second. The same figure gives the same bytes.
 */
export async function plotlySvg(figure: Figure, width: number, height: number): Promise<string> {
  window ??= openWindow();
  const { data } = figure;
  const layout = { ...figure.layout, width, height };
  let svg: string;
  try {
    // A copy, because Plotly notes ranges and domains for this size in the figure it draws.
    svg = await window.Plotly.toImage(structuredClone({ data, layout }), {
      format: "svg",
      imageDataOnly: true,
      width,
      height,
    });
  } catch (error) {
    // Without the stack, whose first line is a megabyte of Plotly.
    throw new Error(`Plotly could not draw the figure: ${(error as Error)?.message ?? error}`);
  }
  const name = createHash("sha256").update(JSON.stringify({ data, layout })).digest("hex").slice(0, 8);
  const document = new window.DOMParser().parseFromString(renamed(svg, name), "image/svg+xml");
  fixTextWidths(document.documentElement);
  compactSvg(document.documentElement, name);
  return new window.XMLSerializer().serializeToString(document);
}

/**
 * What Plotly does not understand of a figure, in its own words: attributes that it does not know or has no use for,
 * values that it cannot take. Empty for a good figure. Traces that a menu hides are checked as if they were shown;
 * those without any point, which Plotly does not look into, are not checked.
 */
export function figureFaults({ data, layout }: Figure): string[] {
  window ??= openWindow();
  const shown = data.filter(({ x, y, z }) => (z ?? y ?? x)?.length !== 0).map((trace) => ({ ...trace, visible: true }));
  // Plotly's check breaks off at a legend that is described and not shown.
  const copy = structuredClone({ data: shown, layout: layout.legend ? { ...layout, showlegend: true } : layout });
  const faults = window.Plotly.validate(copy.data, copy.layout) ?? [];
  // "dynamic" says that Plotly copied a value, not that it minds it.
  return faults.filter(({ code }) => code !== "dynamic").map(({ code, msg }) => `${code}: ${msg}`);
}

function openWindow(): DrawingWindow {
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
  Object.assign(window, { TextDecoder, TextEncoder }); // asked for by Plotly's maps, which are never drawn here
  window.matchMedia = () => ({ matches: false, addListener() {}, addEventListener() {} });
  drawCanvases(window);
  window.eval(readFileSync(require.resolve(plotlyPackage), "utf8"));
  buildSchemaOnce(window.Plotly);
  return window;
}

/** Plotly builds its schema anew for each figure that it checks: here it does so once. */
function buildSchemaOnce({ PlotSchema }: Plotly): void {
  const build = PlotSchema.get;
  let schema: object | undefined;
  PlotSchema.get = () => {
    schema ??= build();
    return schema;
  };
}

interface SvgDocument {
  documentElement: EditableElement & SvgElement;
}

interface DrawingWindow {
  Plotly: Plotly;
  DOMParser: new () => { parseFromString(text: string, type: string): SvgDocument };
  XMLSerializer: new () => { serializeToString(document: SvgDocument): string };
  URL: { createObjectURL(): string };
  HTMLCanvasElement: { prototype: object };
  CSS: { supports(): boolean };
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

/** Gives canvases what Plotly needs of them to paint the cells of a heatmap. */
function drawCanvases(window: DrawingWindow): void {
  window.CSS = { supports: () => false }; // no stretched pixels: a rectangle for each cell
  const drawings = new WeakMap<Canvas, CellCanvas>();
  Object.assign(window.HTMLCanvasElement.prototype, {
    getContext(this: Canvas, kind: string) {
      if (kind !== "2d") return null;
      const drawing = drawings.get(this) ?? new CellCanvas();
      drawings.set(this, drawing);
      return drawing;
    },
    toDataURL(this: Canvas) {
      return drawings.get(this)?.toDataUrl(this.width, this.height) ?? "";
    },
  });
}

interface Canvas {
  width: number;
  height: number;
}

/**
 * Plotly names parts of a picture at random. Named after the figure, the same figure has the same bytes, and two
 * figures do not get in each other's way in one page. Its mark for a quote becomes one.
 */
function renamed(svg: string, name: string): string {
  const quoted = svg.replaceAll("TOBESTRIPPED", "'");
  const random = /<defs id="defs-([0-9a-f]+)"/.exec(svg)?.[1];
  return random ? quoted.replace(new RegExp(`(?<=(?:id="|url\\('?#)[a-z-]*)${random}`, "g"), name) : quoted;
}
