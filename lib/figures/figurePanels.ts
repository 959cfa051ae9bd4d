import { annotationsOf, isCaption, type Placed } from "./annotations.js";
import { type Axis, type Figure, type Layout, mustBeFigure, type Trace } from "./figure.js";
import { hasLegend, isInLegend, legendKey } from "./figureLegend.js";
import { panelSized } from "./panelSize.js";
import { type Area, axesOfTrace, axisOf, distance, domainOf, type Subplot, subplots } from "./subplots.js";

/** One panel of a figure, as a figure of its own. */
export interface Panel {
  /** The panel's letter; its number if a panel of the figure has none; "" if it is the only one and has none. */
  name: string;
  figure: Figure;
}

/**
 * Cuts a figure into its panels: each takes along its traces, axes, annotations and shapes, the legend's entries of its
 * traces, and the caption, and is as large as it was. Menus stay behind, and traces that a menu hides.
 * A figure whose panels a `layout.grid` arranges is left whole.
 *
 * @throws RangeError if it is no figure
 */
export function figurePanels(figure: Figure): Panel[] {
  mustBeFigure(figure);
  const areas = figure.layout.grid ? [] : subplots(figure);
  const letters = areas.map((subplot) => letterOf(figure, areas, subplot));
  if (areas.length < 2) return [{ name: letters[0] ?? "", figure }];
  const areLetters = new Set(letters).size === areas.length && !letters.includes(undefined);
  return areas.map((subplot, i) => ({
    name: (areLetters && letters[i]) || String(i + 1),
    figure: cut(figure, areas, subplot),
  }));
}

function letterOf(figure: Figure, all: readonly Subplot[], subplot: Subplot): string | undefined {
  return annotationsOf(figure)
    .filter((annotation) => isIn(annotation, all, subplot))
    .map(({ text }) => /^<b>([a-zA-Z])<\/b>$/.exec(text ?? "")?.[1])
    .find((letter) => letter !== undefined);
}

function cut(figure: Figure, all: readonly Subplot[], subplot: Subplot): Figure {
  const { area, axes } = subplot;
  const names = new Map<string, string>(); // of the axes, in the figure and in the panel
  for (const letter of "xy") {
    const own = [...axes].filter((name) => name[0] === letter).sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
    own.forEach((name, i) => {
      names.set(name, i === 0 ? letter : `${letter}${i + 1}`);
    });
  }
  const layout: Layout = {};
  for (const [key, value] of Object.entries(figure.layout)) {
    if (!/^[xy]axis\d*$|^(updatemenus|sliders|grid)$/.test(key)) layout[key] = value;
  }
  for (const [name, newName] of names) {
    layout[`${newName[0]}axis${newName.slice(1)}`] = cutAxis(figure, name, area, names);
  }
  const data = figure.data
    .filter((trace) => trace.visible !== false && axesOfTrace(trace).every((name) => axes.has(name)))
    .map((trace) => {
      const [x, y] = axesOfTrace(trace);
      return { ...trace, xaxis: names.get(x), yaxis: names.get(y) };
    });
  layout.annotations = annotationsOf(figure)
    .filter((annotation) => isCaption(annotation) || isIn(annotation, all, subplot))
    .map((annotation) => (isCaption(annotation) ? annotation : movedTo(area, names, annotation)));
  layout.shapes = ((figure.layout.shapes ?? []) as Placed[])
    .filter((shape) => isIn(shape, all, subplot))
    .map((shape) => movedTo(area, names, shape));
  layout.showlegend = hasLegend(figure);
  return panelSized({ data: withLegend(data, figure.data), layout }, figure, area);
}

/** The axis alone: without links to axes of other panels, and with what it shared with a neighbour's. */
function cutAxis(figure: Figure, name: string, area: Area, names: ReadonlyMap<string, string>): Axis {
  const axis: Axis = { ...axisOf(figure, name) };
  const [low, high] = name[0] === "x" ? [area.left, area.right] : [area.bottom, area.top];
  const [from, to] = domainOf(figure, name);
  axis.domain = [(from - low) / (high - low), (to - low) / (high - low)];
  for (const link of ["anchor", "overlaying", "matches", "scaleanchor"]) {
    const linked = axis[link];
    if (typeof linked !== "string" || linked === "free") continue;
    if (names.has(linked)) axis[link] = names.get(linked);
    else delete axis[link];
  }
  if (!axis.title?.text && axis.visible !== false) {
    const titled = neighbours(figure, name).find((neighbour) => neighbour.title?.text);
    if (titled) Object.assign(axis, { title: titled.title, showticklabels: true });
  }
  return axis;
}

/** Axes of the same direction and extent: above or below an x axis, left or right of a y axis. */
function neighbours(figure: Figure, name: string): Axis[] {
  const [from, to] = domainOf(figure, name);
  return Object.entries(figure.layout).flatMap(([key, axis]) => {
    if (!key.startsWith(`${name[0]}axis`)) return [];
    const [otherFrom, otherTo] = domainOf(figure, key.replace("axis", ""));
    const isAligned = Math.abs(from - otherFrom) < 1e-9 && Math.abs(to - otherTo) < 1e-9;
    return isAligned && key.replace("axis", "") !== name ? [axis as Axis] : [];
  });
}

/** The axis that something is placed by, without the word "domain"; Plotly's default is the first one. */
function placedBy({ xref = "x", yref = "y" }: Placed): [x: string, y: string] {
  return [xref.replace(" domain", ""), yref.replace(" domain", "")];
}

function isIn(placed: Placed, all: readonly Subplot[], subplot: Subplot): boolean {
  const by = placedBy(placed).filter((name) => name !== "paper");
  if (by.length > 0) return by.every((name) => subplot.axes.has(name));
  const middle = (letter: string) =>
    typeof placed[letter] === "number"
      ? (placed[letter] as number)
      : ((placed[`${letter}0`] as number) + (placed[`${letter}1`] as number)) / 2;
  const [x, y] = [middle("x"), middle("y")];
  const nearest = [...all].sort((a, b) => distance(a.area, x, y) - distance(b.area, x, y))[0];
  return nearest === subplot;
}

/** Placed by the panel's axes, or by shares of its area instead of the whole figure's. */
function movedTo(area: Area, names: ReadonlyMap<string, string>, placed: Placed): Placed {
  const moved: Placed = { ...placed };
  for (const [letter, low, high] of [
    ["x", area.left, area.right],
    ["y", area.bottom, area.top],
  ] as const) {
    const ref = placed[`${letter}ref`] ?? letter;
    if (typeof ref !== "string") continue;
    if (ref !== "paper") {
      const name = ref.replace(" domain", "");
      moved[`${letter}ref`] = ref.replace(name, names.get(name) ?? name);
      continue;
    }
    for (const key of [letter, `${letter}0`, `${letter}1`]) {
      const value = placed[key];
      if (typeof value === "number") moved[key] = (value - low) / (high - low);
    }
  }
  for (const tail of ["axref", "ayref"]) {
    const name = placed[tail];
    if (typeof name === "string" && names.has(name)) moved[tail] = names.get(name);
  }
  return moved;
}

/** In a figure, one panel's entry in the legend stands for the others too; here each has its own. */
function withLegend(data: Trace[], all: readonly Trace[]): Trace[] {
  const shown = new Set(data.filter(isInLegend).map(legendKey));
  const entries = all.filter((trace) => isInLegend(trace) && !shown.has(legendKey(trace)));
  const chosen = entries.map((entry) => {
    const group = data.filter((trace) => legendKey(trace) === legendKey(entry));
    return group.find(({ name }) => name === entry.name) ?? group[0];
  });
  return data.map((trace) => (chosen.includes(trace) ? { ...trace, showlegend: true } : trace));
}
