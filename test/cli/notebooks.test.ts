import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { mustDifferInName, notebookFiles } from "../../lib/cli/notebooksFolder.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";

function run(name: "notebooks" | "start", ...args: string[]) {
  const program = fileURLToPath(new URL(`../../lib/dist/cli/${name}.js`, import.meta.url));
  return spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
}

describe("npm run notebooks", () => {
  it("takes a notebook by its path, wherever it is", () => {
    const folder = temporaryFolder();
    const file = join(folder, "03-mine.ipynb");
    writeFileSync(file, "");
    expect(notebookFiles([file])).toEqual([resolve(file)]);
    const own = notebookFiles(["03"])[0];
    expect(notebookFiles([file, "03", own])).toEqual([own, resolve(file)]);
    expect(notebookFiles(["notebooks/03-training-performance.ipynb"])).toEqual([own]);
    expect(() => notebookFiles([join(folder, "no.ipynb")])).toThrow(
      /there is no notebook ".*no\.ipynb"; expected the path/,
    );
  });

  it("does not take the project's own notebook for one that is not there", () => {
    for (const word of ["no/such/03-training-performance.ipynb", "onw/03", ""]) {
      expect(() => notebookFiles([word])).toThrow(`there is no notebook "${word}"`);
    }
  });

  it("refuses two notebooks of one name where what is made of them would be one", () => {
    const file = join(temporaryFolder(), "03-training-performance.ipynb");
    writeFileSync(file, "");
    expect(() => mustDifferInName(notebookFiles(["03", file]))).toThrow(
      /^notebooks.03-training-performance\.ipynb and .*03-training-performance\.ipynb have the same name/,
    );
    expect(() => mustDifferInName(notebookFiles(["03", "04"]))).not.toThrow();
  });

  it("says how a notebook elsewhere gets the library, if its folder has none", () => {
    const file = join(temporaryFolder(), "mine.ipynb");
    writeFileSync(file, "");
    const { status, stderr } = run("notebooks", file);
    expect(stderr).toMatch(
      /^notebooks: .*mine\.ipynb: its folder has no emergent-timescales to import; get it by npm i/,
    );
    expect(status).toBe(2);
  });

  it.each([
    ["an unknown option", ["--nope"], /^notebooks: unknown option '--nope'/],
    ["no job", ["--jobs", "0"], /^notebooks: .*--jobs.* expected an integer from 1 to 64, got "0"/],
    ["a timeout that is no number", ["--timeout", "soon"], /^notebooks: .*--timeout.*got "soon"/],
    [
      "a notebook that does not exist",
      ["99"],
      /^notebooks: there (is no notebook "99"; expected the path of one, or one of: |are no notebooks in )/,
    ],
    [
      "a parameter without a value",
      ["--param", "n", "--out", "x"],
      /^notebooks: --param: expected name=value, got "n"/,
    ],
    ["parameters for the project's own notebooks", ["--param", "n=3"], /^notebooks: --param needs --out/],
    [
      "a parameter that a notebook does not have",
      ["01", "02", "--param", "steps=100", "--out", "x"],
      /^notebooks: .*02-tasks-and-curricula\.ipynb: no parameter "steps"; there are: n, seed\n$/,
    ],
    ["a profile for the project's own notebooks", ["--profile", "quick"], /^notebooks: --profile needs --out/],
    [
      "a folder within a file",
      ["02", "--out", "package.json/x"],
      /^notebooks: cannot make the folder package.json.x: /,
    ],
    ["an unknown profile", ["--profile", "huge", "--out", "x"], /^notebooks: .*--profile.*'huge'.*paper/],
  ])("refuses %s in one line, with exit code 2", (_, args, expected) => {
    const { status, stderr, stdout } = run("notebooks", ...args);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it.runIf(existsSync("/proc/self"))("refuses a folder where the file system has none, and ends", () => {
    const { status, stderr } = run("notebooks", "02", "--out", "/proc/x/y");
    expect(stderr).toBe("notebooks: cannot make the folder /proc/x/y: there is no such file or folder\n");
    expect(status).toBe(2);
  });

  it("tells its options", () => {
    const { status, stdout } = run("notebooks", "--help");
    expect(stdout).toContain("--param <name=value>");
    expect(status).toBe(0);
  });
});

describe("npm start", () => {
  it("refuses what it does not know, before it runs anything", () => {
    const { status, stderr } = run("start", "--faster");
    expect(stderr).toMatch(/^start: unknown option '--faster'/);
    expect(status).toBe(2);
  });
});
