/** What is needed of an element of an SVG document to write it shorter. */
export interface EditableElement {
  readonly tagName: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  readonly children: Iterable<EditableElement>;
  readonly childNodes: ArrayLike<unknown>;
  readonly ownerDocument: { createElementNS(namespace: string, name: string): EditableElement };
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  append(...children: EditableElement[]): void;
  replaceWith(...others: EditableElement[]): void;
  remove(): void;
}

type Declarations = Map<string, string>;

/**
 * Writes a picture of Plotly's shorter, in place, so that it still draws the same: without what only serves
 * interaction, with coordinates to a tenth of a pixel, with what elements have in common said once, and with the
 * many symbols of a scatter as one line of places that carries a marker at each.
 *
 * @param prefix begins the names of the markers; as unique as the picture
 */
export function compactSvg(svg: EditableElement, prefix: string): void {
  let markers = 0;
  shortenAttributes(svg, new Set());
  visitUpwards(svg, (element) => {
    if (isEmpty(element)) return element.remove();
    mergeSymbols(element, () => `${prefix}-m${markers++}`);
    hoistStyle(element);
  });
}

function visitUpwards(element: EditableElement, visit: (element: EditableElement) => void): void {
  for (const child of [...element.children]) visitUpwards(child, visit);
  visit(element);
}

/** Draws nothing, and nobody refers to it. */
function isEmpty(element: EditableElement): boolean {
  if (element.getAttribute("id") !== null || element.childNodes.length > 0) return false;
  return ["g", "defs", "text"].includes(element.tagName) || (element.tagName === "path" && !element.getAttribute("d"));
}

function shortenAttributes(element: EditableElement, setAbove: ReadonlySet<string>): void {
  for (const { name, value } of [...element.attributes]) {
    if (/^(class|data-|pointer-events$|drag-)/.test(name)) element.removeAttribute(name);
    else if (name === "d") element.setAttribute(name, rounded(value, isSymbol(value) ? 2 : 1));
    else if (name === "transform") element.setAttribute(name, rounded(value, element.tagName === "path" ? 1 : 2));
    else if (/^(x|y|[xy][12]|width|height|c[xy]|r)$/.test(name)) element.setAttribute(name, rounded(value, 2));
  }
  const style = declarations(element);
  for (const [property, value] of style) {
    if (initialValues[property] === value && !setAbove.has(property)) style.delete(property);
  }
  setStyle(element, style);
  const set = new Set([...setAbove, ...style.keys()]);
  for (const child of element.children) shortenAttributes(child, set);
}

/** The outline of a marker, whose shape would suffer from a coarse grid. */
function isSymbol(path: string): boolean {
  return path.length < 80;
}

function rounded(text: string, decimals: number): string {
  return text.replace(/\d*\.\d+(e-?\d+)?/g, (digits) => String(Number(Number(digits).toFixed(decimals))));
}

const initialValues: Readonly<Record<string, string>> = {
  opacity: "1",
  "fill-opacity": "1",
  "stroke-opacity": "1",
  "stroke-dasharray": "none",
  "vector-effect": "none",
};

function declarations(element: EditableElement): Declarations {
  const style: Declarations = new Map();
  for (const part of (element.getAttribute("style") ?? "").split(";")) {
    const at = part.indexOf(":");
    if (at > 0) style.set(part.slice(0, at).trim(), shortValue(part.slice(at + 1).trim()));
  }
  return style;
}

function shortValue(value: string): string {
  return value
    .replace(/rgb\((\d+), (\d+), (\d+)\)/g, (_, ...rgb) => {
      const hex = rgb.slice(0, 3).map((part) => Number(part).toString(16).padStart(2, "0"));
      return `#${hex.every(([a, b]) => a === b) ? hex.map(([a]) => a).join("") : hex.join("")}`;
    })
    .replaceAll(", ", ",");
}

function setStyle(element: EditableElement, style: Declarations): void {
  if (style.size === 0) element.removeAttribute("style");
  else element.setAttribute("style", Array.from(style, (pair) => pair.join(":")).join(";"));
}

/** Properties that an element has from its parent unless it says otherwise. */
const inherited = /^(fill|fill-opacity|stroke|stroke-(opacity|width|miterlimit)|font-\w+|white-space)$/;

/** What all children of a group say, the group says for them. */
function hoistStyle(group: EditableElement): void {
  if (group.tagName !== "g" || group.childNodes.length === 0) return;
  const children = Array.from(group.children, (child) => ({ child, style: declarations(child) }));
  const own = declarations(group);
  const common = [...children[0].style].filter(
    ([property, value]) => inherited.test(property) && children.every(({ style }) => style.get(property) === value),
  );
  for (const [property, value] of common) {
    own.set(property, value);
    for (const { style } of children) style.delete(property);
  }
  setStyle(group, own);
  for (const { child, style } of children) setStyle(child, style);
}

/** From how many on a marker of its own is shorter. */
const fewestSymbols = 4;

/** Equal paths in a row that only lie in different places become one line that carries the path as its marker. */
function mergeSymbols(parent: EditableElement, newName: () => string): void {
  let run: EditableElement[] = [];
  for (const child of [...parent.children, undefined]) {
    if (child && place(child) && (run.length === 0 || isAlike(run[0], child))) {
      run.push(child);
      continue;
    }
    if (run.length >= fewestSymbols) merge(run, newName());
    run = child && place(child) ? [child] : [];
  }
}

/** "x,y" of a path that is moved and nothing else. */
function place(element: EditableElement): string | undefined {
  if (element.tagName !== "path" || element.getAttribute("id") !== null) return undefined;
  return /^translate\((-?[\d.]+,-?[\d.]+)\)$/.exec(element.getAttribute("transform") ?? "")?.[1];
}

function isAlike(one: EditableElement, other: EditableElement): boolean {
  const text = (element: EditableElement) =>
    Array.from(element.attributes, ({ name, value }) => (name === "transform" ? "" : `${name}=${value}`)).join("\n");
  return text(one) === text(other);
}

function merge(symbols: readonly EditableElement[], name: string): void {
  const points = symbols.map(place).join(" ");
  const [symbol, ...others] = symbols;
  for (const other of others) other.remove();
  const { ownerDocument } = symbol;
  const marker = ownerDocument.createElementNS(svgNamespace, "marker");
  // As large as it is, and not cut off.
  for (const [attribute, value] of Object.entries({ id: name, overflow: "visible", markerUnits: "userSpaceOnUse" })) {
    marker.setAttribute(attribute, value);
  }
  const line = ownerDocument.createElementNS(svgNamespace, "polyline");
  line.setAttribute("points", points);
  // Where a marker is drawn does not depend on whether its line is.
  const reference = `url(#${name})`;
  // An unseen stroke and the three properties in full: resvg draws no markers for a line without, or for `marker`.
  const unseen = "fill:none;stroke:#000;stroke-opacity:0";
  line.setAttribute("style", `${unseen};marker-start:${reference};marker-mid:${reference};marker-end:${reference}`);
  symbol.replaceWith(marker, line);
  symbol.removeAttribute("transform");
  marker.append(symbol);
}

const svgNamespace = "http://www.w3.org/2000/svg";
