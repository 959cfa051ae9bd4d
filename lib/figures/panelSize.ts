import { annotationsOf, isCaption } from "./annotations.js";
import type { Figure } from "./figure.js";
import { legendRoom, legendRows } from "./figureLegend.js";
import type { Area } from "./subplots.js";
import { wrapText } from "./wrapText.js";

const titleSize = 15;
const lineHeight = 20;
const captionSize = 11;
const captionLineHeight = 14;

/** The panel in the size that it had in the figure, with more lines for the legend, title and caption if these need them. */
export function panelSized(panel: Figure, figure: Figure, { left, right, bottom, top }: Area): Figure {
  const { width = 900, height = 420, title } = figure.layout;
  const given = { l: 60, r: 20, t: 50, b: 50, ...(figure.layout.margin as Record<string, number> | undefined) };
  const whole = legendRoom(figure);
  const own = legendRoom(panel);
  const beside = (room: typeof own) => Math.max(given.r, room.side === "right" ? room.entryWidth : 0);
  const plotWidth = (width - given.l - beside(whole)) * (right - left);
  const ownWidth = Math.round(given.l + plotWidth + beside(own));

  const isInRows = own.side === "above" || own.side === "below";
  const rows = isInRows ? legendRows(own, plotWidth) - legendRows(whole, width - given.l - given.r) : 0;
  const moreLegend = Math.max(0, rows) * lineHeight;
  const titleLines = title?.text ? wrapText(title.text, titleSize, ownWidth - 20) : [];
  const above = (own.side === "above" ? moreLegend : 0) + Math.max(0, titleLines.length - 1) * lineHeight;
  let below = own.side === "below" ? moreLegend : 0;
  const lower = below; // what comes between the axes and the caption
  const annotations = annotationsOf(panel).map((annotation) => {
    if (!isCaption(annotation)) return annotation;
    const inFigure = (annotation.text ?? "").split("<br>");
    const lines = wrapText(inFigure.join(" "), captionSize, ownWidth - given.l - given.r - 20);
    below += (lines.length - inFigure.length) * captionLineHeight;
    return {
      ...annotation,
      align: "left",
      text: lines.join("<br>"),
      yshift: ((annotation.yshift as number) ?? 0) - lower,
    };
  });
  const plotHeight = (height - given.t - given.b) * (top - bottom);
  return {
    data: panel.data,
    meaning: figure.meaning,
    layout: {
      ...panel.layout,
      annotations,
      width: ownWidth,
      height: Math.round(given.t + above + plotHeight + given.b + below),
      margin: {
        ...(figure.layout.margin as object | undefined),
        l: given.l,
        r: given.r,
        t: given.t + above,
        b: given.b + below,
      },
      ...(titleLines.length > 0 ? { title: { ...title, text: titleLines.join("<br>") } } : {}),
    },
  };
}
