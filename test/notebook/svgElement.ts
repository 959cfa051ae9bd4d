import { createRequire } from "node:module";
import type { EditableElement } from "../../lib/notebook/compactSvg.js";
import type { SvgElement } from "../../lib/notebook/svgBox.js";

interface Document {
  documentElement: ParsedSvg;
  querySelector(selector: string): SvgElement;
  querySelectorAll(selector: string): Iterable<SvgElement>;
}

interface Window {
  DOMParser: new () => { parseFromString(text: string, type: "text/html" | "image/svg+xml"): Document };
}

/** The root of an SVG document that can be changed and read again. */
export type ParsedSvg = EditableElement & { outerHTML: string };

const { JSDOM } = createRequire(import.meta.url)("jsdom") as { JSDOM: new (html: string) => { window: Window } };
/** One for all: to open a window takes far longer than to parse a document. */
const { window } = new JSDOM("");
const parsed = (source: string, type: "text/html" | "image/svg+xml") =>
  new window.DOMParser().parseFromString(source, type);

/** The first element of SVG source. */
export function svgElement(source: string): SvgElement {
  return parsed(`<svg>${source}</svg>`, "text/html").querySelector("svg > *");
}

/** All elements of an SVG document that match. */
export function svgElements(svg: string, selector: string): SvgElement[] {
  return [...parsed(svg, "text/html").querySelectorAll(selector)];
}

/** Source of the element alone, inside groups with the transforms and styles of all that it is in. */
export function inPlace(element: SvgElement): string {
  let source = (element as SvgElement & { outerHTML: string }).outerHTML;
  for (let at = element.parentNode; at?.getAttribute; at = at.parentNode) {
    const style = at.getAttribute("style")?.replaceAll('"', "'") ?? "";
    source = `<g transform="${at.getAttribute("transform") ?? ""}" style="${style}">${source}</g>`;
  }
  return `<g>${source}</g>`;
}

/** The root element of an SVG document. */
export function parsedSvg(source: string): ParsedSvg {
  return parsed(source, "image/svg+xml").documentElement;
}
