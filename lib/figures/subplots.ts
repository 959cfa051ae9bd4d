import type { Axis, Figure, Trace } from "./figure.js";

/** A rectangle of the plotting area, in shares of its width and height from the lower left corner. */
export interface Area {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** Axes that are drawn over each other, as one panel. Axis names as traces have them: "x", "y2". */
export interface Subplot {
  axes: ReadonlySet<string>;
  area: Area;
}

/** Where an axis is: its key in the layout is "xaxis2" for "x2". */
export function axisOf({ layout }: Figure, name: string): Axis | undefined {
  return layout[`${name[0]}axis${name.slice(1)}`] as Axis | undefined;
}

export function axesOfTrace({ xaxis = "x", yaxis = "y" }: Trace): [x: string, y: string] {
  return [xaxis, yaxis];
}

/** The subplots of a figure in the order in which one reads: rows from above, each from the left. */
export function subplots(figure: Figure): Subplot[] {
  const found: { axes: Set<string>; area: Area }[] = [];
  for (const [x, y] of axisPairs(figure)) {
    const [[left, right], [bottom, top]] = [domainOf(figure, x), domainOf(figure, y)];
    let own = { axes: new Set([x, y]), area: { left, right, bottom, top } };
    for (const other of [...found]) {
      if (!overlap(own.area, other.area)) continue;
      found.splice(found.indexOf(other), 1);
      own = { axes: new Set([...other.axes, ...own.axes]), area: around(own.area, other.area) };
    }
    found.push(own);
  }
  return found.sort((a, b) => b.area.top - a.area.top || a.area.left - b.area.left);
}

/** Pairs of axes with traces between them, or that are anchored to each other: an empty panel is a panel too. */
function axisPairs(figure: Figure): [x: string, y: string][] {
  const pairs = figure.data.map(axesOfTrace);
  for (const key of Object.keys(figure.layout)) {
    const match = /^([xy])axis(\d*)$/.exec(key);
    if (!match) continue;
    const [, letter, number] = match;
    const anchor = (figure.layout[key] as Axis).anchor ?? (letter === "x" ? "y" : "x");
    if (typeof anchor !== "string" || anchor === "free" || !axisOf(figure, anchor)) continue;
    pairs.push(letter === "x" ? [`x${number}`, anchor] : [anchor, `y${number}`]);
  }
  return pairs;
}

/** An axis without a domain takes all the room; one that overlays another, the other's. */
export function domainOf(figure: Figure, name: string): readonly [number, number] {
  const axis = axisOf(figure, name);
  const under = axis?.overlaying;
  if (typeof under === "string" && under !== name && axisOf(figure, under)) return domainOf(figure, under);
  return axis?.domain ?? [0, 1];
}

function overlap(a: Area, b: Area): boolean {
  const common = (low: number, high: number) => high - low > 1e-9;
  return (
    common(Math.max(a.left, b.left), Math.min(a.right, b.right)) &&
    common(Math.max(a.bottom, b.bottom), Math.min(a.top, b.top))
  );
}

function around(a: Area, b: Area): Area {
  return {
    left: Math.min(a.left, b.left),
    right: Math.max(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
    top: Math.max(a.top, b.top),
  };
}

/** How far a point is from a rectangle; 0 inside and on its edges. */
export function distance({ left, right, bottom, top }: Area, x: number, y: number): number {
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(bottom - y, 0, y - top));
}
