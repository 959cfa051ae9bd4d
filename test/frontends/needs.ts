import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Debian's Chromium, or the browser named by CHROMIUM. */
export const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** The Python that Debian's packages belong to, or the one named by PYTHON. */
export const python = process.env.PYTHON ?? "/usr/bin/python3";

/** What a test can need, by Debian package, and whether it is there. */
const packages = {
  chromium: () => existsSync(chromium),
  "jupyter-notebook": () => works("jupyter", "notebook", "--version"),
  "jupyter-nbconvert": () => works("jupyter", "nbconvert", "--version"),
  "python3-nbformat": () => works(python, "-c", "import nbformat"),
  "python3-jupyter-kernel-test": () => works(python, "-c", "import jupyter_kernel_test"),
};

/**
 * The Debian packages among these that are missing, as a reason to skip a test; empty if there is nothing to
 * miss. Continuous integration sets FRONTENDS=required, and then a missing package is a failure.
 *
 * @throws Error if something is missing that is required
 */
export function missing(...needed: (keyof typeof packages)[]): string {
  const absent = needed.filter((name) => !packages[name]());
  if (absent.length === 0) return "";
  const reason = `needs ${absent.join(", ")}: sudo apt install ${absent.join(" ")}`;
  if (process.env.FRONTENDS === "required") throw new Error(reason);
  return ` — skipped, ${reason}`;
}

/** The `jupyter` of an environment with JupyterLab 4 and Notebook 7, which Debian 12 does not have. */
export const jupyterLab = process.env.JUPYTERLAB ?? "jupyter";

/** As `missing`, but never a failure: not every machine can install it. */
export function missingJupyterLab(): string {
  const { stdout } = spawnSync(jupyterLab, ["lab", "--version"], { encoding: "utf8", timeout: 30_000 });
  return /^4\./.test(stdout ?? "") ? "" : " — skipped, needs JupyterLab 4: pip install jupyterlab notebook";
}

function works(command: string, ...options: string[]): boolean {
  return spawnSync(command, options, { stdio: "ignore", timeout: 30_000 }).status === 0;
}
