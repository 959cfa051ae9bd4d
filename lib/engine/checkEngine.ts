import { isDeepStrictEqual } from "node:util";
import { isBuiltIn } from "../builtIn.js";
import type { Cell } from "../models/cell.js";
import type { Engine } from "./engine.js";

/**
 * Refuses an engine that runs another cell than the one it is used with: if their parameters have the same names and
 * shapes, it would give the other's results.
 *
 * @throws RangeError if the engine says which cell it runs, and that is another one
 */
export function checkEngine({ cell: own }: Engine, cell: Cell): void {
  if (!own || own === cell) return;
  const [expected, got] = [cell, own].map(({ description }) => JSON.parse(JSON.stringify(description)));
  if (!isDeepStrictEqual(expected, got)) {
    const [model, other] = [expected, got].map((description) => JSON.stringify(description));
    throw new RangeError(`engine: expected one of the cell that is given, ${model}, got one of ${other}`);
  }
  if (isBuiltIn(own) === isBuiltIn(cell)) return;
  throw new RangeError(`engine: expected one of the cell that is given, got one of another cell called "${cell.name}"`);
}
