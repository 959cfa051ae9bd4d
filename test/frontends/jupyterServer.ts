import { spawn } from "node:child_process";
import { vi } from "vitest";
import { freePort } from "./freePort.js";
import type { Workspace } from "./workspace.js";

export interface JupyterServer {
  /** Ends with a slash. */
  readonly address: string;
  /** The page of one of its paths, with what it takes to be let in. */
  page(path: string): string;
  close(): Promise<void>;
}

const token = "of-this-test-only";

/**
 * Starts a person's Jupyter in a workspace.
 *
 * @param jupyter   the command
 * @param what      "notebook" or "lab"
 * @param settings  further options; `token` has the option that sets the token
 */
export async function startJupyter(
  { folder, environment }: Workspace,
  jupyter: string,
  what: "notebook" | "lab",
  settings: { token: string; further?: readonly string[] },
): Promise<JupyterServer> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}/`;
  const options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", `--port=${port}`];
  const server = spawn(jupyter, [what, ...options, `--${settings.token}=${token}`, ...(settings.further ?? [])], {
    cwd: folder,
    env: environment,
    stdio: "ignore",
  });
  const answers = () =>
    fetch(`${address}api`).then(
      ({ ok }) => ok,
      () => false,
    );
  await vi.waitUntil(answers, { timeout: 60_000, interval: 200 });
  return {
    address,
    page: (path) => `${address}${path}?token=${token}`,
    async close() {
      server.kill("SIGTERM"); // which ends its kernels
      await new Promise((closed) => (server.exitCode === null ? server.once("close", closed) : closed(undefined)));
    },
  };
}

/** Cells that never end by themselves. */
export const endless: [string, string][] = [
  [
    "a training",
    'await trainAll([{ task: "n-parity", curriculum: "multi-head", profile: "quick", epochs: 1000 }], { progress: notebookProgress() });',
  ],
  ["a computation that never waits", "while (true) {}"],
];
