import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { retrainedAccuracies } from "../../lib/interventions/retrainedAccuracy.js";
import { retraining } from "../../lib/interventions/retraining.js";
import { cellDescribed } from "../../lib/models/cellDescribed.js";
import { retrainingMeasurement } from "../../lib/results/measureRetraining.js";
import { planMeasurement } from "../../lib/results/measureRuns.js";
import { loadNetwork, saveNetwork } from "../../lib/runs/checkpoint.js";
import { type Plan, type PlannedRun, plannedRuns, readPlan } from "../../lib/runs/plan.js";
import { type PlannedStatus, statusOf } from "../../lib/runs/planStatus.js";
import { remainingTime } from "../../lib/runs/remainingTime.js";
import { RunError } from "../../lib/runs/runError.js";
import { createRun } from "../../lib/runs/runFolder.js";
import { configHash } from "../../lib/runs/runRecord.js";
import { readStart } from "../../lib/runs/start.js";
import { readRun } from "../../lib/runs/storedRun.js";
import { sweep } from "../../lib/runs/sweep.js";
import { trainRun } from "../../lib/runs/trainRun.js";
import { variantOfRetrained } from "../../lib/runs/variantOf.js";
import { verifyRun } from "../../lib/runs/verifyRun.js";
import { sha256 } from "../../lib/sha256.js";
import { initialParameters } from "../../lib/training/parameters.js";
import { train } from "../../lib/training/train.js";
import { temporaryFolder } from "./temporaryFolder.js";

const sizes = { neurons: 12, batch: 16, steps: 8, testBatches: 2 };
const condition = { task: "n-dms", curriculum: ["multi-head", "single-head"], seeds: [1] };
const retrain = { fromN: 3, on: [3, 5] };

/** Networks, and each of them retrained. */
function runsOf(plan: Partial<Plan> = {}): { sources: PlannedRun[]; retrainings: PlannedRun[] } {
  const of = (entry: object) => plannedRuns({ ...sizes, ...plan, runs: [{ ...condition, ...entry }] });
  return { sources: of({ epochs: 200, maxN: 3 }), retrainings: of({ epochs: 6, retrain }) };
}

const { sources, retrainings } = runsOf();

/** A folder with the networks that solved N = 3. */
async function folderOfSources(): Promise<string> {
  const parent = temporaryFolder();
  const statuses = await sweep(sources, { parent, jobs: 2 });
  expect(statuses.map(({ state, detail }) => [state, detail])).toEqual(sources.map(() => ["done", "curriculum-ended"]));
  return parent;
}

function results(folder: string): Record<string, Buffer> {
  const names = readdirSync(folder).filter((name) => /^(start|final|latest)\.|^(epochs.csv|checksums.txt)$/.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
}

describe("a plan of retrainings", () => {
  it("names a run for every network and N, and the network that it begins with", () => {
    const name = (curriculum: string, n: number) =>
      `quick-n-dms-no-curriculum-leaky-rnn-neurons-12-batch-16-steps-8-testBatches-2-retrained-from-${curriculum}-N003-on-N00${n}-s1`;
    expect(retrainings.map((run) => run.name)).toEqual(
      ["multi-head", "single-head"].flatMap((curriculum) => [3, 5].map((n) => name(curriculum, n))),
    );
    expect(retrainings.map(({ source }) => source)).toEqual(
      sources.flatMap((run) => [3, 5].map(() => ({ run: run.name, n: 3 }))),
    );
    expect(retrainings[1].config).toMatchObject({
      curriculum: { name: "no-curriculum", n: 5 },
      schedule: { maxEpochs: 6, solvedAbove: 1 },
      seed: 1,
    });
  });

  it("takes 20 epochs and the network's own model, and does not mind how far the network is to be trained", () => {
    const model = { name: "leaky-rnn", tau: 2 };
    const [run] = plannedRuns({ maxN: 9, runs: [{ ...condition, model, retrain: { fromN: 7, on: [8] } }] });
    expect(run.name).toBe("quick-n-dms-no-curriculum-leaky-rnn-tau-2-retrained-from-multi-head-N007-on-N008-s1");
    expect(run.source?.run).toBe("quick-n-dms-multi-head-leaky-rnn-tau-2-s1");
    expect(run.config.schedule.maxEpochs).toBe(20);
    expect(run.config.model).toMatchObject(model);
    expect(variantOfRetrained(run.config)).toBe("tau-2");
    const [usual] = plannedRuns({ runs: [{ ...condition, retrain: { fromN: 7, on: [8] } }] });
    expect(variantOfRetrained(usual.config)).toBeUndefined();
  });

  it.each([
    [{}, [10], "repeats-10"],
    [{ repeats: 4 }, [4], "repeats-4"],
    [{ repeats: [7, 8] }, [7, 8], "repeats-7-8"],
  ])("with %j shows bits for as long as the network's own training did", async (said, repeats, name) => {
    const model = { name: "leaky-rnn", leak: "outside", time: "continuous" } as const;
    const network = { ...condition, curriculum: "multi-head", neurons: 4, model, ...said };
    const [{ config, source }] = plannedRuns({ runs: [{ ...network, retrain }] });
    const [own] = plannedRuns({ runs: [network] });
    expect([own.config.repeats, config.repeats]).toEqual([repeats, repeats]);
    expect(own.name).toBe(`quick-n-dms-multi-head-leaky-rnn-neurons-4-leak-outside-time-continuous-${name}-s1`);
    if (source?.run !== own.name) throw new Error(`expected the network of ${own.name}, got ${source?.run}`);

    const file = join(temporaryFolder(), own.name, "N003.safetensors");
    mkdirSync(dirname(file));
    const cell = cellDescribed(config.model);
    const description = { model: cell.description, task: "n-dms", heads: [2, 3] };
    const parameters = initialParameters(cell, 2, 1);
    const start = () => readStart(source, dirname(dirname(file)), config);
    for (const says of [{ repeats }, {}]) {
      await saveNetwork(file, { parameters, description: { ...description, ...says } });
      expect((await start()).from).toMatchObject({ n: 3, head: 1 });
    }
    await saveNetwork(file, { parameters, description: { ...description, repeats: [5] } });
    const message = `expected a network with repeats [${repeats.join(", ")}], got [5] in ${file}`;
    await expect(start()).rejects.toThrow(new RunError(message));
  });

  it.each([
    ["no N to begin with", { on: [3] }, "runs[0].retrain: expected fromN to be an integer >= 1, got undefined"],
    ["no N to train on", { fromN: 3, on: [] }, "runs[0].retrain: expected on to be a list of integers >= 1, got []"],
    ["a misspelled field", { from: 3 }, 'runs[0].retrain has an unknown field "from"; expected one of: fromN, on'],
  ])("with %s is refused", async (_, wrong, message) => {
    const file = join(temporaryFolder(), "plan.json");
    writeFileSync(file, JSON.stringify({ runs: [{ ...condition, retrain: wrong }] }));
    await expect(readPlan(file)).rejects.toThrow(message);
  });
});

describe("a sweep of retrainings", () => {
  it("trains the networks first if they are in the same plan, whatever the order, and then retrains them", async () => {
    const parent = temporaryFolder();
    const events: string[] = [];
    const runs = [...retrainings, ...sources];
    const statuses = await sweep(runs, {
      ...{ parent, jobs: 2 },
      onChange(all, index, event) {
        if (event && ["waiting", "started", "done"].includes(event.kind)) {
          events.push(`${all[index].planned.source ? "retraining" : "network"} ${event.kind}`);
        }
      },
    });
    expect(statuses.map(({ state }) => state)).toEqual(runs.map(() => "done"));
    const stored = await Promise.all(retrainings.map(({ name }) => readRun(join(parent, name))));
    const { missing } = await planMeasurement(retrainingMeasurement, stored, { folder: join(parent, "results") });
    expect(missing.map(({ network: { curriculum, n, variant } }) => [curriculum, n, variant])).toEqual(
      ["multi-head", "single-head"].flatMap((curriculum) => retrain.on.map((n) => [curriculum, n, sources[0].variant])),
    );
    // Two at a time: a network may be started while the other process is still told that a retraining must wait.
    const networks = ["done", "done", "started", "started"].map((kind) => `network ${kind}`);
    expect(events.slice(0, 8).sort()).toEqual([...networks, ...Array(4).fill("retraining waiting")]);
    expect(events.slice(8).sort()).toEqual(["done", "started"].flatMap((kind) => Array(4).fill(`retraining ${kind}`)));
  });

  it("writes down which network it began with, and keeps the first and the last one", async () => {
    const parent = await folderOfSources();
    const statuses = await sweep(retrainings, { parent, jobs: 2 });
    for (const { planned, folder } of statuses) {
      const source = join(parent, planned.source?.run ?? "", "N003.safetensors");
      const { config, record, start, final, solved } = await readRun(folder);
      const curriculum = source.includes("multi-head") ? "multi-head" : "single-head";
      const head = curriculum === "multi-head" ? 1 : 0;
      expect(config.from).toEqual({ network: sha256(readFileSync(source)), n: 3, head, curriculum, seed: 1 });
      expect(record.outcome).toEqual({ reason: "max-epochs" });
      expect(solved).toEqual([]);
      const [whole, first, last] = await Promise.all(
        [source, start ?? "", final ?? ""].map((file) => loadNetwork(file)),
      );
      expect(first.description).toMatchObject({ curriculum, heads: [3], seed: 1 });
      for (const [name, { data }] of Object.entries(whole.parameters)) {
        const size = first.parameters[name].data.length;
        expect(first.parameters[name].data).toEqual(name.startsWith("readout") ? data.slice(head * size) : data);
      }
      expect(last.description).toMatchObject({ heads: [config.curriculum.n], epoch: 6, from: config.from });
      expect(last.parameters).not.toEqual(first.parameters);
      expect((await verifyRun(folder)).map(({ file, state }) => [file, state])).toEqual(
        ["run.json", "start.safetensors", "final.safetensors", "latest.json", "previous.json"].map((file) => [
          file,
          "good",
        ]),
      );
    }
  });

  it("gives the networks and numbers that retraining them one by one gives", async () => {
    const parent = await folderOfSources();
    const statuses = await sweep(retrainings, { parent, jobs: 2 });
    const measured = await retrainedAccuracies(
      [...statuses, { folder: join(parent, sources[0].name) }].map(({ folder }) => folder),
    );
    const { neurons: _, ...small } = sizes;
    const expected = [];
    for (const { name } of sources) {
      const network = await loadNetwork(join(parent, name, "N003.safetensors"));
      expected.push(...(await retraining(network, [3, 5], { ...small, epochs: 6, parent: temporaryFolder() })));
    }
    expect(measured).toEqual(expected);
    expect(
      measured.map(({ task, curriculum, seed, fromN, n, epochs }) => [task, curriculum, seed, fromN, n, epochs]),
    ).toEqual(
      ["multi-head", "single-head"].flatMap((curriculum) => [3, 5].map((n) => ["n-dms", curriculum, 1, 3, n, 6])),
    );
  });

  it("goes on where it was stopped, and ends the same, also without the network that it began with", async () => {
    const parent = await folderOfSources();
    const other = temporaryFolder();
    for (const { name } of sources) cpSync(join(parent, name), join(other, name), { recursive: true });
    const whole = await sweep(retrainings, { parent, jobs: 2 });
    const stop = new AbortController();
    const stopped = await sweep(retrainings, {
      ...{ parent: other, jobs: 2, signal: stop.signal },
      onChange(statuses) {
        if (statuses[0].epochs.length === 3) stop.abort();
      },
    });
    expect(stopped[0].state).toBe("interrupted");
    expect(readdirSync(stopped[0].folder)).not.toContain("final.safetensors");
    expect(await retrainedAccuracies([stopped[0].folder])).toEqual([]);
    const begun = retrainings.filter((_, i) => stopped[i].state === "interrupted");
    for (const { name } of sources) rmSync(join(other, name), { recursive: true });
    const ended = await sweep(begun, { parent: other, jobs: 2 });
    expect(ended.map(({ state }) => state)).toEqual(begun.map(() => "done"));
    for (const { folder, planned } of ended) {
      const same = whole.find((status) => status.planned.name === planned.name);
      expect(results(folder)).toEqual(results(same?.folder ?? ""));
    }
  });

  it("goes on from the first network when killed before anything else was saved", async () => {
    const parent = await folderOfSources();
    const [run] = retrainings;
    const [whole] = await sweep([run], { parent, jobs: 1 });
    const expected = results(whole.folder);
    const record = JSON.parse(readFileSync(join(whole.folder, "run.json"), "utf8"));
    for (const kept of [["start.safetensors", "checksums.txt"], []]) {
      for (const name of readdirSync(whole.folder)) if (!kept.includes(name)) rmSync(join(whole.folder, name));
      const begun = { ...record, outcome: undefined, finished: undefined };
      writeFileSync(join(whole.folder, "run.json"), JSON.stringify(begun));
      const [again] = await sweep([run], { parent, jobs: 1 });
      expect(again.state).toBe("done");
      expect(results(whole.folder)).toEqual(expected);
    }
  });

  it("waits for a network that is not there, trains the others, and counts it as not done", async () => {
    const parent = await folderOfSources();
    rmSync(join(parent, sources[1].name, "N003.safetensors"));
    const statuses = await sweep(retrainings, { parent, jobs: 2 });
    expect(statuses.map(({ state }) => state)).toEqual(["done", "done", "waiting", "waiting"]);
    expect(statuses[2].detail).toBe(
      `waits for ${join(parent, sources[1].name, "N003.safetensors")}; that run has ended: curriculum-ended`,
    );
    rmSync(join(parent, sources[1].name), { recursive: true });
    expect((await statusOf(retrainings[2], parent)).detail).toMatch(/N003\.safetensors$/);
    const again = await sweep([...retrainings, sources[1]], { parent, jobs: 2 });
    expect(again.map(({ state }) => state)).toEqual(Array(5).fill("done"));
  });

  it("finds networks that are shipped with the project", async () => {
    const runs = plannedRuns({
      profile: "paper",
      runs: [{ task: "n-parity", curriculum: "multi-head", seeds: [1, 999], retrain: { fromN: 5, on: [6] } }],
    });
    const statuses = await Promise.all(runs.map((run) => statusOf(run, temporaryFolder())));
    expect(statuses.map(({ state }) => state)).toEqual(["missing", "waiting"]);
  });

  it("does not touch a run that began with another network, nor take one of another model", async () => {
    const parent = await folderOfSources();
    const [run] = retrainings;
    const [{ folder }] = await sweep([run], { parent, jobs: 1 });
    const source = join(parent, run.source?.run ?? "");
    const list = readFileSync(join(source, "checksums.txt"), "utf8");
    writeFileSync(join(source, "checksums.txt"), list.replace(/^.{64}(?= {2}N003)/m, "0".repeat(64)));
    const [other] = await sweep([run], { parent, jobs: 1 });
    expect(other.state).toBe("failed");
    expect(other.detail).toBe(
      `${folder} began with another network than ${join(source, "N003.safetensors")}; to begin with this one, move it away`,
    );

    const elsewhere = temporaryFolder();
    mkdirSync(join(elsewhere, run.source?.run ?? ""));
    const shipped = "data/runs/paper-n-parity-multi-head-leaky-rnn-s1/N005.safetensors";
    cpSync(shipped, join(elsewhere, run.source?.run ?? "", "N003.safetensors"));
    const [wrong] = await sweep([run], { parent: elsewhere, jobs: 1 });
    expect(wrong.state).toBe("failed");
    // All in which they differ, however long, and nothing else.
    const neurons = run.config.model.neurons;
    expect(wrong.detail).toBe(
      `expected a network of task "n-dms", model.neurons ${neurons}, got task "n-parity", model.neurons 500 in ` +
        join(elsewhere, run.source?.run ?? "", "N003.safetensors"),
    );
  });
});

it("a run that begins with another's network does not begin without it", async () => {
  const from = { network: "0".repeat(64), n: 3, head: 0 };
  const config = { ...retrainings[0].config, from };
  await expect(train(config)).rejects.toThrow(`from: expected the parameters of the network ${from.network}`);
  const run = await createRun(temporaryFolder(), config);
  await expect(trainRun(run)).rejects.toThrow("start.safetensors, the network that this run begins with, is not there");
  await run.close();
});

it("a run that begins with a random network has the hash that it had before there were others", async () => {
  const runs = await readPlan("plans/paper.json");
  for (const name of readdirSync("data/runs")) {
    const planned = runs.find((run) => run.name === name);
    if (!planned) continue;
    const { record } = await readRun(join("data/runs", name));
    expect(configHash(planned.config)).toBe(record.configHash);
  }
  expect(configHash(sources[0].config)).toBe(configHash({ ...sources[0].config, from: undefined }));
  expect(configHash(plannedRuns({ runs: [{ ...condition, curriculum: "multi-head" }] })[0].config)).toBe(
    "9be32b8e3572cb78352c345b94ced501f5e1689b9864a2bce691b4313d539267",
  );
});

it("a run that waits for a network of the same plan counts in the time that is left, another does not", () => {
  const status = (planned: PlannedRun, state: PlannedStatus["state"], epochs: PlannedStatus["epochs"] = []) => ({
    ...{ planned, state, epochs, folder: "", share: 0 },
    seconds: epochs.reduce((sum, { seconds = 0 }) => sum + seconds, 0),
  });
  const done = Array.from({ length: 6 }, () => ({ nMax: 3, seconds: 10 }));
  const ended = status(retrainings[0], "done", done);
  const waiting = status(retrainings[2], "waiting");
  expect(remainingTime([ended, waiting], 1).each[1]).toBe(0);
  expect(remainingTime([ended, waiting, status(sources[1], "running", done)], 1).each[1]).toBe(60);
});
