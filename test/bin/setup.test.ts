import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../runs/temporaryFolder.js";

const project = fileURLToPath(new URL("../..", import.meta.url));

interface Clone {
  /** Sets up; returns what was done in this clone so far. */
  setUp(...words: string[]): string[];
  /** How it is set up, with a folder of its own for temporary files, where its lock goes. */
  readonly program: string;
  readonly options: { cwd: string; env: NodeJS.ProcessEnv };
  readonly temporary: string;
}

/**
 * A project whose only package is a compiler that writes down that it was called, and an npm that installs it.
 *
 * @param npmTakes  how long npm takes, in milliseconds
 */
function freshClone(npmTakes = 0): Clone {
  const folder = temporaryFolder();
  const temporary = join(folder, "temporary");
  mkdirSync(temporary);
  const log = join(folder, "log");
  const logged = (what: string) => `require("node:fs").appendFileSync(${JSON.stringify(log)}, "${what}\\n");`;
  mkdirSync(join(folder, "lib"));
  cpSync(join(project, "bin"), join(folder, "bin"), { recursive: true });
  writeFileSync(join(folder, "package.json"), "{}");
  writeFileSync(
    join(folder, "npm.cjs"),
    `${logged("installed")}
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${npmTakes});
    const { mkdirSync, writeFileSync } = require("node:fs");
    mkdirSync("node_modules/typescript/bin", { recursive: true });
    writeFileSync("node_modules/.package-lock.json", "{}");
    writeFileSync("node_modules/typescript/bin/tsc", ${JSON.stringify(logged("built"))});`,
  );
  const program = join(folder, "bin", "setup.mjs");
  const places = Object.fromEntries(["TMPDIR", "TEMP", "TMP"].map((name) => [name, temporary]));
  const options = { cwd: folder, env: { ...process.env, ...places, npm_execpath: join(folder, "npm.cjs") } };
  return {
    setUp(...words) {
      spawnSync(process.execPath, [program, ...words], { ...options, timeout: 20_000 });
      return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
    },
    ...{ program, options, temporary },
  };
}

/** Begins a set-up and ends it by a signal while npm is at work; resolves with the file of its lock, there or not. */
async function endedBy(signal: NodeJS.Signals, { program, options, temporary }: Clone): Promise<string> {
  const child = spawn(process.execPath, [program], { ...options, stdio: "ignore" });
  await expect.poll(() => existsSync(join(options.cwd, "log"))).toBe(true);
  const lock = join(temporary, readdirSync(temporary)[0]);
  child.kill(signal);
  await once(child, "exit");
  return lock;
}

describe("bin/setup.mjs", () => {
  it("installs the packages and builds the library, once", () => {
    const { setUp } = freshClone();
    expect(setUp()).toEqual(["installed", "built"]);
    expect(setUp()).toEqual(["installed", "built"]);
  });

  it("installs only the packages where only the sources are looked at", () => {
    const { setUp } = freshClone();
    expect(setUp("--packages")).toEqual(["installed"]);
    expect(setUp()).toEqual(["installed", "built"]);
  });

  it.skipIf(process.platform === "win32").each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "gives its lock back when %s ends it",
    async (signal) => {
      expect(existsSync(await endedBy(signal, freshClone(500)))).toBe(false);
    },
  );

  it("does not wait for itself where an earlier process of its number has left a lock", async () => {
    const clone = freshClone(500);
    const lock = await endedBy("SIGKILL", clone);
    const preload = join(clone.options.cwd, "preload.cjs");
    writeFileSync(preload, `require("node:fs").writeFileSync(${JSON.stringify(lock)}, String(process.pid));`);
    const words = ["--require", preload, clone.program];
    const { status } = spawnSync(process.execPath, words, { ...clone.options, timeout: 20_000 });
    expect(status).toBe(0);
    expect(existsSync(lock)).toBe(false);
  });

  it("says for whom it waits when that takes long", async () => {
    const clone = freshClone(500);
    const lock = await endedBy("SIGKILL", clone);
    writeFileSync(lock, String(process.pid));
    const child = spawn(process.execPath, [clone.program], clone.options);
    const [told] = await once(child.stderr, "data");
    expect(String(told)).toBe(
      `Waiting for process ${process.pid}, which sets this folder up; if it does not, delete ${lock} …\n`,
    );
    rmSync(lock);
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("is what every script begins with", () => {
    const { scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
    for (const script of Object.values<string>(scripts)) expect(script).toMatch(/^node bin\/setup\.mjs /);
  });

  it("gives patterns of files to the programs, and not to the shell", () => {
    const { scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
    for (const script of Object.values<string>(scripts)) expect(script.replaceAll(/"[^"]*"/g, "")).not.toContain("*");
  });
});
