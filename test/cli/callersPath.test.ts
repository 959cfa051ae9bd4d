import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createRun } from "../../lib/runs/runFolder.js";
import { runName } from "../../lib/runs/runName.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";
import { tinyConfig } from "../runs/tinyConfig.js";

const top = resolve(".");

/** Runs a command with what npm says when it is called in a folder. */
function called(folder: string, [name, ...words]: string[], { script = name, cwd = top } = {}) {
  const npm = { INIT_CWD: folder, npm_lifecycle_event: script, npm_package_json: join(top, "package.json") };
  const program = join(top, "lib", "dist", "cli", `${name}.js`);
  return spawnSync(process.execPath, [program, ...words], { encoding: "utf8", cwd, env: { ...process.env, ...npm } });
}

describe("a command that npm runs in the project's top folder", () => {
  it("takes paths as seen from the folder in which npm was called", async () => {
    const folder = temporaryFolder();
    await (await createRun(join(folder, "own"), tinyConfig())).close();
    const name = runName(tinyConfig());
    expect(called(folder, ["runs", "--runs", "own"]).stdout).toContain(name);
    const run = join("own", name);
    expect(called(folder, ["runs", "verify", run]).stdout).toBe(`${relative(top, join(folder, run))}: no networks\n`);
    expect(called(folder, ["runs", "show", run, "--json"]).stdout).toContain('"state": "interrupted"');
  });

  it("writes to where it is told as seen from there, and finds in the top folder what is not there", () => {
    const folder = temporaryFolder();
    const size = ["--neurons", "4", "--batch", "2", "--steps", "2", "--test-batches", "1", "--epochs", "1"];
    const { stderr, stdout } = called(folder, ["train", ...size, "--out", "made"]);
    expect(stderr).not.toContain("Error");
    const [made] = readdirSync(join(folder, "made"));
    const printed = join(relative(top, join(folder, "made")), made);
    expect(stdout).toContain(`${printed}: max-epochs`);
    expect(called(folder, ["train", "--resume", printed]).stdout).toContain(`${printed} has ended`);
    expect(called(folder, ["sweep", "plans/quick.json", "--list", "--out", "none"]).stdout).toMatch(/-s1: missing\n/);
    mkdirSync(join(folder, "plans"));
    writeFileSync(join(folder, "plans", "quick.json"), "{}");
    expect(called(folder, ["sweep", "plans/quick.json", "--list"]).stderr).toContain(
      relative(top, join(folder, "plans", "quick.json")),
    );
  });

  it("writes tables of measurements there, too, also into a folder that is not there yet", async () => {
    const folder = temporaryFolder();
    await (await createRun(join(folder, "own"), tinyConfig())).close();
    called(folder, ["train", "--neurons", "12", "--batch", "16", "--steps", "60", "--max-n", "2", "--out", "own"]);
    expect(called(folder, ["measure", "weights", "--runs", "own", "--results", "tables"]).status).toBe(0);
    expect(readdirSync(join(folder, "tables"))).toContain("weights.csv");
  });

  it("is known also by the name of a script that is not spelled like its file", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "reference"));
    const { stdout } = called(folder, ["checkReference", "reference"], { script: "check:reference" });
    expect(stdout).toBe(`skipped: no reference networks in ${relative(top, join(folder, "reference"))}\n`);
  });

  it("leaves paths alone where npm runs something else, which only starts the command", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "plan.json"), "{}");
    const message = "sweep: cannot read the plan plan.json: there is no such file or folder\n";
    expect(called(folder, ["sweep", "plan.json"], { script: "test" }).stderr).toBe(message);
    expect(called(folder, ["sweep", "plan.json"], { cwd: join(top, "lib") }).stderr).toBe(message);
  });
});
