import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { csvParse } from "d3-dsv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadNetwork, ornsteinUhlenbeck, RandomStream, saveNetwork } from "../../lib/index.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { initialParameters } from "../../lib/training/parameters.js";

const folder = mkdtempSync(join(tmpdir(), "analyse-timescales-"));
const checkpoint = join(folder, "N005.safetensors");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function timescales(...options: string[]) {
  const file = fileURLToPath(new URL("../../lib/dist/cli/analyse.js", import.meta.url));
  return spawnSync(process.execPath, [file, "timescales", ...options], { encoding: "utf8", cwd: folder });
}

/** Isolated neurons, none of which gets anything from another, with τ from 2 to 9. */
beforeAll(async () => {
  const cell = leakyRnn({ neurons: 8 });
  const parameters = initialParameters(cell, 1, 1);
  parameters["recurrent.weight"].data.fill(0);
  parameters["input.weight"].data.fill(1);
  parameters["input.bias"].data.fill(1); // always active: linear
  parameters["recurrent.bias"].data.fill(0);
  parameters.tau.data.set(Array.from({ length: 8 }, (_, i) => i + 2));
  await saveNetwork(checkpoint, { parameters, description: { model: cell.description, task: "n-parity", heads: [5] } });
});

describe("npm run analyse -- timescales", () => {
  const short = ["--steps", "20000", "--trials", "4", "--ones-probability", "0.5"];

  it("finds an isolated neuron's own τ, and says it for every neuron and in sum", () => {
    const { status, stdout } = timescales(checkpoint, ...short, "--estimator", "ar1", "multi-start", "--json");
    expect(status).toBe(0);
    const { neurons, summary } = JSON.parse(stdout);
    const of = (estimator: string) => neurons.filter((row: { estimator: string }) => row.estimator === estimator);
    expect([of("ar1").length, of("multi-start").length]).toEqual([8, 8]);
    for (const { tau, tauNet } of of("ar1")) {
      // Driven by white noise, its autocorrelation decays as (1 − 1/τ)^k.
      const own = -1 / Math.log(1 - 1 / tau);
      expect(Math.abs(tauNet / own - 1)).toBeLessThan(0.1);
    }
    for (const { model, tau1, rss } of of("multi-start")) {
      expect(["single", "double"]).toContain(model);
      expect(tau1).toBeGreaterThan(0);
      expect(rss).toBeGreaterThanOrEqual(0);
    }
    expect(summary).toBeDefined();
  });

  it.each([
    [["--estimator", "ar1", checkpoint]],
    [["--estimator", "ar1,multi-start", checkpoint]],
    [[checkpoint, "--estimator", "ar1,multi-start"]],
    [[checkpoint, "--estimator", "ar1", "--estimator", "multi-start"]],
  ])("takes a list of estimators, before the file or after it: %j", (words) => {
    const { status, stdout } = timescales(...words, "--steps", "500", "--trials", "1", "--json");
    expect(status).toBe(0);
    const names = ["ar1", "multi-start"].filter((name) => words.join().includes(name));
    expect(JSON.parse(stdout).estimators).toEqual(names);
  });

  it("says that it measures one network", () => {
    const { status, stderr } = timescales(checkpoint, checkpoint);
    expect([status, stderr]).toEqual([2, `analyse: expected one network file, got ${checkpoint} ${checkpoint}\n`]);
  });

  it("computes nothing for a table that cannot be written", () => {
    const { status, stderr } = timescales(checkpoint, ...short, "--csv", folder);
    expect([status, stderr]).toEqual([2, `analyse: cannot write ${folder}: it is a folder\n`]);
  });

  it("writes a tidy table", () => {
    const file = join(folder, "new", "table.csv");
    expect(timescales(checkpoint, ...short, "--csv", file).status).toBe(0);
    const rows = csvParse(readFileSync(file, "utf8"));
    expect(rows.length).toBe(8);
    expect(rows.columns).toContain("tau_net");
    expect(rows.map((row) => row.active_share)).toEqual(Array(8).fill("1"));
  });

  it("leaves out neurons that are silent, of rows and summary", async () => {
    const cell = leakyRnn({ neurons: 8 });
    const { parameters, description } = await loadNetwork(checkpoint);
    parameters["input.bias"].data.set([-9, -9, -9]);
    const file = join(folder, "N006.safetensors");
    await saveNetwork(file, { parameters, description: { ...description, model: cell.description } });
    const all = JSON.parse(timescales(file, ...short, "--json").stdout);
    const active = JSON.parse(timescales(file, ...short, "--json", "--active", "0.5").stdout);
    expect(active.neurons).toEqual(all.neurons.slice(3));
    expect([all.summary[0].neurons, active.summary[0].neurons]).toEqual([8, 5]);
    expect(active.summary[0].mean).toBeGreaterThan(all.summary[0].mean); // the silent ones have the shortest τ
    const { stdout } = timescales(file, ...short, "--active", "0.5");
    expect(stdout).toContain("5 of 8 neurons are active in at least 50 % of the steps\n");
    const { stdout: seldom } = timescales(file, ...short, "--active", "0.004");
    expect(seldom).toContain("5 of 8 neurons are active in at least 0.4 % of the steps\n");
  });

  it.each([
    [["--steps", "0"], /steps/],
    [["--active", "50"], /active/],
    [["--procedure", "guess"], /procedure/],
    [["--estimator", "guess"], /estimator/],
    [["--ones-probability", "2"], /ones-probability.*expected random or a number from 0 to 1, got "2"/],
  ])("tells what is wrong with %j in a line, with exit code 2", (options, message) => {
    const { status, stderr } = timescales(checkpoint, ...options);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(status).toBe(2);
  });
});

describe("npm run analyse -- timescales --activity", () => {
  const file = join(folder, "recording.csv");
  const taus = { fast: 2, slow: 8 };

  beforeAll(() => {
    const stream = RandomStream.named(1, "recording");
    const lines = ["trial,fast,slow"];
    for (const trial of ["a", "b"]) {
      const [fast, slow] = Object.values(taus).map((tau) => ornsteinUhlenbeck(stream, [{ tau, share: 1 }], 20_000));
      for (const [t, value] of fast.entries()) lines.push(`${trial},${value},${slow[t]}`);
    }
    writeFileSync(file, `${lines.join("\n")}\n`);
  });

  it("finds the τ of every column, in ms, as rows, summary and JSON", () => {
    const words = ["--activity", file, "--interval", "10", "--estimator", "ar1", "multi-start"];
    const { status, stdout } = timescales(...words, "--json");
    expect(status).toBe(0);
    const { neurons, summary, population, trials, steps } = JSON.parse(stdout);
    expect([trials, steps]).toEqual([
      ["a", "b"],
      [20_000, 20_000],
    ]);
    for (const { column, tauNet } of neurons) {
      expect(Math.abs(tauNet / (10 * taus[column as keyof typeof taus]) - 1)).toBeLessThan(0.15);
    }
    expect([neurons.length, summary.length, population.length]).toEqual([4, 4, 2]);
    const table = join(folder, "recorded.csv");
    const told = timescales(...words, "--csv", table);
    expect(told.stdout).toMatch(/^recording\.csv: 2 neurons, 2 trials of 20000 steps, timescales in ms\nestimator/);
    expect(told.stdout).toMatch(/population, ar1: \d+\.\d{3} ms/);
    expect(told.stdout).toMatch(/^ar1 +2 \(τ_net > 10 ms\)/m);
    expect(told.stdout).not.toContain("the shortest trial");
    const rows = csvParse(readFileSync(table, "utf8"));
    expect(rows.map(({ column, estimator }) => `${column} ${estimator}`)).toContain("slow multi-start");
    expect(rows.columns).toContain("tau_net");
  });

  it("tells of timescales that are bounds of the fit", () => {
    const stream = RandomStream.named(1, "recording");
    const series = ornsteinUhlenbeck(stream, [{ tau: 500, share: 1 }], 20_000);
    writeFileSync(join(folder, "long.csv"), `n\n${series.join("\n")}\n`);
    const { stdout } = timescales("--activity", "long.csv", "--procedure", "as-published");
    const line =
      "as-published: τ_net is at a bound of the fit, no estimate, of 1 neuron: 1 at 100 steps, 0 at 0; left out above\n";
    expect(stdout).toContain(`${line}population, as-published: 100.000 steps, a bound of the fit`);
    expect(stdout).toMatch(/^as-published +0 \(all\) +– +– +–/m);
  });

  it("tells no spread of a single neuron", () => {
    const stream = RandomStream.named(1, "recording");
    writeFileSync(
      join(folder, "one.csv"),
      `n\n${ornsteinUhlenbeck(stream, [{ tau: 5, share: 1 }], 5000).join("\n")}\n`,
    );
    const one = ["--activity", "one.csv", "--estimator", "ar1"];
    const { stdout, stderr } = timescales(...one);
    expect(stdout).toMatch(/^one\.csv: 1 neuron, 1 trial of 5000 steps,/);
    expect(stderr).toMatch(/autocorrelation of 1 neuron in 1 trial\b.*ar1: 1 of 1 neuron has a timescale/s);
    expect(stdout).toMatch(/^ar1 +1 \(all\) +(\d\.\d{3}) +– +\1/m);
    expect(JSON.parse(timescales(...one, "--json").stdout).summary[0]).toMatchObject({ neurons: 1, std: null });
  });

  it("tells that trials are short beside the timescales", () => {
    const stream = RandomStream.named(1, "recording");
    const trials = Array.from({ length: 20 }, () => ornsteinUhlenbeck(stream, [{ tau: 10, share: 1 }], 100));
    const lines = trials.flatMap((series, trial) => Array.from(series, (value) => `${trial};${value}`));
    writeFileSync(join(folder, "short-trials.csv"), `Trial;n\n${lines.join("\n")}\n`);
    const { stdout } = timescales("--activity", "short-trials.csv", "--interval", "5");
    expect(stdout).toMatch(/^short-trials\.csv: 1 neuron, 20 trials of 100 steps, timescales in ms$/m);
    expect(stdout).toMatch(
      /^the shortest trial, 500 ms, is 1[0-9]\.\d times as long as the longest median above: τ_net of trials so short/m,
    );
  });

  it("tells that τ of counts is too short by estimators that take no noise into account", () => {
    const stream = RandomStream.named(1, "counts");
    const rates = Array.from(
      ornsteinUhlenbeck(stream, [{ tau: 20, share: 1 }], 50_000),
      (x) => 0.2 * Math.exp(0.7 * x),
    );
    const spikes = rates.map((rate) => (stream.uniform() < rate ? 1 : 0));
    writeFileSync(join(folder, "spikes.csv"), `n\n${spikes.join("\n")}\n`);
    writeFileSync(join(folder, "rates.csv"), `n,m\n${rates.map((rate, t) => `${rate},${spikes[t]}`).join("\n")}\n`);
    const warning =
      /^all values are small whole numbers: if they count spikes, .* τ_net of ar1 and integrated far too short; --estimator multi/m;
    const { stdout } = timescales("--activity", "spikes.csv");
    expect(stdout).toMatch(warning);
    expect(Number(/^population, ar1: (\S+) steps$/m.exec(stdout)?.[1])).toBeLessThan(1);
    expect(timescales("--activity", "rates.csv").stdout).not.toMatch(/whole numbers/);
    const fitted = timescales("--activity", "spikes.csv", "--estimator", "multi-start").stdout;
    expect(fitted).not.toMatch(/whole numbers/);
    expect(Math.abs(Number(/^population, multi-start: (\S+) steps$/m.exec(fitted)?.[1]) / 20 - 1)).toBeLessThan(0.25);
  });

  it("takes estimators that find the τ of a recording, unless it is told others", () => {
    const { status, stdout } = timescales("--activity", file, "--json");
    expect([status, JSON.parse(stdout).estimators]).toEqual([0, ["ar1", "integrated"]]);
    const { stdout: help } = timescales("--help");
    expect(help).toMatch(/as-published repeats it/);
  });

  it.each([
    [["--activity", "nowhere.csv"], "cannot read nowhere.csv: there is no such file or folder"],
    [["--activity", "bad.csv"], 'bad.csv, line 3, column "b": expected a number, got "x"'],
    [
      ["--activity", "short.csv"],
      "short.csv: activity: expected at least 3 steps for 1 lag, got 1 of neuron 1 of trial 1",
    ],
    [["--activity", "bad.csv", checkpoint], `expected no network file beside --activity, got ${checkpoint}`],
    [[], "expected a network file, or recorded activity as --activity FILE"],
    [[checkpoint, "--interval", "2"], "--interval: expected --activity with it, got a network"],
    [
      ["--activity", "bad.csv", "--trials", "2"],
      "option '--activity <file>' cannot be used with option '--trials <n>'",
    ],
    [["--activity", "bad.csv", "--interval", "0"], "--interval <ms>"],
  ])("refuses %j", (words, message) => {
    writeFileSync(join(folder, "bad.csv"), "a,b\n1,2\n3,x\n");
    writeFileSync(join(folder, "short.csv"), "a,b\n1,2\n");
    const { status, stderr } = timescales(...words);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
