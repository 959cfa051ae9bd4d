import { homedir } from "node:os";
import { posix, win32 } from "node:path";

/**
 * The folder in which Jupyter looks for the kernels of this user.
 *
 * @source Jupyter documentation, "Jupyter's common directories and file locations", data files
 */
export function userKernelsFolder(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  const { join } = platform === "win32" ? win32 : posix;
  return join(environment.JUPYTER_DATA_DIR || dataFolder(), "kernels");

  function dataFolder(): string {
    if (platform === "darwin") return join(home, "Library", "Jupyter");
    if (platform === "win32") return join(environment.APPDATA || join(home, "AppData", "Roaming"), "jupyter");
    return join(environment.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
  }
}
