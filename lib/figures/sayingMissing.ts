import { mustBeRows } from "../mustBe.js";
import { curriculumLook, type ShownCurriculum } from "./curriculumLook.js";
import { type Figure, mustBeFigure } from "./figure.js";
import { wrapText } from "./wrapText.js";

const fontSize = 11;

/**
 * The figure with a line above its panels that names the curricula it should show and does not, because none of their
 * networks is available yet; the same figure if all are.
 *
 * @param there     the curricula of the networks that are shown
 * @param expected  all that the figure should show
 * @throws RangeError if it is no figure, or a curriculum has no name
 */
export function sayingMissing(
  figure: Figure,
  there: readonly ShownCurriculum[],
  expected: readonly ShownCurriculum[],
): Figure {
  mustBeFigure(figure);
  mustBeRows("there", there, { name: "a string" });
  mustBeRows("expected", expected, { name: "a string" });
  const labels = new Set(there.map((curriculum) => curriculumLook(curriculum).label));
  const missing = expected.map((curriculum) => curriculumLook(curriculum).label).filter((label) => !labels.has(label));
  if (missing.length === 0) return figure;
  const { width = 900, margin = {} } = figure.layout;
  const { l = 75, r = 30 } = margin as { l?: number; r?: number };
  const lines = wrapText(`not available yet: ${missing.join(", ")}`, fontSize, width - l - r);
  const annotation = {
    ...{ text: lines.join("<br>"), align: "right", showarrow: false, font: { size: fontSize, color: "#888888" } },
    ...{ xref: "paper", yref: "paper", x: 1, y: 1, xanchor: "right", yanchor: "bottom" },
  };
  const annotations = [...((figure.layout.annotations ?? []) as object[]), annotation];
  return { ...figure, layout: { ...figure.layout, annotations } };
}
