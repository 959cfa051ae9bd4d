import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

function run(name: "notebooks" | "start", ...args: string[]) {
  const program = fileURLToPath(new URL(`../../lib/dist/cli/${name}.js`, import.meta.url));
  return spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
}

describe("npm run notebooks", () => {
  it.each([
    ["an unknown option", ["--nope"], /^notebooks: unknown option '--nope'/],
    ["no job", ["--jobs", "0"], /^notebooks: .*--jobs.* expected an integer from 1 to 64, got "0"/],
    ["a timeout that is no number", ["--timeout", "soon"], /^notebooks: .*--timeout.*got "soon"/],
    [
      "a notebook that does not exist",
      ["99"],
      /^notebooks: there (is no notebook "99"; expected one of: |are no notebooks in )/,
    ],
    [
      "a parameter without a value",
      ["--param", "n", "--out", "x"],
      /^notebooks: --param: expected name=value, got "n"/,
    ],
    ["parameters for the project's own notebooks", ["--param", "n=3"], /^notebooks: --param needs --out/],
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
