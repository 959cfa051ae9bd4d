import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { projectFolder } from "../notebook/projectFolder.js";

/** A Jupyter application on this machine. */
export interface Jupyter {
  application: "lab" | "notebook";
  version: string;
}

/** The person's JupyterLab or, if there is none, Jupyter Notebook; undefined if there is neither. */
export function findJupyter(): Jupyter | undefined {
  for (const application of ["lab", "notebook"] as const) {
    const { status, stdout } = spawnSync("jupyter", [application, "--version"], { encoding: "utf8" });
    const version = /\d+\.\d+[\w.]*/.exec(stdout ?? "")?.[0];
    if (status === 0 && version) return { application, version };
  }
  return undefined;
}

/**
 * What makes Jupyter begin in notebooks/. Its root is the folder that it is started in, the project's, because
 * figures load Plotly from the project's node_modules, and a server shows nothing above its root.
 */
export function jupyterArguments({ application, version }: Jupyter): string[] {
  if (application === "lab") return ["lab", "--LabApp.default_url=/lab/tree/notebooks"];
  const name = Number.parseInt(version, 10) < 7 ? "NotebookApp" : "JupyterNotebookApp";
  return ["notebook", `--${name}.default_url=/tree/notebooks`];
}

/** The environment in which Jupyter finds the project's kernel. */
export function jupyterEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const ours = join(projectFolder(), ".jupyter");
  const theirs = environment.JUPYTER_PATH;
  return { ...environment, JUPYTER_PATH: theirs ? `${ours}${delimiter}${theirs}` : ours };
}
