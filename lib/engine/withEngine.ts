import type { Cell } from "../models/cell.js";
import type { Engine } from "./engine.js";
import { GraphEngine, type GraphEngineOptions } from "./graphEngine.js";

/**
 * Works with a network's own engine, or, if it has none, with a graph engine that is there as long as the work takes.
 *
 * @param options  of the engine that is made. Default: one thread
 * @returns what the work gives
 */
export async function withEngine<Result>(
  { cell, engine: given }: { readonly cell: Cell; readonly engine?: Engine },
  work: (engine: Engine) => Promise<Result>,
  options?: GraphEngineOptions,
): Promise<Result> {
  if (given) return work(given);
  const engine = new GraphEngine(cell, options);
  try {
    return await work(engine);
  } finally {
    await engine.dispose();
  }
}
