import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRun, trainRun } from "../../lib/index.js";
import { trainingConfig } from "../../lib/training/trainingConfig.js";

const program = fileURLToPath(new URL("../../lib/dist/cli/measure.js", import.meta.url));
const parent = mkdtempSync(join(tmpdir(), "measure-command-"));
const runs = join(parent, "runs");
let name: string;

/** Measures into a new folder unless told otherwise. */
function measure(...words: string[]) {
  const results = mkdtempSync(join(parent, "results-"));
  const from = words.includes("--runs") ? [] : ["--runs", runs];
  const args = [program, ...from, "--results", results, "--jobs", "1", ...words];
  return { ...spawnSync(process.execPath, args, { encoding: "utf8" }), results };
}

beforeAll(async () => {
  const config = trainingConfig({ task: "n-dms", curriculum: "multi-head", neurons: 24, maxN: 3, epochs: 60, seed: 1 });
  const run = await createRun(runs, config);
  const stored = await trainRun(run);
  await run.close();
  [name] = readdirSync(runs);
  expect(stored.solved.map(({ n }) => n)).toEqual([2, 3]);
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

describe("npm run measure", () => {
  it("leaves networks out that are too small for a measurement, says so, and makes the other ones", () => {
    const { status, stdout, stderr } = measure("ablation", "weights");
    expect(stderr).toContain(`measure: ablation leaves out ${name}: three groups of 20 need 60 neurons, got 24\n`);
    expect(stdout).toBe("ablation: nothing was missing\nweights: 2 networks measured\n");
    expect(status).toBe(0);
  });

  it("names a network that cannot be measured, measures the others, and says at the end that one failed", () => {
    const copies = join(parent, "copies");
    cpSync(runs, copies, { recursive: true });
    const file = join(copies, name, "N002.safetensors");
    writeFileSync(file, "no network");
    const { status, stdout, stderr } = measure("weights", "--runs", copies);
    expect(stdout).toBe("weights: 1 network measured, 1 failed\n");
    expect(stderr).toMatch(/measure: 1 failed\n {2}weights: [^\n]*\n$/);
    expect(stderr).toContain(file);
    expect(stderr).not.toContain("    at ");
    expect(status).toBe(1);
  });

  it("names a run that is damaged, measures the others, and ends with exit code 1", () => {
    const copies = join(parent, "damaged");
    cpSync(runs, copies, { recursive: true });
    mkdirSync(join(copies, "a-bad-one"));
    const file = join(copies, "a-bad-one", "run.json");
    writeFileSync(file, "{");
    const { status, stdout, stderr } = measure("weights", "--runs", copies);
    expect(stdout).toBe("weights: 2 networks measured\n");
    expect(stderr).toMatch(/^measure: left out: .*run\.json/);
    expect(stderr).toMatch(/measure: 1 failed\n {2}[^\n]*\n$/);
    expect(stderr.split(file)).toHaveLength(3);
    expect(status).toBe(1);
  });

  it("tells how many networks it will measure before it does, and with --list nothing but that", () => {
    expect(measure("weights", "forgetting").stderr).toMatch(
      /^measure: to be made: weights of 2 networks, forgetting of 1 network; /,
    );
    const { status, stdout, results } = measure("weights", "ablation", "--list");
    expect(stdout).toBe("weights: 2 networks missing\nablation: 0 networks missing\n");
    expect(status).toBe(0);
    expect(readdirSync(results)).toEqual([]);
  });

  it("measures networks of some models and variants only, and calls the want of a variant none", async () => {
    const both = join(parent, "variants");
    cpSync(runs, both, { recursive: true });
    const config = trainingConfig({ task: "n-dms", curriculum: "multi-head", model: { name: "leaky-rnn", tau: 1 } });
    await (await createRun(both, config, { variant: "tau-1" })).close();
    const list = (...words: string[]) => measure("weights", "--list", "--runs", both, ...words);
    expect(list("--variant", "none", "--model", "leaky-rnn").stdout).toBe("weights: 2 networks missing\n");
    expect(list("--variant", "tau-1").stdout).toBe("weights: 0 networks missing\n");
    expect(list("--variant", "tau-7,none")).toMatchObject({
      stderr: `measure: there is no run with the variant "tau-7" in ${both}; they have: tau-1\n`,
      status: 2,
    });
    expect(list("--model", "gru")).toMatchObject({
      stderr: `measure: expected runs in ${both}, found none that fit\n`,
      status: 2,
    });
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ends at %s with exit code %i", async (signal, code) => {
    const results = mkdtempSync(join(parent, "results-"));
    const child = spawn(process.execPath, [program, "timescales", "--runs", runs, "--results", results], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (stderr === "") child.kill(signal);
      stderr += text;
    });
    expect(await new Promise((resolve) => child.once("close", resolve))).toBe(code);
    expect(stderr).toMatch(/\nstopped; the same command goes on from here\n$/);
  });

  it.each([
    ["99", /^measure: --n: there is no network that solved N = 99 among these runs; found: 2, 3\n$/],
    ["2,4", /^measure: --n: there is no network that solved N = 4 /],
    ["0", /^measure: .*expected an integer of at least 1, got "0"/],
  ])("refuses --n %s, which no network has", (list, message) => {
    const { status, stdout, stderr } = measure("weights", "--n", list);
    expect(stderr).toMatch(message);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });
});
