import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../notebook/projectFolder.js";
import { atomicWrite } from "../runs/atomicWrite.js";
import { reasonOf } from "../systemError.js";
import { command, runCommand, UserError } from "./command.js";
import { makeOutputFolder } from "./makeOutputFolder.js";
import { userKernelsFolder } from "./userKernels.js";

const program = command("kernel", "Makes the project's kernel known to all your Jupyter sessions, or takes it out.");
program.usage("install|uninstall");
program
  .command("install")
  .description("writes a kernel.json that points to this clone into your user kernels")
  .action(install);
program.command("uninstall").description("removes it").action(uninstall);

const name = "emergent-timescales";

/** Where it goes: a kernelspec is a folder with a kernel.json. */
function installedFolder(): string {
  return join(userKernelsFolder(), name);
}

/**
 * The project's kernelspec with absolute paths. Node too is named by its path: a Jupyter that was started from a
 * desktop menu has another PATH than a terminal.
 */
async function install(): Promise<void> {
  const own = join(projectFolder(), ".jupyter", "kernels", name);
  const spec = JSON.parse(readFileSync(join(own, "kernel.json"), "utf8")) as { argv: string[] };
  const argv = spec.argv.map((word) => (word === "node" ? process.execPath : word.replace("{resource_dir}", own)));
  await makeOutputFolder(installedFolder());
  const file = join(installedFolder(), "kernel.json");
  await atomicWrite(file, `${JSON.stringify({ ...spec, argv }, null, 2)}\n`);
  console.log(`Installed ${file}`);
  console.log("Install it again after moving this folder or changing Node; npm run kernel -- uninstall removes it.");
}

function uninstall(): void {
  const folder = installedFolder();
  const isThere = existsSync(folder);
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    throw new UserError(`cannot remove ${folder}: ${reasonOf(error)}`, { cause: error });
  }
  console.log(isThere ? `Removed ${folder}` : `Nothing to remove: there is no ${folder}`);
}

await runCommand(program);
