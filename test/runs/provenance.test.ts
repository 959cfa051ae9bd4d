import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { temporaryFolder } from "./temporaryFolder.js";
import { tinyConfig } from "./tinyConfig.js";

const project = fileURLToPath(new URL("../../", import.meta.url));

it("run.json tells the commit that a stretch was computed with, and whether the code differed from it", () => {
  const clone = join(temporaryFolder(), "clone");
  mkdirSync(join(clone, "lib"), { recursive: true });
  cpSync(join(project, "lib", "dist"), join(clone, "lib", "dist"), { recursive: true });
  cpSync(join(project, "lib", "package.json"), join(clone, "lib", "package.json"));
  symlinkSync(join(project, "node_modules"), join(clone, "node_modules"), "junction");
  writeFileSync(join(clone, ".gitignore"), "node_modules\nruns\n");
  const git = (...args: string[]) => {
    const who = ["-c", "user.name=a test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
    return execFileSync("git", [...who, ...args], { cwd: clone, encoding: "utf8" }).trim();
  };
  /** What the last stretch says after one more was begun. */
  const stated = (): unknown => {
    const code = `
      import { openOrCreateRun } from "./lib/dist/runs/openOrCreateRun.js";
      const run = await openOrCreateRun("runs", JSON.parse(process.argv[1]), {});
      await run.close();
      console.log(run.folder);
    `;
    const args = ["--input-type=module", "--eval", code, "--", JSON.stringify(tinyConfig())];
    const folder = execFileSync(process.execPath, args, { cwd: clone, encoding: "utf8" }).trim();
    return JSON.parse(readFileSync(join(clone, folder, "run.json"), "utf8")).stretches.at(-1).git;
  };

  expect(stated()).toBeUndefined(); // no repository yet
  mkdirSync(join(clone, "notebooks"));
  writeFileSync(join(clone, "notebooks", "a.ipynb"), "{}");
  writeFileSync(join(clone, "package-lock.json"), "{}");
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "all");
  const commit = git("rev-parse", "HEAD");
  expect(commit).toMatch(/^[0-9a-f]{40}$/);
  expect(stated()).toEqual({ commit, dirty: false });
  writeFileSync(join(clone, "notes.txt"), "files that git does not know are no change");
  expect(stated()).toEqual({ commit, dirty: false });
  writeFileSync(join(clone, "notebooks", "a.ipynb"), "executed");
  expect(stated()).toEqual({ commit, dirty: false }); // nor is what is known and computes nothing
  writeFileSync(join(clone, "package-lock.json"), "other packages");
  expect(stated()).toEqual({ commit, dirty: true });
  git("checkout", "--quiet", "package-lock.json");
  writeFileSync(join(clone, "lib", "package.json"), `${readFileSync(join(clone, "lib", "package.json"), "utf8")}\n`);
  expect(stated()).toEqual({ commit, dirty: true });
  git("commit", "--quiet", "--all", "--message", "changed");
  expect(stated()).toEqual({ commit: git("rev-parse", "HEAD"), dirty: false });
});
