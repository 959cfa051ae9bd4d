import type { Trace } from "./figure.js";
import { taskSymbol } from "./look.js";
import { shadingName } from "./overNetworks.js";

/**
 * What symbols, lines and shading of `overNetworks` stand for in a figure with these traces.
 *
 * @param networksAs  as they are drawn. Default: dots
 * @param of          what mean and standard deviation are of, where it is not the values themselves
 * @example networksMeaning(traces, { of: "logarithms" })
 *   // "Symbols: single networks; lines: mean over the networks of a condition, as far as all go, of logarithms."
 */
export function networksMeaning(
  traces: readonly Trace[],
  { networksAs = "dots", of = "" }: { networksAs?: "dots" | "lines"; of?: string } = {},
): string {
  const [single, means] = networksAs === "dots" ? ["Symbols", "lines"] : ["Thin lines", "thick ones"];
  const symbols = new Set(traces.map(({ marker }) => marker?.symbol));
  const areTasks = symbols.has(taskSymbol["n-dms"]) && symbols.has(taskSymbol["n-parity"]);
  const isShaded = traces.some(({ name = "" }) => name.endsWith(shadingName));
  return [
    `${single}: single networks${areTasks ? ", circles of N-parity, diamonds of N-DMS" : ""}; ${means}: mean over the networks of a condition, as far as all go`,
    isShaded ? "; shading: ± standard deviation over them" : "",
    of === "" ? "." : `, of ${of}.`,
  ].join("");
}
