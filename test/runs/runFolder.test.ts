import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { loadNetwork, type Network } from "../../lib/runs/checkpoint.js";
import { orderlessJson } from "../../lib/runs/orderlessJson.js";
import { createRun, openRun, type Run } from "../../lib/runs/runFolder.js";
import { runName } from "../../lib/runs/runName.js";
import type { RunRecord } from "../../lib/runs/runRecord.js";
import { readRun } from "../../lib/runs/storedRun.js";
import { sha256 } from "../../lib/sha256.js";
import { tensor } from "../../lib/tensor/tensor.js";
import type { TrainingConfig } from "../../lib/training/config.js";
import type { TrainingState } from "../../lib/training/trainer.js";
import { trainingConfig } from "../../lib/training/trainingConfig.js";
import { temporaryFolder } from "./temporaryFolder.js";
import { tinyConfig } from "./tinyConfig.js";

const row = (epoch: number) => ({
  epoch,
  nMin: 2,
  nMax: 3,
  loss: 0.1 + 0.2,
  accuracyMean: 0.75,
  accuracyLast: 0.5,
  tauMean: 1.5,
  tauStd: 0.25,
});

const request = { task: "n-parity", curriculum: "multi-head", neurons: 12 };

/** The state after so many epochs, with numbers that are hard on text. */
const stateAfter = (epochs: number): TrainingState => ({
  epoch: epochs + 1,
  step: 0,
  lossSum: 1 / 3,
  stage: { ns: [2, 3], heads: [0, 1] },
  parameters: { tau: tensor(Float32Array.of(epochs, 0.1), [2]) },
  optimiser: { steps: epochs * 8, tensors: { "momentum/tau": tensor(Float32Array.of(-epochs, 1e-30), [2]) } },
  streams: { training: [-1, 2, -3, epochs], testing: [2147483647, -2147483648, 0, 1] },
});

/** Writes an epoch as training does. */
async function writeEpoch(run: Run, epoch: number): Promise<void> {
  await run.appendEpoch(row(epoch), 1.25);
  await run.saveLatest(stateAfter(epoch));
}

async function runOf(epochs: number): Promise<{ parent: string; folder: string }> {
  const parent = temporaryFolder();
  const run = await createRun(parent, tinyConfig());
  for (let epoch = 1; epoch <= epochs; epoch++) await writeEpoch(run, epoch);
  await run.close();
  return { parent, folder: run.folder };
}

async function resume(folder: string) {
  const run = await openRun(folder);
  const found = await run.loadLatest();
  return { run, found };
}

describe("a new run", () => {
  it("has a folder that is named after what it is", async () => {
    const config = tinyConfig(7);
    expect(runName(config)).toBe("quick-n-parity-multi-head-leaky-rnn-s7");
    expect(runName(config, "tau-1")).toBe("quick-n-parity-multi-head-leaky-rnn-tau-1-s7");
    expect(() => runName(config, "../elsewhere")).toThrow('"../elsewhere" cannot be part of a run\'s name');
  });

  it("tells where its numbers come from", async () => {
    const parent = temporaryFolder();
    const run = await createRun(parent, tinyConfig(), { engine: "an engine", threads: 2 });
    await run.close();
    const record = JSON.parse(readFileSync(join(run.folder, "run.json"), "utf8"));
    expect(record).toMatchObject({ format: "emergent-timescales-run/1", config: tinyConfig() });
    expect(record.configHash).toMatch(/^[0-9a-f]{64}$/);
    const [stretch] = record.stretches;
    expect(stretch.versions.node).toBe(process.versions.node);
    expect(stretch.versions["onnxruntime-node"]).toMatch(/^1\.\d+/);
    expect(stretch.versions["emergent-timescales"]).toMatch(/^\d+\.\d+\.\d+/);
    expect(stretch).toMatchObject({ engine: "an engine", threads: 2, cores: expect.any(Number) });
    expect(stretch.cpu).not.toBe("");
    expect(Date.parse(record.started)).toBeLessThanOrEqual(Date.now());
  });

  it("is not begun where one is already, and that one is left alone", async () => {
    const { parent, folder } = await runOf(2);
    const before = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
    await expect(createRun(parent, tinyConfig())).rejects.toMatchObject({
      name: "RunError",
      message: `${folder} is a run already, not finished; resume it, or choose another seed or folder`,
    });
    expect(readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(before);
    await (await createRun(parent, tinyConfig(2))).close();
  });

  it("is not begun in a folder with other things", async () => {
    const parent = temporaryFolder();
    const folder = join(parent, runName(tinyConfig()));
    mkdirSync(folder);
    writeFileSync(join(folder, "thesis.tex"), "");
    await expect(createRun(parent, tinyConfig())).rejects.toThrow("holds thesis.tex, but is no run");
    expect(readdirSync(folder)).toEqual(["thesis.tex"]);
  });

  it("is begun in a folder that a kill left without run.json", async () => {
    const parent = temporaryFolder();
    const folder = join(parent, runName(tinyConfig()));
    mkdirSync(folder);
    writeFileSync(join(folder, "run.json.0123456789ab.tmp"), "{");
    await (await createRun(parent, tinyConfig())).close();
    expect(readdirSync(folder)).toEqual(["run.json"]);
  });

  it("is not begun where nothing can be written", async () => {
    const parent = temporaryFolder();
    writeFileSync(join(parent, "file"), "");
    const inFile = join(parent, "file", "runs");
    await expect(createRun(inFile, tinyConfig())).rejects.toThrow(
      `cannot make the folder ${join(inFile, runName(tinyConfig()))}: a part of the path is a file, not a folder`,
    );
  });

  const { schedule, ...rest } = tinyConfig();
  it.each<[string, object, string]>([
    [
      "is hardly there",
      { task: "y", schedule: undefined },
      "schedule of the config: expected an object, got undefined",
    ],
    ["has no end", { schedule: { ...schedule, maxEpochs: -5 } }, "epochs: expected an integer of at least 1, got -5"],
    [
      "has another field",
      { epochs: 5 },
      'the config has an unknown field "epochs"; in a config it is schedule.maxEpochs',
    ],
    ["has no profile", { profile: undefined }, "expected a text as config.profile, got undefined"],
    [
      "cannot be written down",
      { schedule: { ...schedule, clipNorm: Number.POSITIVE_INFINITY } },
      "the run could not be read again: expected a number as config.schedule.clipNorm, got null",
    ],
    ["has a curriculum with another option", { curriculum: { name: "single-head", width: 2 } }, "has no option width"],
    ["has a model of no size", { model: { name: "gru", neurons: 0 } }, "neurons: expected a positive integer, got 0"],
  ])("is not made of a config that %s", async (_, wrong, message) => {
    const parent = temporaryFolder();
    await expect(createRun(parent, { ...rest, schedule, ...wrong } as TrainingConfig)).rejects.toThrow(message);
    expect(readdirSync(parent)).toEqual([]);
    const run = await createRun(parent, tinyConfig());
    await expect(run.extend({ epochs: -5 })).rejects.toThrow("epochs: expected an integer of at least 1, got -5");
    await run.close();
  });
});

describe("epochs.csv", () => {
  it("has these columns and no clock, and numbers that are read as they were", async () => {
    const { folder } = await runOf(1);
    expect(readFileSync(join(folder, "epochs.csv"), "utf8")).toBe(
      "epoch,n_min,n_max,loss,accuracy_mean,accuracy_last,tau_mean,tau_std\n1,2,3,0.30000000000000004,0.75,0.5,1.5,0.25\n",
    );
    expect(readFileSync(join(folder, "timing.csv"), "utf8")).toBe("epoch,seconds\n1,1.25\n");
    const { epochs, seconds } = await readRun(folder);
    expect(epochs).toEqual([{ ...row(1), solved: false }]);
    expect(seconds).toEqual([1.25]);
  });

  it("counts an epoch as solved when both the mean over heads and the largest N are above the bound", async () => {
    const run = await createRun(temporaryFolder(), trainingConfig({ ...request, maxN: 5 }));
    const accuracies = [
      { accuracyMean: 0.985, accuracyLast: 0.97 },
      { accuracyMean: 0.97, accuracyLast: 0.985 },
      { accuracyMean: 0.98, accuracyLast: 0.98 },
    ];
    for (const [i, own] of accuracies.entries()) await run.appendEpoch({ ...row(i + 1), ...own }, 1);
    await run.saveLatest(stateAfter(3));
    // None of them is an end of N = 3, which is why the run can still be given that as its last N.
    await run.extend({ maxN: 3 });
    await run.extend({ maxN: 4 });
    await run.appendEpoch({ ...row(4), accuracyMean: 0.985, accuracyLast: 0.985 }, 1);
    expect((await readRun(run.folder)).epochs.map(({ solved }) => solved)).toEqual([false, false, false, true]);
    await expect(run.extend({ maxN: 3 })).rejects.toThrow("has come to N = 3 already, in epoch 4");
    await run.close();
  });

  it("leaves cells empty for what a model does not have", async () => {
    const run = await createRun(temporaryFolder(), tinyConfig());
    const { tauMean: _, tauStd: __, ...gated } = row(1);
    await run.appendEpoch(gated);
    await run.close();
    expect(readFileSync(join(run.folder, "epochs.csv"), "utf8")).toContain("\n1,2,3,0.30000000000000004,0.75,0.5,,\n");
    const { epochs, seconds } = await readRun(run.folder);
    expect(epochs).toEqual([{ ...gated, solved: false }]);
    expect(seconds).toEqual([undefined]);
  });

  it("refuses an epoch that is not the next", async () => {
    const run = await createRun(temporaryFolder(), tinyConfig());
    await run.appendEpoch(row(1));
    await expect(run.appendEpoch(row(3))).rejects.toThrow("expected epoch 2 next, got 3");
    await run.close();
  });

  it("is read without the row that is just being written", async () => {
    const { folder } = await runOf(2);
    writeFileSync(join(folder, "epochs.csv"), "3,2,3,0.3", { flag: "a" });
    expect((await readRun(folder)).epochs).toEqual([1, 2].map((epoch) => ({ ...row(epoch), solved: false })));
  });

  const header = "epoch,n_min,n_max,loss,accuracy_mean,accuracy_last,tau_mean,tau_std\n";
  it.each([
    ["another header", "epoch,loss\n", "expected the columns epoch,n_min"],
    ["a missing cell", `${header}1,2,3\n`, "expected 8 cells, got 3 in line 2 of "],
    ["a word", `${header}1,2,3,low,1,1,1,1\n`, 'expected a number as loss, got "low" in line 2 of '],
    ["a gap", `${header}1,2,3,1,1,1,1,1\n3,2,3,1,1,1,1,1\n`, "expected epoch 2, got 3 in line 3 of "],
    ["an empty cell", `${header}1,2,3,,1,1,1,1\n`, "expected a number in every column but tau's, got an empty cell"],
  ])("with %s is refused", async (_, text, message) => {
    const { folder } = await runOf(1);
    writeFileSync(join(folder, "epochs.csv"), text);
    await expect(readRun(folder)).rejects.toThrow(message);
    await expect(readRun(folder)).rejects.toThrow("epochs.csv");
  });
});

describe("a reopened run", () => {
  it("goes on from the state that was saved last, exactly", async () => {
    const { folder } = await runOf(3);
    const { run, found } = await resume(folder);
    expect(found).toEqual({ state: stateAfter(3) });
    await writeEpoch(run, 4);
    await run.close();
    expect((await readRun(folder)).epochs).toHaveLength(4);
  });

  it("begins anew when no state was saved", async () => {
    const { folder } = await runOf(0);
    writeFileSync(join(folder, "epochs.csv"), readFileSync(join((await runOf(1)).folder, "epochs.csv")));
    const { run, found } = await resume(folder);
    expect(found).toBeUndefined();
    expect((await readRun(folder)).epochs).toEqual([]);
    await writeEpoch(run, 1);
    await run.close();
  });

  it("loses rows and temporary files that a kill left", async () => {
    const { folder } = await runOf(2);
    writeFileSync(join(folder, "epochs.csv"), "3,2,3,1,1,1,1,1\n4,2,3,0.", { flag: "a" });
    writeFileSync(join(folder, "timing.csv"), "3,1", { flag: "a" });
    writeFileSync(join(folder, "N003.safetensors.00ff00ff00ff.tmp"), "half");
    const { run } = await resume(folder);
    await run.close();
    const clean = (await runOf(2)).folder;
    for (const name of ["epochs.csv", "timing.csv", "latest.json", "latest.safetensors"]) {
      expect(readFileSync(join(folder, name))).toEqual(readFileSync(join(clean, name)));
    }
    expect(readdirSync(folder)).toEqual(readdirSync(clean));
  });

  const rows = (epochs: number[]) => `epoch,seconds\n${epochs.map((epoch) => `${epoch},1.25\n`).join("")}`;
  it.each([
    ["is not there", undefined, [undefined, undefined, undefined, 1.25], rows([4])],
    ["lacks epochs", rows([1]), [1.25, undefined, undefined, 1.25], rows([1, 4])],
    ["has a gap", rows([1, 3]), [1.25, undefined, 1.25, 1.25], rows([1, 3, 4])],
    ["goes too far", rows([1, 2, 3, 4, 5]), [1.25, 1.25, 1.25, 1.25], rows([1, 2, 3, 4])],
  ])("goes on also where timing.csv, which is only a clock, %s", async (_, timing, seconds, after) => {
    const { folder } = await runOf(3);
    const file = join(folder, "timing.csv");
    if (timing === undefined) rmSync(file);
    else writeFileSync(file, timing);
    const { run } = await resume(folder);
    await writeEpoch(run, 4);
    await run.close();
    expect((await readRun(folder)).seconds).toEqual(seconds);
    expect(readFileSync(file, "utf8")).toBe(after);
  });

  it("is refused where timing.csv is not in order", async () => {
    const { folder } = await runOf(3);
    writeFileSync(join(folder, "timing.csv"), rows([1, 3, 3]));
    await expect(readRun(folder)).rejects.toThrow("expected an epoch after 3, got 3 in line 4 of ");
  });

  it("adds up its stretches", async () => {
    const { folder } = await runOf(1);
    const { run } = await resume(folder);
    await writeEpoch(run, 2);
    await run.finish({ reason: "max-epochs" });
    await run.close();
    const { record } = await readRun(folder);
    expect(record.stretches).toHaveLength(2);
    expect(record.seconds).toBeCloseTo(record.stretches[0].seconds + record.stretches[1].seconds, 6);
    expect(record.outcome).toEqual({ reason: "max-epochs" });
    expect(Date.parse(record.finished ?? "")).toBeGreaterThanOrEqual(Date.parse(record.started));
  });

  it("is not finished any more when it is trained on", async () => {
    const { folder } = await runOf(1);
    const first = await openRun(folder);
    await first.finish({ reason: "max-epochs" });
    await first.close();
    const { run } = await resume(folder);
    expect(run.record.outcome).toEqual({ reason: "max-epochs" });
    await writeEpoch(run, 2);
    await run.close();
    expect((await readRun(folder)).record).not.toHaveProperty("outcome");
  });

  it("must be one", async () => {
    const folder = temporaryFolder();
    await expect(openRun(folder)).rejects.toThrow(`${folder} is no run: it has no run.json`);
    expect(readdirSync(folder)).toEqual([]);
    await expect(openRun(join(folder, "missing"))).rejects.toThrow("is no run");
    await expect(readRun(join(folder, "missing"))).rejects.toThrow("is no run");
  });

  it.each([
    ["no JSON", () => "{", "is no valid JSON"],
    ["a list", () => "[]", "expected format emergent-timescales-run/1, got []"],
    ["of a later version", (t: string) => t.replace("run/1", "run/2"), 'got "emergent-timescales-run/2"'],
    [
      "of another config",
      (t: string) => t.replace('"neurons": 12', '"neurons": 13'),
      "is not the one that the run began",
    ],
    [
      "without a config",
      (t: string) => t.replace('"config"', '"konfig"'),
      "expected an object as config, got undefined in",
    ],
    [
      "without stretches",
      (t: string) => t.replace(/"stretches": \[.*\]/s, '"stretches": [null]'),
      "expected an object as stretches[0], got null in",
    ],
    [
      "without the versions of a stretch",
      (t: string) => t.replace('"versions"', '"versionr"'),
      "expected an object as stretches[0].versions, got undefined in",
    ],
    [
      "without the commit of a stretch",
      (t: string) => t.replace(/("cores": \d+),?\s*("git": \{[^}]*\})?/, '$1, "git": {}'),
      "expected a text as stretches[0].git.commit, got undefined in",
    ],
    [
      "with an empty config",
      (t: string) => withConfig(t, () => ({})),
      "expected a text as config.profile, got undefined",
    ],
    [
      "without a curriculum",
      (t: string) => withConfig(t, (config) => ({ ...config, curriculum: null })),
      "expected an object as config.curriculum, got null in",
    ],
  ])("with a run.json that is %s is refused", async (_, damage, message) => {
    const { folder } = await runOf(1);
    const file = join(folder, "run.json");
    writeFileSync(file, damage(readFileSync(file, "utf8")));
    await expect(openRun(folder)).rejects.toMatchObject({
      name: "RunError",
      message: expect.stringContaining(message),
    });
    await expect(openRun(folder)).rejects.toThrow(file);
  });
});

/** The text of a run.json with another config and its hash. */
function withConfig(text: string, changed: (config: TrainingConfig) => object): string {
  const record: RunRecord = JSON.parse(text);
  const config = changed(record.config);
  return JSON.stringify({ ...record, config, configHash: sha256(orderlessJson(config)) });
}

describe("a damaged saved state", () => {
  const damages: Array<[what: string, file: string, damage: (bytes: Buffer) => Buffer | undefined]> = [
    ["latest.json is missing", "latest.json", () => undefined],
    ["latest.json is cut off", "latest.json", (bytes) => bytes.subarray(0, bytes.length / 2)],
    ["latest.json is empty", "latest.json", () => Buffer.alloc(0)],
    ["latest.json is null", "latest.json", () => Buffer.from("null")],
    ["latest.json is a number", "latest.json", () => Buffer.from("1")],
    [
      "latest.json is nested without end",
      "latest.json",
      () => Buffer.from(`{"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}`),
    ],
    ["latest.safetensors is missing", "latest.safetensors", () => undefined],
    ["latest.safetensors is cut off", "latest.safetensors", (bytes) => bytes.subarray(0, bytes.length - 1)],
  ];
  const flip = (bit: number) => (bytes: Buffer) => {
    bytes[bytes.length - 1 - (bit >> 3)] ^= 1 << (bit & 7);
    return bytes;
  };
  for (const bit of [3, 40, 77, 120]) damages.push([`bit ${bit} is flipped`, "latest.safetensors", flip(bit)]);

  it.each(damages)("is told, and the one before is used: %s", async (_, name, damage) => {
    const { folder } = await runOf(3);
    const file = join(folder, name);
    const damaged = damage(readFileSync(file));
    if (damaged) writeFileSync(file, damaged);
    else rmSync(file);
    const { run, found } = await resume(folder);
    expect(found?.state).toEqual(stateAfter(2));
    expect(found?.problem).toContain(name);
    expect(found?.problem).toContain("going on from the state before, in epoch 3");

    // Going on from there gives the same as never having stopped, and a damaged file never displaces a good one.
    await writeEpoch(run, 3);
    await run.close();
    const again = await resume(folder);
    expect(again.found).toEqual({ state: stateAfter(3) });
    await again.run.close();
    expect(readFileSync(join(folder, "epochs.csv"))).toEqual(readFileSync(join((await runOf(3)).folder, "epochs.csv")));
  });

  it("is found at any flipped bit of latest.json", async () => {
    const { folder } = await runOf(2);
    const file = join(folder, "latest.json");
    const good = readFileSync(file);
    const run = await openRun(folder);
    for (let bit = 0; bit < 8 * good.length; bit += 61) {
      const bytes = Buffer.from(good);
      bytes[bit >> 3] ^= 1 << (bit & 7);
      writeFileSync(file, bytes);
      const found = await run.loadLatest();
      expect(found?.problem).toContain("latest.json is damaged");
      expect(found?.state).toEqual(stateAfter(1));
      await restore(run, folder);
    }
    await run.close();
  });

  it("is found where the text is another but means the same to most", async () => {
    for (const damage of [
      (text: string) => text.replace('"step": 0', '"step": -0'),
      (text: string) => text.replace('"step": 0', '"step": 0, "step": 0'),
      (text: string) => `\ufeff${text}`,
    ]) {
      const { folder } = await runOf(2);
      const file = join(folder, "latest.json");
      const text = readFileSync(file, "utf8");
      expect(damage(text)).not.toBe(text);
      writeFileSync(file, damage(text));
      const { run, found } = await resume(folder);
      expect(found?.state).toEqual(stateAfter(1));
      await run.close();
    }
  });

  it("is an error when there is no good one before", async () => {
    const { folder } = await runOf(2);
    writeFileSync(join(folder, "latest.json"), "{}");
    rmSync(join(folder, "previous.safetensors"));
    const run = await openRun(folder);
    await expect(run.loadLatest()).rejects.toMatchObject({
      name: "RunError",
      message: expect.stringMatching(
        /^no saved state of .* can be used: latest.json is damaged: its checksum is wrong; previous.safetensors is missing/,
      ),
    });
    expect((await readRun(folder)).epochs).toHaveLength(2);
    await run.close();
  });

  it("is one whose epochs are not all in epochs.csv", async () => {
    const { folder } = await runOf(3);
    const file = join(folder, "epochs.csv");
    writeFileSync(file, `${readFileSync(file, "utf8").split("\n").slice(0, 3).join("\n")}\n`);
    const { run, found } = await resume(folder);
    expect(found?.state).toEqual(stateAfter(2));
    expect(found?.problem).toContain("epochs.csv has 2 epochs, too few for a state in epoch 4");
    await run.close();
  });

  it("of a later version says so", async () => {
    const { folder } = await runOf(1);
    const stored = { format: "emergent-timescales-state/2", state: {} };
    const checksum = createHash("sha256").update(JSON.stringify(stored)).digest("hex");
    writeFileSync(join(folder, "latest.json"), `${JSON.stringify({ ...stored, checksum }, null, 2)}\n`);
    const run = await openRun(folder);
    await expect(run.loadLatest()).rejects.toThrow('got "emergent-timescales-state/2" in latest.json');
    await run.close();
  });
});

it("a save that was interrupted between any two of its steps leaves a state that can be used", async () => {
  // The steps of saving state 3, by hand, from the states 1 and 2.
  const names = ["latest.safetensors", "latest.json", "previous.safetensors", "previous.json"];
  const contentsOf = (folder: string) =>
    Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
  const before = contentsOf((await runOf(2)).folder);
  const after = contentsOf((await runOf(3)).folder);
  const steps: Array<(files: Record<string, Buffer>) => void> = [
    (files) => {
      files["previous.safetensors"] = files["latest.safetensors"];
      delete files["latest.safetensors"];
    },
    (files) => {
      files["previous.json"] = files["latest.json"];
      delete files["latest.json"];
    },
    (files) => {
      files["latest.safetensors"] = after["latest.safetensors"];
    },
    (files) => {
      files["latest.json"] = after["latest.json"];
    },
  ];
  for (let done = 0; done <= steps.length; done++) {
    const { folder } = await runOf(3);
    const files: Record<string, Buffer> = { ...before };
    for (const step of steps.slice(0, done)) step(files);
    for (const name of names) rmSync(join(folder, name));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const { run, found } = await resume(folder);
    expect(found?.state).toEqual(stateAfter(done === steps.length ? 3 : 2));
    await writeEpoch(run, done === steps.length ? 4 : 3);
    await run.close();
    const again = await resume(folder);
    expect(again.found).toEqual({ state: stateAfter(done === steps.length ? 4 : 3) });
    await again.run.close();
  }
});

describe("on a full disk", () => {
  const full = () => Object.assign(new Error("ENOSPC: told by the test"), { code: "ENOSPC" });

  it.each([1, 2, 3])("a state that cannot be saved (file %d of 3) loses nothing", async (failing) => {
    const { folder } = await runOf(2);
    const { run } = await resume(folder);
    await run.appendEpoch(row(3));
    const handle = await open(join(folder, "run.json"));
    const prototype = Object.getPrototypeOf(handle);
    await handle.close();
    const write = prototype.writeFile;
    let files = 0;
    vi.spyOn(prototype, "writeFile").mockImplementation(function (this: unknown, ...data: unknown[]) {
      return ++files === failing ? Promise.reject(full()) : write.apply(this, data);
    });
    await expect(run.saveLatest(stateAfter(3))).rejects.toThrow(/^cannot write .*: the disk is full$/);
    vi.restoreAllMocks();
    await run.close();
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);

    const again = await resume(folder);
    expect(again.found).toEqual({ state: stateAfter(failing === 3 ? 3 : 2) }); // the third is run.json
    await again.run.close();
  });

  it("an epoch is written wholly or not at all", async () => {
    const { folder } = await runOf(2);
    const before = readFileSync(join(folder, "epochs.csv"), "utf8");
    const { run } = await resume(folder);
    const handle = await open(join(folder, "run.json"));
    const prototype = Object.getPrototypeOf(handle);
    await handle.close();
    const append = prototype.appendFile;
    vi.spyOn(prototype, "appendFile").mockImplementation(async function (this: unknown, line: unknown) {
      await append.call(this, String(line).slice(0, 5));
      throw full();
    });
    await expect(run.appendEpoch(row(3))).rejects.toThrow(
      `cannot write ${join(folder, "epochs.csv")}: the disk is full`,
    );
    vi.restoreAllMocks();
    expect(readFileSync(join(folder, "epochs.csv"), "utf8")).toBe(before);
    await run.appendEpoch(row(3));
    await run.close();
    expect((await readRun(folder)).epochs).toHaveLength(3);
  });
});

describe("a solved network", () => {
  const network: Network = {
    parameters: {
      "input.weight": tensor(Float32Array.of(1), [1]),
      "input.bias": tensor(Float32Array.of(2), [1]),
      "recurrent.weight": tensor(Float32Array.of(0), [1, 1]),
      "recurrent.bias": tensor(Float32Array.of(3), [1]),
      tau: tensor(Float32Array.of(1.5), [1]),
      "readout.weight": tensor(Float32Array.of(1, 2), [1, 2, 1]),
      "readout.bias": tensor(Float32Array.of(1, 2), [1, 2]),
    },
    description: { model: { name: "leaky-rnn", neurons: 1 }, task: "n-parity", heads: [11] },
  };

  it("is found under its N", async () => {
    const run = await createRun(temporaryFolder(), tinyConfig());
    const file = await run.saveSolved(11, network);
    await run.saveSolved(2, network);
    await run.close();
    expect(file).toBe(join(run.folder, "N011.safetensors"));
    expect((await loadNetwork(file)).parameters).toEqual(network.parameters);
    const { solved } = await readRun(run.folder);
    expect(solved.map(({ n }) => n)).toEqual([2, 11]);
    expect(solved[1].file).toBe(file);
  });
});

/** Puts the first state back in place after a state was loaded from what a test had damaged. */
async function restore(run: Run, folder: string): Promise<void> {
  for (const name of readdirSync(folder))
    if (/^(latest|previous|epochs|timing)\./.test(name)) rmSync(join(folder, name));
  await run.loadLatest();
  await writeEpoch(run, 1);
  await writeEpoch(run, 2);
}
