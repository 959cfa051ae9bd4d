import { PartsByName } from "../partsByName.js";
import { nDms } from "./nDms.js";
import { nParity } from "./nParity.js";
import type { Task } from "./task.js";

const builtInTasks = { "n-parity": nParity, "n-dms": nDms } as const satisfies Record<string, Task>;

/** The name of a built-in task. */
export type TaskName = keyof typeof builtInTasks;

/** All tasks that have a name. */
export const tasksByName = new PartsByName<Task>("task", builtInTasks);

/** The names of all built-in tasks, and of those of one's own that were loaded. */
export const taskNames: readonly string[] = tasksByName.names;

/**
 * The task of a name, as it stands in a config, a checkpoint or on the command line.
 *
 * @throws RangeError if there is no such task
 * @example taskNamed("n-parity").onesProbability // "random"
 */
export function taskNamed(name: string): Task {
  return tasksByName.named(name);
}
