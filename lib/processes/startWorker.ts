import { type ChildProcess, type ForkOptions, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Starts a worker process.
 *
 * @param script  the module of the worker; from a test, its TypeScript file in lib, of which Node runs what is built
 */
export function startWorker(script: URL, options: Omit<ForkOptions, "execArgv"> = {}): ChildProcess {
  const file = fileURLToPath(script).replace(/[\\/]lib[\\/](?!dist)(.*)\.ts$/, "/lib/dist/$1.js");
  return fork(file, { ...options, execArgv: [] });
}
