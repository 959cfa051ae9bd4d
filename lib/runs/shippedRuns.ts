import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** data/runs of the project that this library is part of. */
export function shippedRuns(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "data", "paper"))) return join(folder, "data", "runs");
  }
  return join("data", "runs");
}
