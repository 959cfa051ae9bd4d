import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { ranges, slurmScript } from "../../lib/cli/slurm.js";
import { readPlan } from "../../lib/runs/plan.js";
import { statusOf } from "../../lib/runs/planStatus.js";
import { readRun } from "../../lib/runs/storedRun.js";
import { loadParts } from "../../lib/training/loadParts.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";
import { hasSlurm, oneNodeSlurm } from "./oneNodeSlurm.js";

const program = fileURLToPath(new URL("../../lib/dist/cli/sweep.js", import.meta.url));

it("indices of a job array are written as Slurm reads them", () => {
  expect(ranges([0, 1, 2, 5, 7, 8])).toBe("0-2,5,7-8");
});

it("a Slurm script has one run per task, is told before the time limit, and quotes what a shell would read", () => {
  const script = slurmScript(
    { name: "lab", command: ["node", "sweep.js", "my plan's.json", "--only"], indices: [0, 1, 2], logs: "/data/logs" },
    { partition: "long", time: "4:00:00", arrayLimit: 2, lead: 120 },
  );
  const options = script.split("\n").filter((line) => line.startsWith("#SBATCH "));
  expect(options.map((line) => line.slice(8))).toEqual(
    expect.arrayContaining(["--array=0-2%2", "--partition=long", "--time=4:00:00", "--requeue", "--signal=B:USR1@120"]),
  );
  expect(script).toContain("node sweep.js 'my plan'\\''s.json' --only \"$SLURM_ARRAY_TASK_ID\" &");
});

it("without Slurm, --slurm says so in one line", () => {
  const folder = temporaryFolder();
  const file = join(folder, "plan.json");
  writeFileSync(file, JSON.stringify({ runs: [{ task: "n-dms", curriculum: "single-head", seeds: [1] }] }));
  const options = { encoding: "utf8", env: { ...process.env, PATH: folder } } as const;
  const { status, stderr } = spawnSync(process.execPath, [program, file, "--slurm", "--out", folder], options);
  expect(stderr).toMatch(/^sweep: sbatch cannot be run \(.*\): is this a machine with Slurm\?\n$/);
  expect(status).toBe(2);
});

const example = fileURLToPath(new URL("../../plans/own-parts.mjs", import.meta.url));
const needed = hasSlurm ? "" : " (skipped: needs the Debian packages slurm-wlm and munge)";

it.skipIf(!hasSlurm)(
  `a plan is submitted to Slurm, times out, is queued again, goes on, and ends${needed}`,
  { timeout: 240_000 },
  async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "slurm"));
    const env = await oneNodeSlurm(join(folder, "slurm"));
    const file = join(folder, "my plan.mjs"); // a module, of which the jobs have what it said
    await loadParts(example);
    const out = join(folder, "my runs"); // a space, which a shell would read
    // Slurm looks at time limits every 30 seconds: the first run has to be told once, the second ends before.
    const sizes = { neurons: 12, batch: 16, testBatches: 2, learningRate: 0.1, epochs: 100_000 };
    const condition = { task: "n-parity", curriculum: "single-head", steps: 400 };
    const runs = [
      { ...condition, seeds: [1], seconds: 35 },
      { ...condition, task: "n-majority", seeds: [2], epochs: 3 },
    ];
    writeFileSync(file, `export default ${JSON.stringify({ ...sizes, runs })};`);
    const parts = ["--parts", relative(process.cwd(), example)]; // found by the jobs wherever they run
    const slurm = [...parts, "--slurm", "--partition", "main", "--time", "1", "--lead", "60", "--array-limit", "1"];
    const submitted = spawnSync(process.execPath, [program, file, "--out", out, ...slurm], { encoding: "utf8", env });
    expect(submitted.stderr).toBe("");
    expect(submitted.stdout).toMatch(/^job \d+: 2 of 2 runs; 0 of 2 done, 2 to train\n/);

    const planned = await readPlan(file);
    writeFileSync(file, "export default {};"); // the jobs keep to the plan as it was
    let states: string[] = [];
    const deadline = Date.now() + 200_000;
    while (!states.every((state) => state === "done") || states.length === 0) {
      if (Date.now() > deadline) throw new Error(`the jobs do not end: ${states.join(", ")}`);
      await setTimeout(1000);
      states = (await Promise.all(planned.map((run) => statusOf(run, out)))).map(({ state }) => state);
    }
    const [long, short] = await Promise.all(planned.map(({ name }) => readRun(join(out, name))));
    expect(long.record.outcome).toEqual({ reason: "time-limit" });
    expect(long.record.stretches.length).toBeGreaterThanOrEqual(2);
    expect(long.record.seconds).toBeGreaterThanOrEqual(35);
    expect(short.record.outcome).toEqual({ reason: "max-epochs" });
    const logs = readdirSync(join(out, "slurm")).filter((name) => name.endsWith("_0.log"));
    const log = readFileSync(join(out, "slurm", logs[0]), "utf8");
    expect(log).toMatch(/: stopped after [\s\S]*: resumed after [\s\S]*: done after .*: time-limit/);

    writeFileSync(file, `export default ${JSON.stringify({ ...sizes, runs })};`);
    const again = spawnSync(process.execPath, [program, file, "--out", out, ...slurm], { encoding: "utf8", env });
    expect(again.stdout).toBe("nothing to submit: 2 of 2 done\n");
  },
);
