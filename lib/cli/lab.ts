import { spawn } from "node:child_process";
import { projectFolder } from "../notebook/projectFolder.js";
import { command, runCommand, UserError } from "./command.js";
import { findJupyter, jupyterArguments, jupyterEnvironment } from "./jupyter.js";

const program = command(
  "lab",
  "Opens the notebooks in your Jupyter (Lab, else Notebook), with the project's kernel in it.",
)
  .argument("[option...]", "what Jupyter is told besides, e.g. --no-browser --port 8890")
  .usage("[Jupyter's options]")
  .allowUnknownOption()
  .action(lab);

async function lab(options: string[]): Promise<void> {
  const jupyter = findJupyter();
  if (!jupyter) throw new UserError(howToGetJupyter);
  const child = spawn("jupyter", [...jupyterArguments(jupyter), ...options], {
    cwd: projectFolder(),
    env: jupyterEnvironment(),
    stdio: "inherit",
  });
  process.on("SIGINT", () => {}); // Ctrl-C reaches Jupyter too, which asks back
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

const howToGetJupyter = `no Jupyter was found; install it in one of these ways, then try again:
  pip install jupyterlab                      Python's own way
  conda install -c conda-forge jupyterlab     conda
  sudo apt install jupyter-notebook           Debian, Ubuntu`;

await runCommand(program);
