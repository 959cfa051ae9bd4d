import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * A place in the `data` folder of the project that this library is part of, whatever the working directory.
 *
 * @returns below "data" in the working directory if the library was taken out of the project
 * @example dataFolder("runs")
 */
export function dataFolder(...parts: readonly string[]): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "data", "paper"))) return join(folder, "data", ...parts);
  }
  return join("data", ...parts);
}
