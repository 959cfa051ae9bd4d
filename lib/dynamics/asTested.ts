import type { Engine } from "../engine/engine.js";
import { withEngine } from "../engine/withEngine.js";
import type { Cell } from "../models/cell.js";
import { mustBeNetwork } from "../models/mustBeNetwork.js";
import type { Task } from "../tasks/task.js";
import { taskNamed } from "../tasks/taskNamed.js";
import type { Tensors } from "../tensor/tensor.js";

/** What can be asked: a network of a task; a loaded checkpoint is one. */
export interface TestedNetwork {
  readonly cell: Cell;
  readonly parameters: Tensors;
  /** Default: the one that the description names. One of them must be there. */
  readonly task?: Task;
  /** What a checkpoint says of it; only the name of its task is read. */
  readonly description?: { readonly task: string };
  /** Default: a graph engine of one thread, of this call only. */
  readonly engine?: Engine;
}

/** A network of which it is settled what its task is, and what it runs on. */
export interface ReadyNetwork extends TestedNetwork {
  readonly task: Task;
  readonly engine: Engine;
}

/**
 * The task of a network: the one that it brings, or that of the name in its description.
 *
 * @throws RangeError if it brings neither, or there is no task of the name
 */
export function taskOf({ task, description }: Pick<TestedNetwork, "task" | "description">): Task {
  if (task) return task;
  if (description) return taskNamed(description.task);
  throw new RangeError("task: expected one beside the network, or a description that names it, got neither");
}

/**
 * Asks a network on its own engine, or on one that is there as long as the asking takes.
 *
 * @throws RangeError if it is no network, or its task is not known
 */
export async function asTested<Network extends TestedNetwork, Answer>(
  network: Network,
  ask: (ready: Network & ReadyNetwork) => Promise<Answer>,
): Promise<Answer> {
  mustBeNetwork(network);
  const task = taskOf(network);
  return withEngine(network, (engine) => ask({ ...network, task, engine }));
}
