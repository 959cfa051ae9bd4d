import { ascent, descent, textWidth } from "../figures/textWidth.js";
import { type Point, pathPoints } from "./svgPath.js";

/** What is needed of an element of an SVG document to find out how much room it takes. */
export interface SvgElement {
  readonly tagName: string;
  readonly textContent: string | null;
  readonly parentNode: SvgElement | null;
  readonly children: ArrayLike<SvgElement>;
  readonly childNodes: ArrayLike<SvgElement>;
  readonly style?: { fontSize?: string; fontWeight?: string; textAnchor?: string };
  getAttribute?(name: string): string | null;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Affine map: x' = a·x + c·y + e, y' = b·x + d·y + f. */
type Transform = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/**
 * The box around an element, in the element's own coordinates, its own transform not applied: what a
 * browser's getBBox gives, with text as wide as `textWidth` says. Nothing for an element without extent.
 */
export function svgBox(element: SvgElement): Box | undefined {
  switch (element.tagName) {
    case "text":
    case "tspan":
      return textBox(element);
    case "rect":
    case "image":
    case "use":
      return rectangle(element);
    case "circle": {
      const [x, y, radius] = [number(element, "cx"), number(element, "cy"), number(element, "r")];
      return { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
    }
    case "line":
      return around([
        [number(element, "x1"), number(element, "y1")],
        [number(element, "x2"), number(element, "y2")],
      ]);
    case "path":
      return around(pathPoints(element.getAttribute?.("d") ?? "")); // exact for the lines and symbols of a figure
    case "defs":
    case "clipPath":
      return undefined;
    default: {
      const boxes = Array.from(element.children, (child) => moved(svgBox(child), transformOf(child)));
      return union(boxes.filter((box) => box !== undefined));
    }
  }
}

/** Every line of text in an element, and how wide `textWidth` says that it is. */
export function lineWidths<Element extends SvgElement>(element: Element): { line: Element; width: number }[] {
  if (element.tagName === "defs") return [];
  if (element.tagName !== "text") return Array.from(element.children as ArrayLike<Element>).flatMap(lineWidths);
  const lines = linesOf(element) as Element[];
  return (lines.length === 0 ? [element] : lines).map((line) => ({ line, width: inkWidth(line) }));
}

/**
 * Lines are `tspan`s with a place of their own, one below the other (of the class `line` where Plotly has just drawn
 * them); other `tspan`s are raised, lowered or styled parts.
 */
function linesOf(text: SvgElement): SvgElement[] {
  return Array.from(text.children).filter(
    (child) => child.getAttribute?.("class") === "line" || child.getAttribute?.("x"),
  );
}

function textBox(element: SvgElement): Box | undefined {
  const lines = linesOf(element);
  if (lines.length === 0) return lineBox(element, 0);
  return union(lines.map((line) => lineBox(line, dy(line))).filter((box) => box !== undefined));
}

function lineBox(line: SvgElement, drop: number): Box | undefined {
  const width = inkWidth(line);
  if (width === 0) return undefined;
  const size = fontSize(line);
  const anchor = inherited(line, "text-anchor", (style) => style.textAnchor) ?? "start";
  const left = number(line, "x") - width * { start: 0, middle: 0.5, end: 1 }[anchor as "start" | "middle" | "end"];
  const baseline = number(line, "y") + drop;
  return { left, right: left + width, top: baseline - ascent * size, bottom: baseline + descent * size };
}

/** Sum over the pieces of text inside, each in its own font. */
function inkWidth(element: SvgElement): number {
  let width = 0;
  for (const child of Array.from(element.childNodes)) {
    if (child.getAttribute) width += inkWidth(child);
    else width += textWidth(child.textContent ?? "", fontSize(element), isBold(element));
  }
  return width;
}

/** A line's distance from the first baseline. */
function dy(line: SvgElement): number {
  const text = line.getAttribute?.("dy") ?? "0";
  return Number.parseFloat(text) * (text.endsWith("em") ? fontSize(line) : 1);
}

function fontSize(element: SvgElement): number {
  const text = inherited(element, "font-size", (style) => style.fontSize) ?? "12px";
  const value = Number.parseFloat(text);
  if (!text.endsWith("%")) return value;
  return element.parentNode ? (value / 100) * fontSize(element.parentNode) : value;
}

function isBold(element: SvgElement): boolean {
  return /bold|[6-9]00/.test(inherited(element, "font-weight", (style) => style.fontWeight) ?? "");
}

function inherited(
  element: SvgElement,
  attribute: string,
  property: (style: NonNullable<SvgElement["style"]>) => string | undefined,
): string | undefined {
  for (let at: SvgElement | null = element; at?.getAttribute; at = at.parentNode) {
    const value = (at.style && property(at.style)) || at.getAttribute(attribute);
    if (value) return value;
  }
  return undefined;
}

function rectangle(element: SvgElement): Box {
  const [left, top] = [number(element, "x"), number(element, "y")];
  return { left, top, right: left + number(element, "width"), bottom: top + number(element, "height") };
}

function transformOf(element: SvgElement): Transform {
  let total: Transform = [1, 0, 0, 1, 0, 0];
  for (const [, name, list] of (element.getAttribute?.("transform") ?? "").matchAll(/(\w+)\(([^)]*)\)/g)) {
    const v = list.split(/[\s,]+/).map(Number);
    total = compose(total, elementary(name, v));
  }
  return total;
}

function elementary(name: string, v: readonly number[]): Transform {
  if (name === "translate") return [1, 0, 0, 1, v[0], v[1] ?? 0];
  if (name === "scale") return [v[0], 0, 0, v[1] ?? v[0], 0, 0];
  if (name === "matrix") return [v[0], v[1], v[2], v[3], v[4], v[5]];
  if (name !== "rotate") return [1, 0, 0, 1, 0, 0];
  const [cos, sin] = [Math.cos((v[0] * Math.PI) / 180), Math.sin((v[0] * Math.PI) / 180)];
  const [x, y] = [v[1] ?? 0, v[2] ?? 0]; // the point that it turns around
  return [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y];
}

function compose([a, b, c, d, e, f]: Transform, [p, q, r, s, t, u]: Transform): Transform {
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f];
}

function moved(box: Box | undefined, [a, b, c, d, e, f]: Transform): Box | undefined {
  if (!box) return undefined;
  const corners = [box.left, box.right].flatMap((x) => [box.top, box.bottom].map((y): Point => [x, y]));
  return around(corners.map(([x, y]) => [a * x + c * y + e, b * x + d * y + f]));
}

function around(points: readonly Point[]): Box | undefined {
  if (points.length === 0) return undefined;
  const [x, y] = [points.map((point) => point[0]), points.map((point) => point[1])];
  return { left: Math.min(...x), top: Math.min(...y), right: Math.max(...x), bottom: Math.max(...y) };
}

function union(boxes: readonly Box[]): Box | undefined {
  return around(
    boxes.flatMap(({ left, top, right, bottom }): Point[] => [
      [left, top],
      [right, bottom],
    ]),
  );
}

function number(element: SvgElement, attribute: string): number {
  return Number.parseFloat(element.getAttribute?.(attribute) ?? "") || 0;
}
