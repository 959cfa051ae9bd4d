import { type ChildProcess, type ForkOptions, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { builtModule } from "./builtModule.js";

/**
 * Starts a worker process.
 *
 * @param script  the module of the worker; from a test, its TypeScript file in lib, of which Node runs what is built
 */
export function startWorker(script: URL, options: Omit<ForkOptions, "execArgv"> = {}): ChildProcess {
  return fork(fileURLToPath(builtModule(script)), { ...options, execArgv: [] });
}
