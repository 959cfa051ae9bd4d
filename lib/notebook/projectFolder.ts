import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The project's top folder, which holds notebooks/ and .jupyter/.
 *
 * @throws Error if the library was taken out of the project
 */
export function projectFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".jupyter", "kernels"))) return folder;
    if (dirname(folder) === folder)
      throw new Error(`expected a folder with .jupyter/kernels above ${here}, found none`);
  }
}
