#!/usr/bin/env node
// Brings a clone to the state in which every npm script can run: right Node, packages installed,
// library built. Every script calls this first, so it does nothing, silently, when nothing is to do. With --packages it
// leaves the library alone, for scripts that look at the sources: they say themselves what does not compile.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockFile = join(root, "package-lock.json");
const installedFile = join(root, "node_modules", ".package-lock.json"); // npm's own note of what it installed
const library = join(root, "lib");
const builtFile = join(library, "dist", ".built");

const isLibraryWanted = !process.argv.includes("--packages");

/** A wait for another set-up is told of when it is longer than this, in milliseconds. */
const shortWait = 3000;

requireNode();
if (!isInstalled() || (isLibraryWanted && !isBuilt())) {
  withLock(() => {
    if (!isInstalled()) install();
    if (isLibraryWanted && !isBuilt()) build();
  });
}

/** Notebooks load the library, an ES module, with require(), which Node allows from these versions on. */
function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const isNewEnough = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  if (!isNewEnough) {
    stop(`Node 20.19 or later, 22.12 or later, or any later line is needed; this is Node ${process.versions.node}.`);
  }
}

/** Compares contents, not only dates: a checkout makes the lock file newer without changing it. */
function isInstalled() {
  if (!existsSync(installedFile)) return false;
  if (!existsSync(lockFile) || modified(installedFile) >= modified(lockFile)) return true;
  const wanted = JSON.parse(readFileSync(lockFile, "utf8")).packages;
  const present = JSON.parse(readFileSync(installedFile, "utf8")).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "" || !path.startsWith("node_modules/")) continue;
    if (!present[path] && entry.optional) continue; // for another platform, or could not be installed
    if (!present[path] || present[path].version !== entry.version || present[path].integrity !== entry.integrity)
      return false;
  }
  const now = new Date();
  utimesSync(installedFile, now, now);
  return true;
}

function isBuilt() {
  if (!existsSync(builtFile)) return false;
  const built = modified(builtFile);
  const isOlder = (directory) =>
    readdirSync(directory, { withFileTypes: true }).every((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return entry.name === "dist" || entry.name === "node_modules" || isOlder(path);
      return !/\.(ts|json)$/.test(entry.name) || modified(path) <= built;
    });
  return isOlder(library);
}

function install() {
  say("Installing packages (once; a minute or so) …");
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
  const command = existsSync(lockFile) ? "ci" : "install";
  run([...npm, command, "--no-audit", "--no-fund", "--loglevel=error"], "npm could not install the packages");
}

/** Not node_modules/.bin/tsc, which belongs to the old TypeScript inside the notebook kernel. */
function build() {
  say("Building the library …");
  const started = new Date();
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  run([process.execPath, compiler, "--build"], "the library does not compile");
  mkdirSync(dirname(builtFile), { recursive: true });
  writeFileSync(builtFile, "");
  utimesSync(builtFile, started, started);
}

/** One set-up at a time in this folder: whoever comes second waits, then finds nothing left to do. */
function withLock(work) {
  const lock = join(
    tmpdir(),
    `emergent-timescales-setup-${createHash("sha256").update(root).digest("hex").slice(0, 12)}`,
  );
  const started = Date.now();
  let isTold = false;
  while (!take(lock)) {
    const owner = Number(existsSync(lock) ? readFileSync(lock, "utf8") : 0);
    if (owner && !isAnother(owner)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (!isTold && Date.now() - started > shortWait) {
      const whom = owner ? `process ${owner}` : "a process";
      say(`Waiting for ${whom}, which sets this folder up; if it does not, delete ${lock} …`);
      isTold = true;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  process.on("exit", () => rmSync(lock, { force: true }));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(130));
  work();
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** Whether another process has this number: a lock with one's own is an earlier one's, as in a container started again. */
function isAnother(pid) {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function modified(path) {
  return statSync(path).mtimeMs;
}

function run([command, ...args], failure) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", 2, 2], // standard output belongs to the script that comes after
    shell: process.platform === "win32" && command === "npm",
  });
  if (status !== 0) stop(`Set-up stopped: ${failure} (see above).`);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function stop(line) {
  say(line);
  process.exit(1);
}
