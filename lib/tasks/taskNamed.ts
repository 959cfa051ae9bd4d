import { builtIn } from "../builtIn.js";
import { noSuch } from "../noSuch.js";
import { nDms } from "./nDms.js";
import { nParity } from "./nParity.js";
import type { Task } from "./task.js";

const tasks = { "n-parity": nParity, "n-dms": nDms } as const satisfies Record<string, Task>;

/** The name of a built-in task. */
export type TaskName = keyof typeof tasks;

const known = new Map<string, Task>(Object.entries(tasks));
const names = [...known.keys()];

/** The names of all built-in tasks, and of those of one's own that were loaded. */
export const taskNames: readonly string[] = names;

/** Gives a task a name here, or, of one's own, the name another task. The caller has checked it. */
export function addTask(task: Task): void {
  if (!known.has(task.name)) names.push(task.name);
  known.set(task.name, builtIn(task));
}

/** Whether it is the name of a task that this library made. */
export function isBuiltInTask(name: string): name is TaskName {
  return Object.hasOwn(tasks, name);
}

/**
 * The task of a name, as it stands in a config, a checkpoint or on the command line.
 *
 * @throws RangeError if there is no such task
 * @example taskNamed("n-parity").onesProbability // "random"
 */
export function taskNamed(name: string): Task {
  const task = known.get(name);
  if (!task) throw noSuch("task", name, taskNames);
  return task;
}
