import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const example = fileURLToPath(new URL("../../plans/own-parts.mjs", import.meta.url));

function run(command: string, ...args: string[]) {
  const program = fileURLToPath(new URL(`../../lib/dist/cli/${command}.js`, import.meta.url));
  return spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
}

describe("commands with --parts", () => {
  const folder = mkdtempSync(join(tmpdir(), "emergent-timescales-test-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const runs = join(folder, "runs");
  const name = "quick-n-majority-strides-adaptive-rnn-neurons-12-s1";
  const network = join(runs, name, "N002.safetensors");
  const parts = join(folder, process.platform === "win32" ? "my parts" : "my: parts", "parts.mjs");
  const asked = ["--task", "n-majority", "--curriculum", "strides", "--model", "adaptive-rnn", "--neurons", "12"];

  beforeAll(() => {
    // The same formulas under a name of its own, to be changed; what they import is looked for from the library.
    const library = new URL("../../lib/dist/index.js", import.meta.url).href;
    mkdirSync(dirname(parts));
    writeFileSync(parts, readFileSync(example, "utf8").replace('"emergent-timescales"', JSON.stringify(library)));
    const trained = run("train", ...asked, "--epochs", "3", "--out", runs, "--parts", parts);
    expect(trained.status).toBe(0);
    expect(trained.stdout).toMatch(/epoch 1 {2}N 2 .* solved\n/);
  });

  it("name one's own parts in their help", () => {
    expect(run("train", "--parts", parts, "--help").stdout).toMatch(/"gru", "lstm",\s+"adaptive-rnn"/);
    expect(run("train", "--help").stdout).not.toContain('"adaptive-rnn"');
  });

  it("test and analyse networks, and measure them in processes of their own", () => {
    expect(run("evaluate", network, "--trials", "1", `--parts=${parts}`).stdout).toMatch(/^ +2 +9\d\.\d\d %/m);
    const ablated = run("analyse", "ablation", network, "--neurons", "2", "--trials", "1", "--parts", parts);
    expect(ablated.stdout).toMatch(/long {3}τ 1\.\d+: accuracy/);
    const results = join(folder, "results");
    const measured = run("measure", "weights", "--runs", runs, "--results", results, "--parts", parts);
    expect(measured.status).toBe(0);
    expect(readFileSync(join(results, "weights.csv"), "utf8")).toContain(
      `\n${name},quick,n-majority,strides,adaptive-rnn,`,
    );
  });

  it("retrain networks, measure what came of it, and of timings take only those of analyses", () => {
    const retrained = join(folder, "retrained");
    const size = ["--batch", "8", "--steps", "2", "--epochs", "1", "--out", retrained];
    expect(run("analyse", "retraining", network, "--to", "3", ...size, "--parts", parts).status).toBe(0);
    const of = readdirSync(retrained).map((one) => join(retrained, one));
    const measured = run("analyse", "retrained", ...of, "--parts", parts);
    expect(measured.stdout).toMatch(/^n-majority, strides, seed 1, N +2 → +3: .*\n1 of 1 runs /);
    const absent = join(folder, "absent.safetensors"); // they would take minutes
    expect(run("bench", "--analyses", absent, "--parts", parts).stderr).toContain(`cannot read ${absent}`);
    expect(run("bench", "--parts", parts)).toMatchObject({
      stderr: "bench: --parts: expected --analyses with it; without, only models of this project are timed\n",
      status: 2,
    });
  });

  it("sweep, and go on with a run, of which a note says when the module has changed", () => {
    const plan = join(folder, "plan.json");
    const entry = { task: "n-majority", curriculum: "strides", model: "adaptive-rnn", seeds: [1] };
    writeFileSync(plan, JSON.stringify({ profile: "quick", neurons: 12, epochs: 4, runs: [entry] }));
    const swept = run("sweep", plan, "--out", runs, "--parts", parts);
    expect(swept.stderr).toMatch(/-s1: resumed after 3 epochs, .*\n[\s\S]*plan\.json: 1 of 1 done\n$/);
    const before = readFileSync(join(runs, name, "run.json"), "utf8");
    expect(before).not.toContain("has changed");
    writeFileSync(parts, `${readFileSync(parts, "utf8")}\n// changed\n`);
    const resumed = run("train", "--resume", join(runs, name), "--epochs", "5", "--parts", parts);
    expect(resumed.stderr).toContain("what it is trained by may be another than before: parts.mjs has changed\n");
    expect(run("runs", "show", join(runs, name)).stdout).toMatch(/, parts\.mjs [0-9a-f]{12}\n/);
  });

  it("tell why a module cannot be read", () => {
    const broken = join(folder, "broken.mjs");
    writeFileSync(broken, "export const = 1;");
    const stderr = `train: parts: expected a module, got one that fails in line 1: Unexpected token '=' in ${broken}\n`;
    expect(run("train", "--parts", broken)).toMatchObject({ status: 2, stderr });
    const text = join(folder, "parts.txt");
    writeFileSync(text, "a text");
    expect(run("train", "--parts", text).stderr).toMatch(
      /got a kind of file that Node .* does not read; it reads \.mjs/,
    );
  });

  it("say what is missing without them", () => {
    const own = "or one of your own by loadParts (--parts of commands)";
    expect(run("evaluate", network).stderr).toContain(own);
    expect(run("train", "--resume", join(runs, name), "--epochs", "9").stderr).toBe(
      'train: there is no model "adaptive-rnn"; expected one of: leaky-rnn, gru, lstm, or one of your own, by loadParts ' +
        "(--parts of commands)\n",
    );
    expect(run("train", ...asked, "--parts", "none.mjs")).toMatchObject({
      ...{ status: 2, stderr: "train: parts: expected a module, got no such file in none.mjs\n" },
    });
    expect(run("train", "--parts").stderr).toContain("option '--parts <module>' argument missing");
  });
});
