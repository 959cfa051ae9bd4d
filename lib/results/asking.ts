import type { TestedNetwork } from "../dynamics/scoreSequences.js";
import { GraphEngine } from "../engine/graphEngine.js";
import { taskNamed } from "../tasks/taskNamed.js";
import type { StoredNetwork } from "./networkMeasurement.js";

/** Asks a stored network questions of its own task, on an engine that is there as long as the asking takes. */
export async function asking<Answer>(
  network: StoredNetwork,
  ask: (tested: TestedNetwork) => Promise<Answer>,
): Promise<Answer> {
  const engine = new GraphEngine(network.cell);
  try {
    return await ask({ ...network, engine, task: taskNamed(network.description.task) });
  } finally {
    await engine.dispose();
  }
}
