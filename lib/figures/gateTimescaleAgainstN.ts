import { checkOptionsOf } from "../knownFields.js";
import { mustBeName, mustBeRows } from "../mustBe.js";
import type { ResultRow } from "../results/resultsTable.js";
import type { Figure } from "./figure.js";
import type { LettersOption } from "./letters.js";
import { statisticAgainstN, statisticFields } from "./statisticAgainstN.js";

/**
 * Mean and standard deviation over units of the timescale of a gate, τ_f = 1 / (1 − mean f), against N. On
 * logarithmic axes, as a few units whose gate is open nearly always have very long ones. Lines are means over networks,
 * shading their standard deviation, both of logarithms.
 *
 * @param rows    of one model and one kind of inputs
 * @param symbol  of the gate
 * @throws RangeError if a row lacks a field, or an option is unknown or not valid
 * @source Khajehabdollahi et al. 2024, supplement
 * @example gateTimescaleAgainstN(rows, { symbol: "f" }) // of an LSTM
 */
export function gateTimescaleAgainstN(
  rows: readonly (Pick<ResultRow<"forget-gate">, "task" | "curriculum" | "seed" | "n" | "mean" | "std"> &
    Partial<Pick<ResultRow<"forget-gate">, "profile" | "model" | "variant">>)[],
  options: LettersOption & { symbol: string },
): Figure {
  mustBeRows("rows", rows, statisticFields);
  checkOptionsOf("gateTimescaleAgainstN", options, { symbol: true, letters: true });
  const { symbol, letters = ["", ""] } = options;
  mustBeName("symbol", symbol, ["f", "z"]);
  return statisticAgainstN(rows, [], { quantity: `τ<sub>${symbol}</sub>`, letters, scale: "log" });
}
