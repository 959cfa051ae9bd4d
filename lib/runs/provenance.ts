import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus } from "node:os";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadedParts } from "../training/loadParts.js";

/** What a network was computed with: with the same, the same network is computed again, bit for bit. */
export interface Provenance {
  /** Versions of Node and of the packages that compute. */
  readonly versions: Readonly<Record<string, string>>;
  /** Operating system and processor architecture. */
  readonly platform: string;
  readonly cpu: string;
  /** Cores that this process may use. */
  readonly cores: number;
  /**
   * The project's commit, and whether the code that computes differed from it: tracked files of lib, package.json and
   * package-lock.json. Notebooks, which are changed by being run, data, plans, tests and texts determine no network.
   * Absent outside a git repository.
   */
  readonly git?: { readonly commit: string; readonly dirty: boolean };
  /** SHA-256 of the modules of one's own parts that were loaded, by their files' names. Absent if none was. */
  readonly parts?: Readonly<Record<string, string>>;
}

/** The provenance of what this process computes. */
export async function provenance(): Promise<Provenance> {
  const project = projectFolder();
  const onnxruntime = packageVersion("onnxruntime-node");
  const parts = loadedParts();
  return {
    versions: {
      node: process.versions.node,
      "emergent-timescales": String(JSON.parse(readFileSync(join(project, "package.json"), "utf8")).version),
      ...(onnxruntime && { "onnxruntime-node": onnxruntime }),
    },
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    git: await gitState(project),
    ...(Object.keys(parts).length > 0 && { parts }),
  };
}

/** The folder of this package: the first above this file that has a package.json. */
function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json")) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

function packageVersion(name: string): string | undefined {
  try {
    const description: { version: string } = createRequire(import.meta.url)(`${name}/package.json`);
    return description.version;
  } catch {
    return undefined; // not installed for this platform
  }
}

/** This package, and what says of which packages beside it. ":/" is the top of the repository. */
const whatComputes = [".", ":/package.json", ":/package-lock.json"];

async function gitState(folder: string): Promise<Provenance["git"]> {
  // Installed as a package, it lies within somebody else's repository.
  if (folder.split(sep).includes("node_modules")) return undefined;
  const git = async (...options: string[]) => {
    const { stdout } = await promisify(execFile)("git", options, { cwd: folder, timeout: 10_000 });
    return stdout.trim();
  };
  try {
    const [commit, changes] = await Promise.all([
      git("rev-parse", "HEAD"),
      git("status", "--porcelain", "--untracked-files=no", "--", ...whatComputes),
    ]);
    return { commit, dirty: changes !== "" };
  } catch {
    return undefined;
  }
}
