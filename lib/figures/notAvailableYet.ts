import { plottedWidth } from "./look.js";
import { smallNoticeSize } from "./publishedTraces.js";
import { wrapText } from "./wrapText.js";

/**
 * What to say in small letters above a panel of which networks are missing, in lines that it has room for.
 *
 * @param names  of what is missing; none: there is nothing to say
 * @param whose  "ours" where published networks are there
 * @param width  of the panel, as a share of the figure
 * @example notAvailableYet(["τ = 4"], "ours") // ["ours not available yet: τ = 4"]
 */
export function notAvailableYet(names: readonly string[], whose: "ours" | "" = "", width = 0.43): string[] {
  if (names.length === 0) return [];
  return wrapText(`${whose} not available yet: ${names.join("; ")}`.trim(), smallNoticeSize, width * plottedWidth);
}
