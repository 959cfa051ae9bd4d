import type { EditableElement } from "./compactSvg.js";
import { lineWidths, type SvgElement } from "./svgBox.js";

/** Below this many characters a wider font does no harm. */
const fewestCharacters = 4;

/**
 * Writes down how wide every line of text is, in place: where there is neither Arial nor a font of its widths, as on
 * many a Linux, letters of another are made to fit, so that nothing overlaps. Lines with raised or lowered parts are
 * left as they are, since not every program that draws SVG spreads a width over these rightly.
 */
export function fixTextWidths(svg: EditableElement & SvgElement): void {
  for (const { line, width } of lineWidths(svg)) {
    if (line.children.length > 0 || (line.textContent ?? "").length < fewestCharacters) continue;
    line.setAttribute("textLength", width.toFixed(1));
    line.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}
