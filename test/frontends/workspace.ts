import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { jupyterEnvironment } from "../../lib/cli/jupyter.js";
import { readNotebook, writeNotebook } from "../../lib/notebook/notebookFile.js";
import { withParameters } from "../../lib/notebook/notebookParameters.js";

export const project = fileURLToPath(new URL("../..", import.meta.url));

/** A folder as the project's, for notebooks that a test may change; Jupyter keeps its own files in it too. */
export interface Workspace {
  folder: string;
  notebooks: string;
  environment: NodeJS.ProcessEnv;
  remove(): void;
}

export function newWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), "frontends-"));
  const notebooks = join(folder, "notebooks");
  mkdirSync(notebooks);
  linkPackages(folder);
  const environment = {
    ...jupyterEnvironment(),
    JUPYTER_DATA_DIR: join(folder, "jupyter"), // so also the signatures of notebooks that were trusted
    JUPYTER_CONFIG_DIR: join(folder, "config"),
    JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
    NODE_OPTIONS: "", // vitest's are not for kernels
  };
  return { folder, notebooks, environment, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The project's packages; Plotly itself, because a Jupyter server gives out nothing that lies elsewhere. */
function linkPackages(folder: string): void {
  mkdirSync(join(folder, "node_modules"));
  for (const name of readdirSync(join(project, "node_modules"))) {
    const [from, to] = [join(project, "node_modules", name), join(folder, "node_modules", name)];
    if (name === "plotly.js-dist-min") cpSync(from, to, { recursive: true });
    else if (!name.startsWith(".")) symlinkSync(from, to, "junction");
  }
}

/** Copies a notebook, with other values of its parameters. */
export async function copyNotebook(
  file: string,
  copy: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<void> {
  await writeNotebook(copy, withParameters(readNotebook(file), parameters, file));
}
