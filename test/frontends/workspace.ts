import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { jupyterEnvironment } from "../../lib/cli/jupyter.js";
import { type Notebook, readNotebook, writeNotebook } from "../../lib/notebook/notebookFile.js";

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
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"), "junction");
  const environment = {
    ...jupyterEnvironment(),
    JUPYTER_DATA_DIR: join(folder, "jupyter"), // so also the signatures of notebooks that were trusted
    JUPYTER_CONFIG_DIR: join(folder, "config"),
    JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
    NODE_OPTIONS: "", // vitest's are not for kernels
  };
  return { folder, notebooks, environment, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Copies a notebook with the code of some cells replaced, by their ids. */
export async function copyNotebook(file: string, copy: string, code: Record<string, string> = {}): Promise<Notebook> {
  const notebook = readNotebook(file);
  for (const cell of notebook.cells) cell.source = code[cell.id] ?? cell.source;
  await writeNotebook(copy, notebook);
  return notebook;
}
