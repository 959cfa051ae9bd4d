import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { tableLines } from "../../lib/cli/sweepTable.js";
import { plannedRuns, readPlan } from "../../lib/runs/plan.js";
import { createRun } from "../../lib/runs/runFolder.js";
import { engineNamed, trainRun } from "../../lib/runs/trainRun.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";

const program = fileURLToPath(new URL("../../lib/dist/cli/sweep.js", import.meta.url));

function sweep(...args: string[]) {
  return spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
}

function planFile(folder: string, seeds: number[], epochs: number): string {
  const sizes = { neurons: 12, batch: 16, steps: 8, testBatches: 2, learningRate: 0.1 };
  const file = join(folder, "tiny.json");
  const runs = [{ task: "n-parity", curriculum: "multi-head", seeds }];
  writeFileSync(file, JSON.stringify({ ...sizes, epochs, runs }));
  return file;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("npm run sweep", () => {
  it("refuses a file for the runs' folder, also where nothing is trained", () => {
    const plan = planFile(temporaryFolder(), [1], 1);
    const message = `sweep: --out: expected a folder, got the file ${plan}\n`;
    expect(sweep(plan, "--out", plan, "--list")).toMatchObject({ status: 2, stderr: message });
  });

  it("describes the file of a plan by one that is valid", async () => {
    const [plan] = /\n {2}\{\n.*?\n {2}\}\n/s.exec(sweep("--help").stdout) ?? [];
    const file = join(temporaryFolder(), "plan.json");
    writeFileSync(file, plan ?? "");
    expect(await readPlan(file)).toHaveLength(24);
  });

  it("takes --only for all that it does", () => {
    const out = temporaryFolder();
    const plan = planFile(out, [1, 2, 3], 12);
    const list = sweep(plan, "--out", join(out, "runs"), "--list", "--only", "1").stdout;
    expect(list).toMatch(/^quick-n-parity-.*-s2: missing\n$/);
    for (const doing of [["--list"], ["--watch"], ["--slurm"], []]) {
      expect(sweep(plan, "--out", join(out, "runs"), ...doing, "--only", "3")).toMatchObject({
        stderr: `sweep: --only: ${plan} has 3 runs, expected at most 2, got 3\n`,
        status: 2,
      });
    }
    for (const doing of ["--watch", "--slurm"]) {
      expect(sweep(plan, "--out", join(out, "runs"), doing, "--json").stderr).toBe(
        `sweep: --json: expected it without ${doing}; --list --json tells how every run stands\n`,
      );
    }
  });

  it.skipIf(process.platform === "win32")("submits to Slurm the run of --only, and says how to watch it", () => {
    const folder = temporaryFolder();
    const plan = planFile(folder, [1, 2, 3], 12);
    const sbatch = join(folder, "sbatch"); // a stand-in, which keeps the script
    writeFileSync(sbatch, `#!/bin/sh\ncp "$2" "${folder}/submitted"\necho 4242\n`, { mode: 0o755 });
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    const out = join(folder, "my runs");
    const parts = ["--parts", "plans/own-parts.mjs"];
    const words = [program, plan, "--slurm", "--only", "1", "--out", out, ...parts];
    const { stdout } = spawnSync(process.execPath, words, { encoding: "utf8", env });
    expect(stdout).toMatch(/^job 4242: 1 of 3 runs/);
    expect(stdout).toContain(`\nwatch with: npm run sweep -- ${plan} --out '${out}' ${parts.join(" ")} --watch\n`);
    expect(readFileSync(join(folder, "submitted"), "utf8")).toContain("#SBATCH --array=1\n");
  });

  it("prints plain lines when piped, lists, and does nothing the second time", () => {
    const out = temporaryFolder();
    const plan = planFile(out, [1, 2], 12);
    const { status, stderr } = sweep(plan, "--jobs", "2", "--out", join(out, "runs"));
    expect(stderr).not.toContain("\u001b");
    expect(stderr).toMatch(/-s1: started\n/);
    expect(stderr).toMatch(/-s2: done after 12 epochs, \d+ s: max-epochs\n/);
    expect(stderr).toMatch(/tiny\.json: 2 of 2 done\n$/);
    expect(status).toBe(0);
    expect(sweep(plan, "--out", join(out, "runs")).stderr).toBe("tiny.json: 2 of 2 done\n");
    expect(sweep(plan, "--out", join(out, "runs"), "--list").stdout).toMatch(/^.*-s1: done, max-epochs\n.*-s2: done/);
    expect(sweep(plan, "--out", join(out, "runs"), "--watch").stdout).toBe("tiny.json: 2 of 2 done\n");
  });

  it("lists how far runs are that were interrupted", async () => {
    const out = temporaryFolder();
    const plan = planFile(out, [1, 2], 12);
    const [{ config, variant }] = await readPlan(plan);
    const run = await createRun(out, config, { variant, engine: engineNamed("cpu") });
    const stop = new AbortController();
    await trainRun(run, { signal: stop.signal, onEpoch: ({ epoch }) => void (epoch === 3 && stop.abort()) });
    await run.close();
    const { stdout } = sweep(plan, "--out", out, "--list");
    expect(stdout).toMatch(/^.*-s1: interrupted after 3 epochs, N \d\n.*-s2: missing\n$/);
  });

  it("tells which networks retrainings wait for, and measures those that have been retrained", () => {
    const out = temporaryFolder();
    const file = join(out, "retraining.json");
    const sizes = { neurons: 12, batch: 16, steps: 8, testBatches: 2 };
    const source = { task: "n-dms", curriculum: "multi-head", maxN: 2, epochs: 200 };
    const retrain = { task: "n-dms", curriculum: "multi-head", epochs: 3, retrain: { fromN: 2, on: [2, 3] } };
    const plan = (...runs: object[]) => writeFileSync(file, JSON.stringify({ ...sizes, runs }));
    plan({ ...source, seeds: [1] }, { ...retrain, seeds: [1, 2] });
    const { status, stderr } = sweep(file, "--jobs", "2", "--out", out);
    const waits = /-on-N003-s2:? waits for .*multi-head.*-s2.N002\.safetensors\n/;
    expect(stderr).toMatch(waits);
    expect(stderr).toMatch(/retraining\.json: 3 of 5 done, 2 waiting for a network\nsweep: 2 not begun\n {2}/);
    expect(status).toBe(0);
    expect(sweep(file, "--out", out, "--list").stdout).toMatch(waits);
    expect(sweep(file, "--out", out, "--watch").stdout).toMatch(/3 of 5 done, 2 waiting for a network\n/);
    expect(sweep(file, "--out", out, "--slurm").stdout).toBe(
      "nothing to submit: 3 of 5 done, 2 waiting for a network\n",
    );

    const folders = readdirSync(out).filter((name) => name.startsWith("quick-"));
    const analyse = fileURLToPath(new URL("../../lib/dist/cli/analyse.js", import.meta.url));
    const csv = join(out, "retrained.csv");
    const measured = spawnSync(
      process.execPath,
      [analyse, "retrained", ...folders.map((name) => join(out, name)), "--csv", csv],
      { encoding: "utf8" },
    );
    expect(measured.stdout).toMatch(/^n-dms, multi-head, seed 1, N +2 → +2: +[\d.]+ %/);
    expect(measured.stdout).toMatch(/2 of 3 runs are retrainings with all their epochs\n$/);
    const [header, ...rows] = readFileSync(csv, "utf8").trim().split("\n");
    expect(header).toBe("task,curriculum,seed,from_n,n,epochs,accuracy,std,baseline,relative_accuracy");
    expect(rows.map((row) => row.split(",").slice(0, 6).join())).toEqual(
      [2, 3].map((n) => `n-dms,multi-head,1,2,${n},3`),
    );
  });

  it("ends with exit code 1 if all that it has waits for a network", () => {
    const out = temporaryFolder();
    const file = join(out, "retraining.json");
    const retrain = { task: "n-dms", curriculum: "multi-head", epochs: 3, retrain: { fromN: 2, on: [2] }, seeds: [1] };
    writeFileSync(file, JSON.stringify({ neurons: 12, runs: [retrain] }));
    const { status, stderr } = sweep(file, "--out", out);
    expect(stderr).toMatch(/retraining\.json: 0 of 1 done, 1 waiting for a network\nsweep: 1 not begun\n/);
    expect(status).toBe(1);
  });

  it("ends with exit code 1 and the list of what failed", () => {
    const out = temporaryFolder();
    const plan = planFile(out, [1, 2], 3);
    const [{ name }] = JSON.parse(sweep(plan, "--out", out, "--list", "--json").stdout);
    mkdirSync(join(out, name));
    writeFileSync(join(out, name, "run.json"), "{}");
    const { status, stderr } = sweep(plan, "--out", out);
    expect(stderr).toMatch(/1 of 2 done, 1 failed\nsweep: 1 failed\n {2}.*-s1: expected format .* in .*run\.json\n$/);
    expect(status).toBe(1);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("saves all runs at %s", async (signal) => {
    const out = temporaryFolder();
    const plan = planFile(out, [1, 2], 100_000);
    // A process group of its own, so that Ctrl-C can reach all processes, as in a terminal.
    const child = spawn(process.execPath, [program, plan, "--jobs", "2", "--out", out], {
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
    });
    const { pid = 0 } = child;
    let stderr = "";
    onTestFinished(() => void (child.exitCode === null && process.kill(-pid, "SIGKILL")));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      const wasBegun = stderr.includes("solved N = 2");
      stderr += text;
      if (!wasBegun && stderr.includes("solved N = 2")) process.kill(signal === "SIGINT" ? -pid : pid, signal);
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect(code).toBe(signal === "SIGINT" ? 130 : 143);
    expect(stderr).toMatch(/: stopped after \d+ epochs/);
    expect(stderr).toMatch(/stopped; the same command goes on from here\n$/);
    for (const name of readdirSync(out).filter((entry) => entry.endsWith("-s1"))) {
      expect(readdirSync(join(out, name)).some((file) => file.endsWith(".lock"))).toBe(false);
      expect(JSON.parse(readFileSync(join(out, name, "run.json"), "utf8"))).not.toHaveProperty("outcome");
    }
  });

  it("that is killed leaves no worker behind, and no run unsaved", async () => {
    const out = temporaryFolder();
    const plan = planFile(out, [1], 100_000);
    const child = spawn(process.execPath, [program, plan, "--out", out], { stdio: ["ignore", "ignore", "pipe"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    await new Promise<void>((resolve) => {
      child.stderr.setEncoding("utf8").on("data", (text: string) => text.includes("solved N = 2") && resolve());
    });
    const folder = join(out, readdirSync(out).find((name) => name.endsWith("-s1")) ?? "");
    const lock = readdirSync(folder).find((name) => name.endsWith(".lock")) ?? "";
    const { pid } = JSON.parse(readFileSync(join(folder, lock), "utf8"));
    child.kill("SIGKILL");
    await expect.poll(() => readdirSync(folder).includes(lock), { timeout: 20_000 }).toBe(false);
    await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
  });

  it.each([
    ["--partition", "x"],
    ["--time", "1:00:00"],
    ["--array-limit", "2"],
    ["--lead", "120"],
  ])("refuses %s, which is of a cluster, without --slurm", (...words) => {
    const out = temporaryFolder();
    const { status, stderr } = sweep(planFile(out, [1], 1), "--out", join(out, "runs"), ...words);
    expect(stderr).toBe(
      `sweep: ${words[0]}: expected --slurm with it; without, the networks are trained on this machine\n`,
    );
    expect(status).toBe(2);
    expect(readdirSync(out)).toEqual(["tiny.json"]);
  });

  it.each([
    ["export default {\n  runs: [\n", "3: Unexpected end of input"],
    ["export default {};\nexport const plan = {,};", "2: Unexpected token ','"],
    [
      "import { nothing } from 'node:fs';",
      "1: The requested module 'node:fs' does not provide an export named 'nothing'",
    ],
    ["\nconst runs = null;\nexport default runs.length;", "3: Cannot read properties of null (reading 'length')"],
  ])("refuses a plan that fails as a module, with the line: %j", (text, problem) => {
    const plan = join(temporaryFolder(), "plan.mjs");
    writeFileSync(plan, text);
    const { status, stderr } = sweep(plan, "--list");
    expect(stderr).toBe(`sweep: ${plan}: expected a module, got one that fails in line ${problem}\n`);
    expect(status).toBe(2);
  });

  it.each([
    ["no plan", [], /^sweep: missing required argument 'plan'/],
    ["a plan that is not there", ["nothing.json"], /^sweep: cannot read the plan nothing\.json: there is no such file/],
  ])("refuses %s in one line", (_, args, message) => {
    const { status, stderr } = sweep(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(2);
  });
});

it("the table of a sweep has a line for every run under way, with the time that is left", () => {
  const runs = plannedRuns({
    epochs: 20,
    runs: [{ task: "n-dms", curriculum: { name: "no-curriculum", n: 5 }, seeds: [1, 2, 3] }],
  });
  const epochs = Array.from({ length: 5 }, () => ({ nMax: 5, seconds: 60 }));
  const [running, missing] = (["running", "missing"] as const).map((state) => ({
    folder: "",
    state,
    share: 0,
    seconds: 0,
  }));
  const statuses = [
    { ...running, planned: runs[0], epochs, seconds: 300 },
    { ...missing, planned: runs[1], epochs: [] },
    { ...missing, planned: runs[2], epochs: [] },
  ];
  expect(tableLines("plan.json", statuses, 2)).toEqual([
    "plan.json: 0 of 3 done, 1 running, 2 to train  ETA 28 min", // 15 + 20 + 20 minutes, two at a time
    "  quick-n-dms-no-curriculum-leaky-rnn-n-5-s1  ███░░░░░░░░░  epoch 5.0  ETA 15 min  N 5  5 min",
  ]);
  const second = (width: number) => tableLines("plan.json", statuses, 2, width)[1];
  expect(second(94)).toContain("░  epoch");
  expect(second(80)).toBe("  quick-n-dms-no-curriculum-leaky-rnn-n-5-s1  epoch 5.0  ETA 15 min  N 5  5 min");
  expect(second(60)).toBe("  quick-n-dms…-rnn-n-5-s1  epoch 5.0  ETA 15 min  N 5  5 min");
  expect(second(20)).toMatch(/^ {2}quick-n-…-n-5-s1 {2}epoch 5.0/);
});
