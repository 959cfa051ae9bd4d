import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** The built library: a process of its own cannot run TypeScript. */
const library = new URL("../../lib/dist/", import.meta.url);

/**
 * Runs code in a process of its own, as a module that finds the built library under `library`, e.g.
 * `const { RunLock } = await import(library + "runs/runLock.js")`.
 */
export function childProcess(code: string, ...parameters: string[]): ChildProcess {
  const prelude = `const library = ${JSON.stringify(library.href)}; const parameters = process.argv.slice(1);\n`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", prelude + code, "--", ...parameters], {
    stdio: ["ignore", "pipe", "inherit"],
    cwd: fileURLToPath(library),
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Waits until a process has written a line. */
export function line(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding("utf8").once("data", resolve);
    child.once("exit", (code) => reject(new Error(`the process ended with ${code} before it wrote a line`)));
  });
}

/** Ends a process as a power cut would, and waits until it is gone. */
export function killed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}
