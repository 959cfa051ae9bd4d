import { nDms } from "./nDms.js";
import { nParity } from "./nParity.js";
import type { Task } from "./task.js";

const tasks = { "n-parity": nParity, "n-dms": nDms } as const satisfies Record<string, Task>;

/** The name of a built-in task. */
export type TaskName = keyof typeof tasks;

/** The names of all built-in tasks. */
export const taskNames: readonly string[] = Object.keys(tasks);

/**
 * The task of a name, as it stands in a config, a checkpoint or on the command line.
 *
 * @throws RangeError if there is no such task
 * @example taskNamed("n-parity").onesProbability // "random"
 */
export function taskNamed(name: string): Task {
  const task = Object.values(tasks).find((task) => task.name === name);
  if (!task) throw new RangeError(`there is no task "${name}"; expected one of: ${taskNames.join(", ")}`);
  return task;
}
