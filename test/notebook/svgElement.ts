import { createRequire } from "node:module";
import type { SvgElement } from "../../lib/notebook/svgBox.js";

interface Document {
  window: {
    document: { querySelector(selector: string): SvgElement; querySelectorAll(selector: string): Iterable<SvgElement> };
  };
}

const { JSDOM } = createRequire(import.meta.url)("jsdom") as { JSDOM: new (html: string) => Document };

/** The first element of SVG source. */
export function svgElement(source: string): SvgElement {
  return new JSDOM(`<svg>${source}</svg>`).window.document.querySelector("svg > *");
}

/** All elements of an SVG document that match. */
export function svgElements(svg: string, selector: string): SvgElement[] {
  return [...new JSDOM(svg).window.document.querySelectorAll(selector)];
}

/** Source of the element alone, inside groups with the transforms of all that it is in. */
export function inPlace(element: SvgElement): string {
  let source = (element as SvgElement & { outerHTML: string }).outerHTML;
  for (let at = element.parentNode; at?.getAttribute; at = at.parentNode) {
    source = `<g transform="${at.getAttribute("transform") ?? ""}">${source}</g>`;
  }
  return `<g>${source}</g>`;
}
