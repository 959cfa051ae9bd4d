import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { RandomStream } from "../../lib/random/stream.js";
import { loadNetwork } from "../../lib/runs/checkpoint.js";
import { createRun, openRun, readRun } from "../../lib/runs/runFolder.js";
import { trainRun } from "../../lib/runs/trainRun.js";
import { childProcess, killed, line } from "./childProcess.js";
import { temporaryFolder } from "./temporaryFolder.js";
import { tinyConfig } from "./tinyConfig.js";

/** Everything that must be the same whether a run was interrupted or not. */
function results(folder: string): Record<string, Buffer> {
  const names = readdirSync(folder).filter((name) => /^(N\d+|latest)\.|^epochs\.csv$/.test(name));
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

it(`runs that are killed ${kills} times at any moment end the same`, { timeout: 300_000 }, async () => {
  const whole = await uninterrupted();
  const moments = RandomStream.named(1, "kills");
  const config = JSON.stringify(tinyConfig());
  /** Goes on with the run to its end. */
  const complete = async (folder: string) => {
    const run = await openRun(folder);
    await trainRun(run);
    await run.close();
    expect(results(folder)).toEqual(results(whole.folder));
    expect((await readRun(folder)).record.outcome).toEqual({ reason: "max-epochs" });
  };
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
      await complete(folder);
      parent = temporaryFolder();
      folder = "";
    }
  }
});
