import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runListLines } from "../../lib/cli/runLines.js";
import { listRuns, type RunSummary } from "../../lib/runs/listRuns.js";
import { orderlessJson } from "../../lib/runs/orderlessJson.js";
import { createRun } from "../../lib/runs/runFolder.js";
import { runName } from "../../lib/runs/runName.js";
import { trainRun } from "../../lib/runs/trainRun.js";
import { sha256 } from "../../lib/sha256.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";
import { tinyConfig } from "../runs/tinyConfig.js";

const program = fileURLToPath(new URL("../../lib/dist/cli/runs.js", import.meta.url));

function runs(...args: string[]) {
  return spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
}

it("npm run runs lists, shows and verifies", async () => {
  const parent = temporaryFolder();
  for (const words of [[], ["verify"]]) {
    expect(runs("--runs", parent, ...words).stdout).toBe(`There are no runs in ${parent}. npm run train makes one.\n`);
  }
  const run = await createRun(parent, { ...tinyConfig(), curriculum: { name: "multi-head", lastN: 2 } });
  const { epochs } = await trainRun(run);
  await run.close();
  const name = "quick-n-parity-multi-head-leaky-rnn-s1";

  expect(runs("--runs", parent).stdout.split("\n")).toEqual([
    expect.stringMatching(/^profile +task +curriculum +model +seed +N reached +epochs +time +state +name$/),
    expect.stringMatching(
      new RegExp(
        `^quick +n-parity +multi-head +leaky-rnn +1 +2 +${epochs.length} +\\d+ s +finished: curriculum-ended +${name}$`,
      ),
    ),
    "",
  ]);
  expect(JSON.parse(runs("--runs", parent, "--json").stdout)).toMatchObject([{ name, largestN: 2, state: "finished" }]);
  expect(runs("--runs", parent, "show", name).stdout).toMatch(
    new RegExp(`^ *2 +${epochs.length} +\\d+ s +\\d+\\.\\d\\d`, "m"),
  );
  expect(JSON.parse(runs("show", run.folder, "--json").stdout)).toMatchObject({ record: { config: { seed: 1 } } });

  const goingOn = (file: string, epoch: number) => `  --resume goes on from ${file}, in epoch ${epoch}\n`;
  expect(runs("verify", run.folder)).toMatchObject({
    stdout: `${run.folder}: 1 good\n${goingOn("latest.json", epochs.length + 1)}`,
    status: 0,
  });
  const latest = readFileSync(join(run.folder, "latest.json"));
  writeFileSync(join(run.folder, "latest.json"), latest.subarray(0, 20));
  expect(runs("verify", run.folder)).toMatchObject({
    stdout: `${run.folder}: 1 good, 1 damaged\n  latest.json is damaged: it is no valid JSON\n${goingOn("previous.json", epochs.length)}`,
    status: 1,
  });
  writeFileSync(join(run.folder, "latest.json"), latest);
  writeFileSync(join(run.folder, "N002.safetensors"), "");
  const damaged = runs("--runs", parent, "verify", "--json");
  expect(damaged.status).toBe(1);
  expect(JSON.parse(damaged.stdout)).toMatchObject([
    { files: [{ state: "good" }, { state: "damaged" }, { file: "latest.json" }, { file: "previous.json" }] },
  ]);
  const epochsFile = join(run.folder, "epochs.csv");
  const stored = readFileSync(epochsFile, "utf8");
  writeFileSync(epochsFile, stored.replace(/^1,.*\n/m, ""));
  expect(runs("verify", run.folder).stdout.split("\n")).toEqual([
    `${run.folder}: 2 damaged`,
    expect.stringMatching(/^ {2}expected .*epochs\.csv/),
    expect.stringMatching(/^ {2}expected at least 8 bytes, got 0.*N002\.safetensors/),
    "  to go on, the run needs its epochs.csv: bring back a copy, or train it anew in another folder",
    "  a network that is damaged comes back from a copy only, or from training the run anew; training itself goes on without it",
    "",
  ]);
  writeFileSync(epochsFile, stored);

  // Beside what the run cannot go on without.
  const timing = join(run.folder, "timing.csv");
  const times = readFileSync(timing, "utf8");
  writeFileSync(timing, times.replace(/^1,/m, "one,"));
  const told = runs("verify", run.folder).stdout;
  expect(told).toContain("the run goes on without timing.csv, but not with what is damaged");
  expect(told).toContain("--resume goes on from latest.json"); // once it is away
  expect(told).not.toMatch(/delete|anew in another folder/);
  writeFileSync(timing, times);

  // A folder that cannot be read hides none of the others.
  const record = JSON.parse(readFileSync(join(run.folder, "run.json"), "utf8"));
  const config = { ...record.config, curriculum: null };
  mkdirSync(join(parent, "a-bad-one"));
  const configHash = sha256(orderlessJson(config));
  writeFileSync(join(parent, "a-bad-one", "run.json"), JSON.stringify({ ...record, config, configHash }));
  const both = runs("--runs", parent);
  expect(both).toMatchObject({ stderr: "", status: 0 });
  expect(both.stdout).toMatch(/^ +damaged +a-bad-one$/m);
  expect(both.stdout).toMatch(/finished: curriculum-ended/);
  expect(both.stdout).toMatch(
    /\na-bad-one: damaged, expected an object as config\.curriculum, got null in .*run\.json\n$/,
  );
  expect(runs("--runs", parent, "show", "a-bad-one").stderr).toMatch(/^runs: expected an object as config\.curriculum/);

  const missing = runs("show", "nothing");
  expect(missing).toMatchObject({ stderr: "runs: there is no run nothing; npm run runs lists all\n", status: 2 });
});

it.each([[["shwo"]], [["--json", "shwo", "a run"]]])("npm run runs %j tells which commands there are", (words) => {
  expect(runs(...words)).toMatchObject({
    stderr: 'runs: there is no command "shwo"; expected one of: show, verify; or nothing, to list all runs\n',
    stdout: "",
    status: 2,
  });
});

it("npm run runs show refuses a second run", () => {
  const { status, stderr } = runs("show", "one", "another");
  expect(stderr).toMatch(/^runs: too many arguments for 'show'\. Expected 1 argument but got 2/);
  expect(status).toBe(2);
});

it("npm run runs refuses a folder that is not there", () => {
  for (const words of [[], ["verify"], ["show", "a run"]]) {
    expect(runs("--runs", "nope", ...words)).toMatchObject({
      stderr: "runs: --runs: there is no folder nope\n",
      stdout: "",
      status: 2,
    });
  }
});

it("npm run runs lists, and verifies, those of a profile, task, curriculum, model, variant or seed, and what is damaged", async () => {
  const parent = temporaryFolder();
  for (const [seed, variant] of [
    [1, undefined],
    [2, undefined],
    [1, "tau-1"],
  ] as const) {
    await (await createRun(parent, tinyConfig(seed), { variant })).close();
  }
  const list = (...words: string[]) =>
    (JSON.parse(runs("--runs", parent, "--json", ...words).stdout) as RunSummary[]).map(({ name }) =>
      name.replace("quick-n-parity-multi-head-leaky-rnn-", ""),
    );
  expect(list("--variant", "none")).toEqual(["s1", "s2"]);
  expect(list("--variant", "none,tau-1", "--seed", "1")).toEqual(["s1", "tau-1-s1"]);
  expect(list("--model", "gru,leaky-rnn", "--variant", "tau-1")).toEqual(["tau-1-s1"]);
  expect(list("--task", "n-parity", "--curriculum", "single-head,multi-head", "--profile", "quick")).toHaveLength(3);
  expect(list("--model", "gru")).toEqual([]);
  expect(runs("--runs", parent, "verify", "--seed", "77")).toMatchObject({
    stderr: `runs: No run in ${parent} fits.\n`,
    stdout: "",
    status: 2,
  });
  mkdirSync(join(parent, "a-bad-one"));
  writeFileSync(join(parent, "a-bad-one", "run.json"), "{");
  expect(list("--profile", "lab")).toEqual(["a-bad-one"]);
  expect(runs("--runs", parent, "verify", "--seed", "2").stdout.match(/^\S+(?=: )/gm)).toEqual([
    join(parent, "a-bad-one"),
    join(parent, "quick-n-parity-multi-head-leaky-rnn-s2"),
  ]);

  for (const [words, message] of [
    [["--profile", "labs"], /^runs: there is no profile "labs"; expected some of: paper, lab, quick\n$/],
    [["--variant", "tau1"], /^runs: there is no run with the variant "tau1" in .*; they have: tau-1\n$/],
    [["--seed", "one"], /^runs: .*expected an integer of at least 0, got "one"/],
    [["show", "a-bad-one", "--task", "n-dms"], /^runs: --task: expected it without the name of a run\n$/],
  ] as const) {
    const { status, stderr } = runs("--runs", parent, ...words);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  }
});

it.skipIf(process.getuid?.() === 0)("npm run runs lists a folder that cannot be looked into as damaged", () => {
  const folder = join(temporaryFolder(), "closed");
  mkdirSync(folder, { mode: 0 });
  expect(runs("--runs", dirname(folder)).stdout).toMatch(
    /^ +damaged +closed\n\nclosed: damaged, cannot read .*: permission denied\n/m,
  );
});

it("npm run runs lists no folder or file that is no run", async () => {
  const parent = temporaryFolder();
  mkdirSync(join(parent, "slurm"));
  writeFileSync(join(parent, "notes.txt"), "");
  expect(await listRuns([parent])).toEqual([]);
});

it("npm run runs lists a run whose record cannot be looked at as damaged", async () => {
  const folder = join(temporaryFolder(), "loop");
  mkdirSync(folder);
  symlinkSync("run.json", join(folder, "run.json")); // ELOOP, for root, too
  expect(await listRuns([dirname(folder)])).toMatchObject([{ name: "loop", state: "damaged" }]);
});

it("npm run runs says so where no run fits", async () => {
  const parent = temporaryFolder();
  await (await createRun(parent, tinyConfig())).close();
  expect(runs("--runs", parent, "--task", "n-dms").stdout).toBe(`No run in ${parent} fits.\n`);
});

it("npm run runs lists runs by the size of the numbers in their names, with decimals", async () => {
  const parent = temporaryFolder();
  for (const variant of ["rate-0.2", "rate-0.05", "rate-0.02", "neurons-100", "neurons-16"]) {
    for (const seed of [10, 9]) await (await createRun(parent, tinyConfig(seed), { variant })).close();
  }
  const names = (await listRuns([parent])).map(({ name }) => name.replace("quick-n-parity-multi-head-leaky-rnn-", ""));
  const variants = ["neurons-16", "neurons-100", "rate-0.02", "rate-0.05", "rate-0.2"];
  expect(names).toEqual(variants.flatMap((variant) => [9, 10].map((seed) => `${variant}-s${seed}`)));
});

describe("the list of runs", () => {
  const run = (variant: string | undefined, seconds: number): RunSummary => {
    const config = tinyConfig();
    const details = { variant, seconds, largestN: 12, epochs: 120, state: "finished", detail: "max-epochs" } as const;
    const name = runName(config, variant);
    return { folder: join("runs", name), name, config, ...details };
  };
  const few = [run(undefined, 4.2), run("tau-1", 3900)];

  it("tells time in seconds, minutes and hours", () => {
    expect(runListLines(few).map((line) => /(\w+(?: \w+)*) +(?:finished|state)/.exec(line)?.[1])).toEqual([
      "time",
      "4 s",
      "1 h 05 min",
    ]);
  });

  it("has all columns where they fit, and in a narrower terminal those that are not in the name", () => {
    const wide = runListLines(few);
    const width = Math.max(...wide.map(({ length }) => length));
    expect(width).toBeGreaterThan(120);
    expect(runListLines(few, width)).toEqual(wide);
    expect(runListLines(few, width - 1)).toEqual([
      "name                                           N  epochs  time        state",
      "quick-n-parity-multi-head-leaky-rnn-s1        12     120  4 s         finished",
      "quick-n-parity-multi-head-leaky-rnn-tau-1-s1  12     120  1 h 05 min  finished",
    ]);
  });

  it("gives a name a line of its own that leaves no room for the rest", () => {
    const damaged: RunSummary = { folder: "a-bad-one", name: "a-bad-one", state: "damaged", detail: "no JSON" };
    const long = "learning-rate-0.002-momentum-0.25";
    const lines = runListLines([...few, run(long, 60), damaged], 80);
    expect(lines).toEqual([
      "name                                           N  epochs  time        state",
      "quick-n-parity-multi-head-leaky-rnn-s1        12     120  4 s         finished",
      "quick-n-parity-multi-head-leaky-rnn-tau-1-s1  12     120  1 h 05 min  finished",
      `quick-n-parity-multi-head-leaky-rnn-${long}-s1`,
      "                                              12     120  60 s        finished",
      "a-bad-one                                                             damaged",
      "",
      "a-bad-one: damaged, no JSON",
    ]);
  });
});
