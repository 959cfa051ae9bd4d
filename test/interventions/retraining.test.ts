import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { accuracyOfRetrained, retrainedAccuracies } from "../../lib/interventions/retrainedAccuracy.js";
import { retraining } from "../../lib/interventions/retraining.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { silent } from "../../lib/progress/progress.js";
import { loadNetwork, saveNetwork } from "../../lib/runs/checkpoint.js";
import { createRun } from "../../lib/runs/runFolder.js";
import { readRun } from "../../lib/runs/storedRun.js";
import { trainRun } from "../../lib/runs/trainRun.js";
import { sha256 } from "../../lib/sha256.js";
import { initialParameters } from "../../lib/training/parameters.js";
import { trainingConfig } from "../../lib/training/trainingConfig.js";
import { shiftRegister } from "../dynamics/shiftRegister.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";

const register = shiftRegister(4);
afterAll(() => register.engine.dispose());
const source = {
  parameters: register.parameters,
  description: {
    ...{ model: register.cell.description, task: "n-dms", curriculum: "multi-head", heads: register.ns },
    profile: "quick",
  },
};
const small = { epochs: 3, batch: 8, steps: 4, testBatches: 2 };

describe("retraining", () => {
  it("begins with the network as it was, with the head of its largest N", async () => {
    const said: string[] = [];
    const progress = {
      ...silent,
      start: (label: string) => said.push(label),
      finish: (text: string) => said.push(text),
    };
    const options = { ...small, parent: temporaryFolder(), epochs: 1, steps: 1, progress };
    const [row] = await retraining(source, [5], options);
    expect(said[0]).toBe("n-dms, multi-head, retrained from N = 5 on N = 5");
    expect(said[1]).toMatch(/^n-dms, .* on N = 5: done after 1 epoch, accuracy on N = 5 \d+\.\d %$/);
    expect(row).toMatchObject({ fromN: 5, n: 5, epochs: 1, baseline: 1 });
    await retraining(source, [5], options);
    expect(said.slice(2)).toEqual(said.slice(0, 2)); // done already, and told in the same words
    expect(row.accuracy).toBeGreaterThan(0.95); // one small step from a network that solves it
  });

  it("takes all epochs on each N, as a run of its own, and leaves the network alone", async () => {
    const parent = temporaryFolder();
    const before = structuredClone(source.parameters);
    const rows = await retraining(source, [5, 7], { ...small, parent });
    expect(rows.map(({ n }) => n)).toEqual([5, 7]);
    // The accuracy before is that on N = 5, which it solved; of N = 7 it knows nothing.
    expect(rows).toMatchObject([5, 7].map(() => ({ fromN: 5, baseline: 1 })));
    expect(rows[1].accuracy).toBeLessThan(0.9);
    expect(source.parameters).toEqual(before);
    const folders = readdirSync(parent);
    expect(folders.length).toBe(2);
    for (const folder of folders) {
      expect(folder).toMatch(
        /^quick-n-dms-no-curriculum-leaky-rnn-retrained-from-multi-head-N005-[0-9a-f]{8}-on-N00[57]-s1$/,
      );
      const { record, epochs } = await readRun(join(parent, folder));
      expect(record.outcome).toEqual({ reason: "max-epochs" });
      expect(epochs.length).toBe(3);
    }
  });

  it("names the network's file in run.json, by its hash, and keeps the network before and after", async () => {
    const [parent, file] = [temporaryFolder(), join(temporaryFolder(), "N005.safetensors")];
    await saveNetwork(file, source);
    await retraining(await loadNetwork(file), [6], { ...small, parent });
    const { config, start, final } = await readRun(join(parent, readdirSync(parent)[0]));
    expect(config.from).toEqual({ network: sha256(readFileSync(file)), n: 5, head: 3, curriculum: "multi-head" });
    const [before, after] = await Promise.all([start ?? "", final ?? ""].map((name) => loadNetwork(name)));
    expect(before.description.heads).toEqual([5]);
    expect(before.parameters["readout.weight"].data).toEqual(source.parameters["readout.weight"].data.slice(3 * 24));
    expect(after.description).toMatchObject({ heads: [6], epoch: 3 });
  });

  it("goes on as the network was trained, but for what is asked for otherwise", async () => {
    const special = { optimiser: "adam", learningRate: 0.01, onesProbability: 0.5, clipNorm: 1, batch: 6 } as const;
    const run = await createRun(
      temporaryFolder(),
      trainingConfig({
        ...small,
        ...special,
        task: "n-dms",
        curriculum: { name: "no-curriculum", n: 2 },
        neurons: 6,
        solvedAbove: 0,
      }),
    );
    const { solved } = await trainRun(run);
    await run.close();
    const trained = await loadNetwork(solved[0].file);
    const retrainedBy = async (options: Parameters<typeof retraining>[2]) => {
      const parent = temporaryFolder();
      await retraining(trained, [3], { parent, epochs: 1, ...options });
      return (await readRun(join(parent, readdirSync(parent)[0]))).config;
    };
    const { batch, steps, testBatches, clipNorm } = run.config.schedule;
    const same = await retrainedBy({});
    expect(same).toMatchObject({ optimiser: { name: "adam", learningRate: 0.01 }, onesProbability: 0.5 });
    expect(same.schedule).toMatchObject({ batch, steps, testBatches, clipNorm, maxEpochs: 1 });
    expect([batch, steps, testBatches, clipNorm]).toEqual([6, 4, 2, 1]);
    const other = await retrainedBy({ optimiser: "sgd", momentum: 0.3, onesProbability: 0.2, batch: 5 });
    expect(other).toMatchObject({ optimiser: { name: "sgd", learningRate: 0.1, momentum: 0.3 }, onesProbability: 0.2 });
    expect(other.schedule).toMatchObject({ batch: 5, steps, testBatches, clipNorm });
  });

  it("measures what it finds in a finished run only", async () => {
    const parent = temporaryFolder();
    const [row] = await retraining(source, [5], { ...small, parent });
    const folder = join(parent, readdirSync(parent)[0]);
    expect(await retrainedAccuracies([folder])).toEqual([row]);
    const run = await readRun(folder);
    await expect(accuracyOfRetrained({ ...run, final: undefined })).rejects.toThrow(
      `expected the network final.safetensors in ${folder}, got none`,
    );
    const interrupted = { ...run, record: { ...run.record, outcome: undefined } };
    await expect(accuracyOfRetrained(interrupted)).rejects.toThrow("a retraining that has had all its epochs");
  });

  it("interrupted and called again gives the same as in one go, and once done only measures", async () => {
    const [whole, parts] = [temporaryFolder(), temporaryFolder()];
    const rows = await retraining(source, [6, 7], { ...small, parent: whole });
    const stop = new AbortController();
    const progress = {
      start() {},
      finish() {},
      update: (done: number) => {
        if (done > 1.4) stop.abort();
      },
    };
    expect(await retraining(source, [6, 7], { ...small, parent: parts, signal: stop.signal, progress })).toEqual([]);
    expect(await retraining(source, [6, 7], { ...small, parent: parts })).toEqual(rows);
    for (const folder of readdirSync(whole)) {
      const file = (parent: string) => readFileSync(join(parent, folder, "latest.safetensors"));
      expect(file(parts).equals(file(whole))).toBe(true);
    }
    const modified = readFileSync(join(parts, readdirSync(parts)[0], "epochs.csv"));
    expect(await retraining(source, [6, 7], { ...small, parent: parts })).toEqual(rows);
    expect(readFileSync(join(parts, readdirSync(parts)[0], "epochs.csv")).equals(modified)).toBe(true);
  });
});

describe("retraining in continuous time", () => {
  const cell = leakyRnn({ neurons: 8, leak: "outside", activation: "tanh", time: "continuous" });
  const parameters = initialParameters(cell, 1, 1);
  // A running mean of the bits, and an answer that tells whether more of them were ones: it depends on the step.
  for (const name of ["recurrent.weight", "recurrent.bias", "readout.bias"]) parameters[name].data.fill(0);
  for (const [name, value] of Object.entries({ tau: 3, "input.weight": 2, "input.bias": -1 })) {
    parameters[name].data.fill(value);
  }
  parameters["readout.weight"].data.fill(0, 0, 8).fill(1, 8);
  const network = {
    parameters,
    description: { model: cell.description, task: "n-parity", curriculum: "single-head", heads: [2], profile: "quick" },
  };
  const tiny = { epochs: 1, batch: 4, steps: 2, testBatches: 1 };
  const foldersIn = (parent: string) => readdirSync(parent).map((name) => join(parent, name));

  it("is refused before anything is trained if nobody says how long a bit lasts", async () => {
    const parent = temporaryFolder();
    await expect(retraining(network, [3], { ...tiny, parent })).rejects.toThrow(
      "repeats: expected how many steps a bit lasts for a leaky-rnn in continuous time, got nothing",
    );
    await expect(retraining(network, [3], { ...tiny, parent, repeats: [4, 0] })).rejects.toThrow(
      "repeats: expected integers of at least 1, got 4, 0",
    );
    await expect(retraining(source, [5], { ...tiny, parent, repeats: 4 })).rejects.toThrow(
      "repeats: expected none for a model in discrete time",
    );
    expect(readdirSync(parent)).toEqual([]);
  });

  it("trains with the repeats that it is told, and measures with the first, also from the folders alone", async () => {
    const parent = temporaryFolder();
    const rows = await retraining(network, [3], { ...tiny, parent, repeats: [4, 2] });
    const folders = foldersIn(parent);
    expect((await readRun(folders[0])).config.repeats).toEqual([4, 2]);
    expect(await retrainedAccuracies(folders)).toEqual(rows);
    expect(await retrainedAccuracies(folders, { repeats: 4 })).toEqual(rows);
    const others = await retrainedAccuracies(folders, { repeats: 2 });
    expect(others.map(({ accuracy }) => accuracy)).not.toEqual(rows.map(({ accuracy }) => accuracy));
  });

  it("trains with those of the network's own training, which its file tells", async () => {
    const config = trainingConfig({
      ...{ ...tiny, task: "n-parity", curriculum: { name: "no-curriculum", n: 2 }, solvedAbove: 0 },
      ...{ model: { name: "leaky-rnn", leak: "outside", time: "continuous", neurons: 8 }, repeats: [2, 3] },
    });
    const run = await createRun(temporaryFolder(), config);
    const { folder } = await trainRun(run);
    await run.close();
    const parent = temporaryFolder();
    const stored = await loadNetwork(join(folder, "N002.safetensors"));
    expect(stored.description.repeats).toEqual([2, 3]);
    await retraining(stored, [3], { ...tiny, parent });
    expect((await readRun(foldersIn(parent)[0])).config.repeats).toEqual([2, 3]);
  });
});
