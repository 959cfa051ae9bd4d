import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { silent } from "../../lib/progress/progress.js";
import { RandomStream } from "../../lib/random/stream.js";
import { loadNetwork } from "../../lib/runs/checkpoint.js";
import { createRun, openRun } from "../../lib/runs/runFolder.js";
import { readRun, type StoredRun } from "../../lib/runs/storedRun.js";
import { sweep } from "../../lib/runs/sweep.js";
import { type TrainRunOptions, trainRun } from "../../lib/runs/trainRun.js";
import { verifyRun } from "../../lib/runs/verifyRun.js";
import type { TrainingConfig } from "../../lib/training/config.js";
import { childProcess, killed, line } from "./childProcess.js";
import { temporaryFolder } from "./temporaryFolder.js";
import { tinyConfig } from "./tinyConfig.js";

/** Everything that must be the same whether a run was interrupted or not. */
function results(folder: string): Record<string, Buffer> {
  const names = readdirSync(folder).filter((name) =>
    /^(N\d+|latest)\.|^(epochs|heads|tau)\.csv$|^checksums\.txt$/.test(name),
  );
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
}

async function uninterrupted() {
  const run = await createRun(temporaryFolder(), tinyConfig());
  const stored = await trainRun(run);
  await run.close();
  return stored;
}

it("a run is trained to its end and written down", async () => {
  const { record, epochs, solved, seconds, folder } = await uninterrupted();
  expect(record.outcome).toEqual({ reason: "max-epochs" });
  expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  expect(solved.length).toBeGreaterThan(0);
  expect(seconds.every((value) => value !== undefined && value >= 0)).toBe(true);
  for (const { n, file } of solved) {
    const { description } = await loadNetwork(file);
    expect(description).toMatchObject({ task: "n-parity", curriculum: "multi-head", seed: 1, profile: "quick" });
    expect(description.heads).toEqual(Array.from({ length: n - 1 }, (_, i) => i + 2));
    expect(epochs[(description.epoch ?? 0) - 1].nMax).toBe(n);
  }
  expect(readdirSync(folder).filter((name) => /lock|tmp/.test(name))).toEqual([]);
});

it("a run stores the accuracy of every head after every epoch, also with one head, whose file is not needed", async () => {
  const { epochs, folder } = await uninterrupted();
  expect(epochs.some(({ nMax }) => nMax > 2)).toBe(true);
  for (const { nMax, accuracies = [], accuracyMean, accuracyLast } of epochs) {
    expect(accuracies.map(({ n }) => n)).toEqual(Array.from({ length: nMax - 1 }, (_, i) => i + 2));
    expect(accuracies.at(-1)?.accuracy).toBe(accuracyLast);
    expect(accuracies.reduce((sum, { accuracy }) => sum + accuracy, 0) / accuracies.length).toBe(accuracyMean);
  }
  expect(readFileSync(join(folder, "heads.csv"), "utf8")).toMatch(/^epoch,n,accuracy\n\d+,2,[\d.]+\n\d+,3,[\d.]+\n/);

  const single = await createRun(temporaryFolder(), { ...tinyConfig(), curriculum: { name: "single-head" } });
  const stored = await trainRun(single);
  await single.close();
  expect(readdirSync(single.folder)).not.toContain("heads.csv");
  expect(stored.epochs[0].accuracies).toEqual([{ n: 2, accuracy: stored.epochs[0].accuracyLast }]);
});

it("a run of before the accuracies of heads were stored is read, and goes on with those of its further epochs", async () => {
  const whole = await uninterrupted();
  const run = await createRun(temporaryFolder(), tinyConfig());
  const stop = new AbortController();
  const stored = await trainRun(run, {
    signal: stop.signal,
    onEpoch({ epoch }) {
      if (epoch === 20) stop.abort();
    },
  });
  await run.close();
  expect(stored.epochs.at(-1)?.nMax).toBeGreaterThan(2);
  rmSync(join(run.folder, "heads.csv"));
  const old = await readRun(run.folder);
  expect(old.epochs.map(({ accuracies }) => accuracies !== undefined)).toEqual(
    old.epochs.map(({ nMin, nMax }) => nMin === nMax),
  );
  const again = await openRun(run.folder);
  const { epochs } = await trainRun(again);
  await again.close();
  expect(epochs.slice(20)).toEqual(whole.epochs.slice(20));
  expect(epochs[19].accuracies).toBeUndefined();
  expect(readFileSync(join(run.folder, "epochs.csv"))).toEqual(readFileSync(join(whole.folder, "epochs.csv")));
});

it("a run that was stopped in the middle of an epoch ends the same", async () => {
  const whole = await uninterrupted();
  const run = await createRun(temporaryFolder(), tinyConfig());
  const stop = new AbortController();
  const stored = await trainRun(run, {
    signal: stop.signal,
    onStep: ({ epoch, step }) => {
      if (epoch === 7 && step === 3) stop.abort();
    },
  });
  await run.close();
  expect(stored.record.outcome).toBeUndefined();
  expect(stored.epochs).toHaveLength(6);
  const again = await openRun(run.folder);
  await trainRun(again);
  await again.close();
  expect(results(run.folder)).toEqual(results(whole.folder));
});

it("an epoch that was interrupted has taken the time before, too", async () => {
  const run = await createRun(temporaryFolder(), tinyConfig());
  const stop = new AbortController();
  await trainRun(run, {
    signal: stop.signal,
    async onStep({ epoch, step }) {
      if (epoch !== 2 || step !== 1) return;
      await setTimeout(1500);
      stop.abort();
    },
  });
  await run.close();
  expect(run.record.stretches[0].secondsIntoEpoch).toBeGreaterThanOrEqual(1.5);
  const again = await openRun(run.folder);
  const { seconds } = await trainRun(again);
  await again.close();
  expect(seconds[1]).toBeGreaterThanOrEqual(1.5);
  expect(Math.max(...[seconds[0], ...seconds.slice(2)].map(Number))).toBeLessThan(1.5);
  expect(again.record.stretches[1].secondsIntoEpoch).toBeLessThan(1.5);
});

it("a run is not trained with options that it has not, also if it has ended", async () => {
  const run = await createRun(temporaryFolder(), tinyConfig());
  await trainRun(run);
  const before = readFileSync(join(run.folder, "run.json"), "utf8");
  for (const strange of [{ secnds: 1 }, { from: undefined, solvedBefore: 3 }, { parameters: {} }]) {
    await expect(trainRun(run, strange as TrainRunOptions)).rejects.toThrow(
      /^trainRun has no option \w+; it has: .*seconds/,
    );
  }
  await run.close();
  expect(readFileSync(join(run.folder, "run.json"), "utf8")).toBe(before);
});

it("a run whose states are all damaged goes on from its last network when told so, and keeps them aside", async () => {
  const { folder, epochs } = await uninterrupted();
  for (const name of ["latest.json", "previous.json"]) writeFileSync(join(folder, name), "{");
  const refused = await openRun(folder);
  await refused.extend({ epochs: epochs.length + 2 });
  await expect(trainRun(refused)).rejects.toThrow(/no saved state .* can be used: .*go on with --from-last-network/);
  await refused.close();
  const run = await openRun(folder, { fromLastNetwork: true });
  await run.extend({ epochs: epochs.length + 2 });
  const again = await trainRun(run);
  await run.close();
  expect(again.epochs).toHaveLength(epochs.length + 2);
  expect(readFileSync(join(folder, "unusable-latest.json"), "utf8")).toBe("{");
  expect((await verifyRun(folder)).filter(({ state }) => state !== "good")).toEqual([]);
});

it("a run that goes on tells the largest N that it solved before", async () => {
  const whole = await uninterrupted();
  const solvedIn = whole.epochs.find(({ solved }) => solved)?.epoch ?? 0;
  expect(solvedIn).toBeGreaterThan(0);
  const run = await createRun(temporaryFolder(), tinyConfig());
  const stop = new AbortController();
  await trainRun(run, {
    signal: stop.signal,
    onEpoch({ epoch }) {
      if (epoch === solvedIn) stop.abort();
    },
  });
  await run.close();
  const again = await openRun(run.folder);
  const said: string[] = [];
  const progress = { start() {}, update: () => soon.abort(), finish: (text = "") => void said.push(text) };
  const soon = new AbortController();
  await trainRun(again, { signal: soon.signal, progress });
  await again.close();
  expect(said).toEqual([expect.stringMatching(`: stopped after ${solvedIn} epochs, largest N solved 2$`)]);
});

describe("a run that has ended tells its end again", () => {
  const listening = () => {
    const said: string[] = [];
    const progress = {
      ...silent,
      start: (label: string) => void said.push(label),
      finish: (text: string) => void said.push(text),
    };
    return { said, progress };
  };
  const asked = async (folder: string, options: { seconds?: number }) => {
    const { said, progress } = listening();
    const again = await openRun(folder);
    await trainRun(again, { ...options, progress });
    await again.close();
    return said;
  };

  it.each([
    ["all epochs", {}, / seed 1: done after 30 epochs, largest N solved [2-9]$/],
    ["its seconds", { seconds: 0 }, / seed 1: stopped after 0 epochs, no N solved$/],
  ])("by %s, in the words of then", async (_, options, words) => {
    const run = await createRun(temporaryFolder(), tinyConfig());
    const { said, progress } = listening();
    await trainRun(run, { ...options, progress });
    await run.close();
    expect(said[1]).toMatch(words);
    expect(await asked(run.folder, options)).toEqual(said);
  });

  it("by a loss that is not finite", async () => {
    const run = await createRun(temporaryFolder(), tinyConfig());
    await run.finish({ reason: "diverged", message: "epoch 1: the loss is NaN" });
    await run.close();
    expect((await asked(run.folder, {}))[1]).toMatch(/ seed 1: diverged after 0 epochs, no N solved$/);
  });
});

it("a run that has ended is left as it is, also if it was killed just before that was written down", async () => {
  const config = { ...tinyConfig(), curriculum: { name: "multi-head", lastN: 2 } };
  const run = await createRun(temporaryFolder(), config);
  await trainRun(run);
  await run.close();
  const before = await readRun(run.folder);
  expect(before.record.outcome).toEqual({ reason: "curriculum-ended" });
  const expected = results(run.folder);

  const ended = await openRun(run.folder);
  await trainRun(ended);
  await ended.close();
  expect(results(run.folder)).toEqual(expected);

  // The same run again, killed after its last state was saved.
  const other = await createRun(temporaryFolder(), config);
  const fatal = new Error("killed");
  const finish = other.finish.bind(other);
  other.finish = () => Promise.reject(fatal);
  await expect(trainRun(other)).rejects.toBe(fatal);
  other.finish = finish;
  await other.close();
  expect((await readRun(other.folder)).record.outcome).toBeUndefined();
  const reopened = await openRun(other.folder);
  expect((await trainRun(reopened)).record.outcome).toEqual({ reason: "curriculum-ended" });
  await reopened.close();
  expect(results(other.folder)).toEqual(expected);
});

describe("a run whose end is moved", () => {
  const configOf = (epochs: number, maxN: number) => {
    const { curriculum, schedule, ...config } = tinyConfig();
    return { ...config, curriculum: { ...curriculum, lastN: maxN }, schedule: { ...schedule, maxEpochs: epochs } };
  };

  it.each([
    ["more epochs", configOf(5, 101), { epochs: 30 }, configOf(30, 101), "max-epochs"],
    ["a larger N", configOf(30, 2), { maxN: 3 }, configOf(30, 3), "max-epochs"],
  ])("by %s is the same as one that had it from the start", async (_, short, limits, long, reason) => {
    const direct = await createRun(temporaryFolder(), long);
    const whole = await trainRun(direct);
    await direct.close();
    const first = await createRun(temporaryFolder(), short);
    const before = await trainRun(first);
    await first.close();
    expect(before.epochs.length).toBeLessThan(whole.epochs.length);

    const again = await openRun(first.folder);
    await again.extend(limits);
    const { record } = await trainRun(again);
    await again.close();
    expect(results(first.folder)).toEqual(results(direct.folder));
    expect(record.outcome).toEqual({ reason });
    expect(record.configHash).toBe(whole.record.configHash);
    expect(record.extended).toEqual([
      { at: expect.any(String), epochs: long.schedule.maxEpochs, maxN: long.curriculum.lastN },
    ]);
  });

  it("must not have gone beyond it", async () => {
    const run = await createRun(temporaryFolder(), configOf(30, 3));
    const { epochs } = await trainRun(run);
    expect(epochs.some(({ nMax }) => nMax === 3)).toBe(true); // so N = 2 is solved
    await expect(run.extend({ epochs: 5 })).rejects.toThrow(`${run.folder} has 30 epochs already, more than 5`);
    await expect(run.extend({ maxN: 2 })).rejects.toThrow(`${run.folder} has come to N = 2 already, in epoch`);
    await expect(run.extend({ maxN: 1 })).rejects.toThrow("its first N, 2, is larger than its last N, 1");
    await run.extend({ epochs: 30, maxN: 3 });
    expect(run.record.outcome).toEqual({ reason: "max-epochs" });
    await run.close();
  });
});

describe("the end of a run whose stages depend on it", () => {
  /** Every epoch solves its stage. */
  const configOf = (curriculum: TrainingConfig["curriculum"], maxEpochs = 30) => {
    const { schedule, ...config } = tinyConfig();
    return { ...config, curriculum, schedule: { ...schedule, steps: 1, maxEpochs, solvedAbove: 0 } };
  };
  const windows = (lastN: number) => ({ name: "sliding-window", width: 4, drop: 3, lastN });
  const heads = (lastN: number) => ({ name: "several-heads", start: 2, add: 4, lastN });
  const trained = async (config: TrainingConfig) => {
    const run = await createRun(temporaryFolder(), config);
    const { epochs } = await trainRun(run);
    return { run, stages: epochs.map(({ nMin, nMax }) => [nMin, nMax]) };
  };

  it.each([
    [
      "a window's last move is shorter",
      windows(6),
      30,
      14,
      "up to there are others than it came to, N = 5, 6, 7, 8 in",
    ],
    ["heads join fewer at a time", heads(5), 30, 14, "N = 2, 3, 4, 5, 6, 7 in epoch 2"],
    ["heads have joined beyond it", heads(14), 1, 5, "N = 2, 3, 4, 5 in epoch 2"],
  ])("is not moved where %s", async (_, curriculum, epochs, lastN, problem) => {
    const { run } = await trained(configOf(curriculum, epochs));
    await expect(run.extend({ maxN: lastN, epochs: 30 })).rejects.toThrow(problem);
    await run.close();
    const config = configOf({ ...curriculum, lastN }, 30);
    const planned = [{ name: basename(run.folder), config }];
    const [status] = await sweep(planned, { parent: dirname(run.folder), jobs: 1 });
    expect(status.state).toBe("failed");
  });

  it.each([
    ["a window's", windows(8), 14],
    ["that of several heads", heads(7), 14],
  ])("%s is moved where the stages are the same", async (_, curriculum, lastN) => {
    const { run } = await trained(configOf(curriculum));
    await run.extend({ maxN: lastN });
    const stages = (await trainRun(run)).epochs.map(({ nMin, nMax }) => [nMin, nMax]);
    await run.close();
    const direct = await trained(configOf({ ...curriculum, lastN }));
    await direct.run.close();
    expect(stages).toEqual(direct.stages);
    expect(results(run.folder)).toEqual(results(direct.run.folder));
  });

  it("is none for all N at once: another largest N is another training", async () => {
    const all = (lastN: number) => configOf({ name: "all-at-once", lastN });
    const { run } = await trained(all(4));
    await expect(run.extend({ maxN: 8 })).rejects.toThrow(
      'maxN: expected none with curriculum "all-at-once", which trains all its N from the start, got 8',
    );
    await run.extend({ maxN: 4 });
    await run.close();
    const [status] = await sweep([{ name: basename(run.folder), config: all(8) }], {
      parent: dirname(run.folder),
      jobs: 1,
    });
    expect(status).toMatchObject({ state: "failed", detail: expect.stringContaining("a run of another config") });
  });
});

it("a run that is held at an N goes on there after it is solved, and keeps its last network", async () => {
  const config = { ...tinyConfig(), curriculum: { name: "single-head", holdAt: 2 } };
  const run = await createRun(temporaryFolder(), config);
  const { epochs, record, solved, folder } = await trainRun(run);
  await run.close();
  expect(record.outcome).toEqual({ reason: "max-epochs" });
  expect(new Set(epochs.map(({ nMax }) => nMax))).toEqual(new Set([2]));
  const lastSolved = epochs.findLast(({ accuracyLast }) => accuracyLast > config.schedule.solvedAbove);
  expect(lastSolved).toBeDefined();
  expect((await loadNetwork(solved[0].file)).description.epoch).toBe(lastSolved?.epoch);
  expect((await verifyRun(folder)).map(({ state }) => state)).toEqual(["good", "good", "good", "good"]);
});

it("a run whose seconds are used up has ended, until it gets more", async () => {
  const whole = await uninterrupted();
  const run = await createRun(temporaryFolder(), tinyConfig());
  await expect(trainRun(run, { seconds: Number.NaN })).rejects.toThrow(
    "seconds: expected a number of at least 0, got NaN",
  );
  const { record, epochs } = await trainRun(run, { seconds: 0.01 });
  await run.close();
  expect(record.outcome).toEqual({ reason: "time-limit" });
  expect(epochs.length).toBeLessThan(30);

  const same = await openRun(run.folder);
  expect((await trainRun(same, { seconds: 0.01 })).epochs).toEqual(epochs);
  await same.close();
  const more = await openRun(run.folder);
  expect((await trainRun(more, { seconds: 600 })).record.outcome).toEqual({ reason: "max-epochs" });
  await more.close();
  expect(results(run.folder)).toEqual(results(whole.folder));
});

it("a run that goes on with another number of threads says what that means", async () => {
  const run = await createRun(temporaryFolder(), tinyConfig(), { threads: 1 });
  await run.close();
  expect(run.note).toBeUndefined();
  const same = await openRun(run.folder, { threads: 1 });
  await same.close();
  expect(same.note).toBeUndefined();
  const known = await openRun(run.folder, { threads: 1, engine: "onnxruntime-node, cpu" });
  await known.close();
  expect(known.note).toBeUndefined(); // of the engine before nothing was said
  const other = await openRun(run.folder, { threads: 2, engine: "onnxruntime-node, cpu" });
  await other.close();
  expect(other.note).toMatch(/^the last bits of the numbers may differ .*: threads 1 → 2$/);
  const { stretches } = (await readRun(run.folder)).record;
  expect(stretches.map(({ note }) => note)).toEqual([undefined, undefined, undefined, other.note]);
});

it("a published run, without the state to go on from, is read but not trained over", async () => {
  const { folder } = await uninterrupted();
  for (const name of readdirSync(folder)) if (/^(latest|previous)\./.test(name)) rmSync(join(folder, name));
  const before = readFileSync(join(folder, "epochs.csv"));
  const record = readFileSync(join(folder, "run.json"));
  const run = await openRun(folder);
  expect((await trainRun(run)).record.outcome).toEqual({ reason: "max-epochs" });
  const message = `${folder} has 30 epochs, but not the state to go on from`;
  await expect(run.extend({ epochs: 40 })).rejects.toThrow(message);
  expect(readFileSync(join(folder, "run.json"))).toEqual(record);
  await run.goOn();
  await expect(trainRun(run)).rejects.toThrow(message);
  await run.close();
  expect(readFileSync(join(folder, "epochs.csv"))).toEqual(before);
});

it("a run that has ended, and of which no state can be used, keeps its end also when it is to go further", async () => {
  const { folder } = await uninterrupted();
  for (const name of ["latest.json", "previous.json"]) writeFileSync(join(folder, name), "{");
  const run = await openRun(folder);
  const record = readFileSync(join(folder, "run.json"));
  await run.extend({ epochs: 40 });
  await expect(trainRun(run)).rejects.toThrow(/no saved state of .* can be used: .* go on with --from-last-network/);
  await run.close();
  expect(readFileSync(join(folder, "run.json"))).toEqual(record);
});

it("a run that diverges says so, and keeps its last good state", async () => {
  const config = tinyConfig();
  const wild = { ...config, optimiser: { name: "sgd", learningRate: 1e30, momentum: 0.1 } as const };
  const run = await createRun(temporaryFolder(), wild);
  await expect(trainRun(run)).rejects.toMatchObject({ name: "TrainingDiverged" });
  await run.close();
  const { record } = await readRun(run.folder);
  expect(record.outcome?.reason).toBe("diverged");
  expect(record.outcome?.message).toContain("training diverged in epoch 1");
});

const trainer = `
  const { createRun, openRun } = await import(library + "runs/runFolder.js");
  const { trainRun } = await import(library + "runs/trainRun.js");
  const [parent, config, folder] = parameters;
  const run = folder ? await openRun(folder) : await createRun(parent, JSON.parse(config));
  console.log("begun");
  await trainRun(run);
  await run.close();
`;

/** Times a training process is killed in the middle of its work: a few, or more when SLOW_TESTS is set. */
const kills = process.env.SLOW_TESTS ? 40 : 6;

/** Goes on with a run to its end, which must be that of another. */
async function complete(folder: string, whole: StoredRun): Promise<void> {
  const run = await openRun(folder);
  await trainRun(run);
  await run.close();
  expect(results(folder)).toEqual(results(whole.folder));
  expect((await readRun(folder)).record.outcome).toEqual({ reason: "max-epochs" });
}

it(`runs that are killed ${kills} times at any moment end the same`, { timeout: 300_000 }, async () => {
  const whole = await uninterrupted();
  const moments = RandomStream.named(1, "kills");
  const config = JSON.stringify(tinyConfig());
  let parent = temporaryFolder();
  let folder = "";
  for (let kill = 0; kill < kills; ) {
    const child = childProcess(trainer, parent, config, folder);
    await line(child);
    folder = join(parent, readdirSync(parent)[0]);
    await setTimeout(moments.uniform() * 120); // an epoch takes about 10 ms, most of them for writing
    await killed(child);
    const { epochs, record } = await readRun(folder);
    expect(epochs).toEqual(whole.epochs.slice(0, epochs.length));
    if (child.signalCode === "SIGKILL" && !record.outcome) kill++;
    if (record.outcome || kill === kills) {
      await complete(folder, whole);
      parent = temporaryFolder();
      folder = "";
    }
  }
});

/** Makes a process die in the middle of the nth piece of writing: half of a file's content, before or after a renaming. */
const fatalWriting = `
  import fs from "node:fs/promises";
  import { syncBuiltinESMExports } from "node:module";
  let left = Number(parameters[3]);
  const step = () => --left === 0 && process.kill(process.pid, "SIGKILL");
  const { rename } = fs;
  fs.rename = async (...names) => {
    step();
    await rename(...names);
    step();
  };
  syncBuiltinESMExports();
  const handle = await fs.open(process.execPath);
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  for (const name of ["writeFile", "appendFile"]) {
    const write = prototype[name];
    prototype[name] = async function (data) {
      await write.call(this, data.slice(0, data.length / 2));
      step();
      await write.call(this, data.slice(data.length / 2));
    };
  }
`;

it(`runs that are killed ${kills} times in the middle of writing end the same`, { timeout: 300_000 }, async () => {
  const whole = await uninterrupted();
  const moments = RandomStream.named(2, "kills");
  const config = JSON.stringify(tinyConfig());
  let parent = temporaryFolder();
  for (let kill = 0; kill < kills; ) {
    const name = readdirSync(parent).find((entry) => existsSync(join(parent, entry, "run.json")));
    const folder = name === undefined ? "" : join(parent, name);
    const piece = String(moments.integer(1, 200));
    const child = childProcess(fatalWriting + trainer, parent, config, folder, piece);
    await new Promise((resolve) => child.once("exit", resolve));
    if (child.signalCode !== "SIGKILL") {
      expect(child.exitCode).toBe(0);
      expect(results(folder)).toEqual(results(whole.folder));
      parent = temporaryFolder();
    } else if (++kill === kills && folder !== "") await complete(folder, whole);
  }
});
