import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../runs/temporaryFolder.js";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** A project whose only package is a compiler that writes down that it was called, and an npm that installs it. */
function freshClone(): { setUp(...words: string[]): string[] } {
  const folder = temporaryFolder();
  const log = join(folder, "log");
  const logged = (what: string) => `require("node:fs").appendFileSync(${JSON.stringify(log)}, "${what}\\n");`;
  mkdirSync(join(folder, "lib"));
  cpSync(join(project, "bin"), join(folder, "bin"), { recursive: true });
  writeFileSync(join(folder, "package.json"), "{}");
  writeFileSync(
    join(folder, "npm.cjs"),
    `${logged("installed")}
    const { mkdirSync, writeFileSync } = require("node:fs");
    mkdirSync("node_modules/typescript/bin", { recursive: true });
    writeFileSync("node_modules/.package-lock.json", "{}");
    writeFileSync("node_modules/typescript/bin/tsc", ${JSON.stringify(logged("built"))});`,
  );
  return {
    setUp(...words) {
      const env = { ...process.env, npm_execpath: join(folder, "npm.cjs") };
      spawnSync(process.execPath, [join(folder, "bin", "setup.mjs"), ...words], { cwd: folder, env });
      return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
    },
  };
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

  it("is what every script begins with", () => {
    const { scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
    for (const script of Object.values<string>(scripts)) expect(script).toMatch(/^node bin\/setup\.mjs /);
  });
});
