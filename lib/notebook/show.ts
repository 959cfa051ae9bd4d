import { asGiven } from "../asGiven.js";
import { counted } from "../counted.js";
import { captioned } from "../figures/caption.js";
import { type Column, type Figure, mustBeFigure, type Trace } from "../figures/figure.js";
import { plainText } from "../figures/wrapText.js";
import { checkOptionsOf } from "../knownFields.js";
import { figureHtml, plotlyConfig } from "./figureHtml.js";
import { styled } from "./figureTemplate.js";
import { kernelDisplay } from "./kernelDisplay.js";
import { plainFigure, significant } from "./plainFigure.js";
import { plotlySvg } from "./plotlySvg.js";

/** How large a figure is shown. */
export interface ShowOptions {
  /** Pixels. Default: the layout's own, or 900; interactive figures become narrower where there is less room. */
  width?: number;
  /** Pixels. Default: the layout's own, or 420. */
  height?: number;
}

/** How many traces the text in place of a figure describes. */
const describedTraces = 12;

/**
 * Shows a figure below the cell, as one output in several forms: interactive, as a static picture for
 * viewers that run no scripts, and as text. In a program that is no notebook, prints the text; `saveFigure` makes a
 * file of it.
 *
 * @throws RangeError if it is no figure, or an option is unknown or not valid
 * @example await show({ data: [{ type: "scatter", x: [1, 2], y: [3, 4] }], layout: { title: { text: "Two points" } } })
 */
export async function show(figure: Figure, options: ShowOptions = {}): Promise<void> {
  mustBeFigure(figure);
  checkOptionsOf("show", options, { width: true, height: true });
  checkSize(options);
  const text = describeFigure(figure);
  const send = kernelDisplay();
  if (!send) {
    console.log(text);
    return;
  }
  send({ data: await figureBundle(figure, options), metadata: {}, transient: {} });
}

/** @throws RangeError if a size that is given is none */
export function checkSize({ width, height }: ShowOptions): void {
  for (const [name, pixels = 1] of Object.entries({ width, height })) {
    if (Number.isFinite(pixels) && pixels > 0) continue;
    throw new RangeError(`${name}: expected a positive number of pixels, got ${asGiven(pixels)}`);
  }
}

/** The forms of a figure by their MIME type. What it means stands below it, with or without a caption. */
export async function figureBundle(given: Figure, options: ShowOptions = {}): Promise<Record<string, unknown>> {
  const { flexible, svg, width, height, text } = await drawn(given, options);
  return {
    "application/vnd.plotly.v1+json": { ...flexible, config: plotlyConfig },
    "image/svg+xml": svg,
    "text/html": figureHtml(flexible, svg, width, height),
    "text/plain": text,
  };
}

/** A figure in our style, as a picture of a size and as JSON that becomes as wide as there is room. */
export interface DrawnFigure {
  readonly flexible: Figure;
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  readonly text: string;
}

export async function drawn(given: Figure, options: ShowOptions): Promise<DrawnFigure> {
  const { width = given.layout.width ?? 900 } = options;
  const figure = given.meaning?.length ? captioned({ ...given, layout: { ...given.layout, width } }) : given;
  const { height = figure.layout.height ?? 420 } = options;
  const plain = plainFigure(styled(figure));
  const svg = await plotlySvg(plain, width, height);
  const { width: _, ...layout } = plain.layout; // as wide as there is room
  return {
    flexible: { data: plain.data, layout: { ...layout, height } },
    svg,
    width,
    height,
    text: describeFigure(figure),
  };
}

/** Title and, for each trace, its name, number of points and ranges: a figure for who sees none. */
export function describeFigure({ data, layout }: Figure): string {
  const title = plainText(layout.title?.text ?? "Figure");
  const lines = data.slice(0, describedTraces).map((trace, k) => `  ${describeTrace(trace, k)}`);
  if (data.length > describedTraces) lines.push(`  and ${data.length - describedTraces} more`);
  return [title, ...lines].join("\n");
}

function describeTrace(trace: Trace, index: number): string {
  const name = plainText(trace.name ?? `${trace.type} ${index + 1}`);
  if (trace.z) {
    const cells = trace.z.flatMap((row) => Array.from<number | string | null>(row));
    return [`${name}: ${trace.z.length} × ${trace.z[0]?.length ?? 0} cells`, ...describeRange("z", cells)].join(", ");
  }
  const count = (trace.y ?? trace.x)?.length ?? 0;
  const points = `${name}: ${counted(count, "point")}`;
  return [points, ...describeRange("x", trace.x), ...describeRange("y", trace.y)].join(", ");
}

/** From the least to the largest number of a column; nothing if it has none. */
function describeRange(axis: string, column: Column | undefined): string[] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of Array.from(column ?? [])) {
    if (typeof value !== "number" || !Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return least > most ? [] : [`${axis} ${significant(least)} … ${significant(most)}`];
}
