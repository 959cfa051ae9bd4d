import { mustBeRows } from "../mustBe.js";
import type { Annotation, Placed } from "./annotations.js";
import { axisSuffix } from "./columns.js";
import { type Axis, type Figure, mustBeFigure } from "./figure.js";
import { axesOfTrace } from "./subplots.js";

/** A figure of one panel, and what it is called beside others. */
export interface TitledFigure {
  readonly title: string;
  readonly figure: Figure;
}

/** Share of the width between two panels. */
const gap = 0.1;

/**
 * Figures of one panel as panels of one figure, beside each other and over the same values of y. Lines of the same name
 * are named once.
 *
 * @throws RangeError if a figure has several panels, or its title is missing
 */
export function sideBySide(parts: readonly TitledFigure[]): Figure {
  mustBeRows("parts", parts, { title: "a string", figure: "an object" });
  for (const { figure } of parts) mustBeFigure(figure);
  const width = (1 - gap * (parts.length - 1)) / parts.length;
  const named = new Set<string>();
  const data: Figure["data"] = [];
  const axes: Record<string, Axis> = {};
  const annotations: object[] = [];
  const shapes: object[] = [];
  parts.forEach(({ title, figure }, i) => {
    const suffix = axisSuffix(i);
    const left = i * (width + gap);
    const { xaxis, yaxis, annotations: texts = [], shapes: drawn = [] } = figure.layout;
    axes[`xaxis${suffix}`] = { ...xaxis, domain: [left, left + width], anchor: `y${suffix}` };
    axes[`yaxis${suffix}`] = { ...yaxis, anchor: `x${suffix}`, ...(i === 0 ? {} : { matches: "y" }) };
    for (const trace of figure.data) {
      const [x, y] = axesOfTrace(trace);
      if (x !== "x" || y !== "y") throw new RangeError(`expected a figure of one panel, got axes ${x} and ${y}`);
      const key = trace.legendgroup ?? trace.name;
      const isNamed = trace.showlegend !== false && key !== undefined && named.has(key);
      if (trace.showlegend !== false && key !== undefined) named.add(key);
      const place = { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
      data.push({ ...trace, ...place, ...(isNamed ? { showlegend: false } : {}) });
    }
    const moved = <Item extends Placed>(item: Item) => inPanel(item, suffix, left, width);
    annotations.push({
      ...{ text: title, x: left + width / 2, y: 1, xref: "paper", yref: "paper", xanchor: "center", yanchor: "bottom" },
      ...{ yshift: 6, showarrow: false, font: { size: 14 } },
    });
    // Where nothing is said, Plotly anchors a text by the third of the figure that it is in, which is another one now.
    annotations.push(...(texts as Annotation[]).map((text) => moved({ xanchor: "center", ...text })));
    shapes.push(...(drawn as Placed[]).map(moved));
  });
  return {
    data,
    meaning: withoutBeginnings([...new Set(parts.flatMap(({ figure }) => figure.meaning ?? []))]),
    layout: {
      ...parts[0]?.figure.layout,
      ...axes,
      annotations,
      shapes,
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1.16, yanchor: "bottom" },
      margin: { l: 75, r: 30, t: 95, b: 60 },
    },
  };
}

/** What lies on a figure, on its panel: axes by their new names, shares of the width as those of the panel. */
function inPanel<Item extends Placed>(item: Item, suffix: string, left: number, width: number): Item {
  const moved: Placed = { ...item };
  if (item.xref === "paper") {
    for (const key of ["x", "x0", "x1"]) {
      const value = item[key];
      if (typeof value === "number") moved[key] = left + value * width;
    }
  } else moved.xref = ofPanel(item.xref, "x", suffix);
  if (item.yref !== "paper") moved.yref = ofPanel(item.yref, "y", suffix);
  return { ...item, ...moved };
}

/** The panel's axis, or its domain: "x" and "x domain" become "x2" and "x2 domain". */
function ofPanel(ref: string | undefined, axis: "x" | "y", suffix: string): string {
  return `${axis}${suffix}${ref?.endsWith(" domain") ? " domain" : ""}`;
}

/** Sentences but for those that another one begins with: "A line is one network." beside "A line is one network, …". */
function withoutBeginnings(sentences: readonly string[]): string[] {
  const isBegun = (one: string) =>
    one.endsWith(".") && sentences.some((other) => other.startsWith(`${one.slice(0, -1)},`));
  return sentences.filter((sentence) => !isBegun(sentence));
}
