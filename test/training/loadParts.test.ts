import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import {
  cellDescribed,
  checkGradient,
  curriculumNamed,
  curriculumNames,
  loadParts,
  modelNames,
  nParity,
  type OwnPartsModule,
  taskNamed,
  taskNames,
  tauInUse,
  train,
  trainAll,
  trainingConfig,
} from "../../lib/index.js";
import { provenance } from "../../lib/runs/provenance.js";
import { variantOf } from "../../lib/runs/variantOf.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";

const example = fileURLToPath(new URL("../../plans/own-parts.mjs", import.meta.url));

function moduleOf(text: string, name = "parts.mjs"): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

describe("parts of one's own that are loaded", () => {
  let exported: OwnPartsModule;
  beforeAll(async () => {
    exported = await loadParts(example);
  });

  it("have names like the built-in ones, and are given back as they are exported", () => {
    expect(modelNames).toEqual(["leaky-rnn", "gru", "lstm", "adaptive-rnn"]);
    expect(taskNames).toEqual(["n-parity", "n-dms", "n-majority"]);
    expect(curriculumNames).toContain("strides");
    expect(taskNamed("n-majority")).toBe(exported.tasks?.["n-majority"]);
    expect(cellDescribed({ name: "adaptive-rnn", neurons: 3 }).description).toEqual({
      ...{ name: "adaptive-rnn", neurons: 3, slowest: 20 },
    });
    expect(curriculumNamed("strides", { add: 3 }).next({ ns: [2], heads: [0] })).toEqual({ ns: [5], heads: [0] });
  });

  it("are trained by their names, in this process and, the same network, in others", async () => {
    const request = {
      ...{ task: "n-majority", curriculum: { name: "strides", add: 3 } },
      ...{ model: { name: "adaptive-rnn", slowest: 5 }, neurons: 12, batch: 16, steps: 10, epochs: 3, testBatches: 2 },
    };
    const [here, [there]] = [await train(request), await trainAll([request], { jobs: 1 })];
    expect(there.state.parameters).toEqual(here.state.parameters);
    expect(here.config.model).toEqual({ name: "adaptive-rnn", neurons: 12, slowest: 5 });
    const cell = cellDescribed(here.config.model);
    expect(tauInUse({ cell, parameters: here.state.parameters })).toHaveLength(12);
  });

  it("step as their formula says, and remember what it needs for every head, old and new", async () => {
    const tensor = (value: number) => ({ data: Float32Array.of(value), shape: [1] });
    const optimiser = exported.optimisers?.["rms-prop"]({ learningRate: 0.1 });
    const parameters = { tau: tensor(5) };
    const once = optimiser?.update(parameters, { tau: tensor(3) }, { tensors: {}, steps: 0 });
    expect(parameters.tau.data[0]).toBeCloseTo(5 - 0.1 * 10, 5); // √v is 0.3
    const twice = once && optimiser?.update(parameters, { tau: tensor(4) }, once);
    expect(parameters.tau.data[0]).toBeCloseTo(4 - (0.1 * 4) / Math.sqrt(0.99 * 0.09 + 0.01 * 16), 5);
    expect(twice).toEqual({ tensors: { "v/tau": { data: Float32Array.of(0.2491), shape: [1] } }, steps: 2 });

    const { config, state } = await train({
      ...{ task: "n-parity", curriculum: "multi-head", neurons: 8, batch: 8, steps: 1, testBatches: 1, epochs: 3 },
      ...{ optimiser: "rms-prop", learningRate: 0.001, solvedAbove: 0 }, // a head more in every epoch
    });
    expect(config.optimiser).toEqual({ name: "rms-prop", learningRate: 0.001 });
    expect(state.optimiser.steps).toBe(3);
    expect(state.optimiser.tensors["v/readout.weight"].shape).toEqual([3, 2, 8]);
  });

  it("have the gradients that TensorFlow.js derives, and answers that can be counted", async () => {
    const rows = await checkGradient(cellDescribed({ name: "adaptive-rnn", neurons: 8 }));
    expect(rows.map(({ parameter }) => parameter)).toEqual(expect.arrayContaining(["g", "tauA", "tau"]));
    for (const { difference } of rows) expect(difference).toBeLessThan(1e-4);
    const bits = Float32Array.of(1, 0, 1, 1); // one sequence
    expect(taskNamed("n-majority").labels(bits, 4, 1, [2, 3, 4])).toEqual(Uint8Array.of(1, 1, 1));
    expect(taskNamed("n-majority").labelsInTime(bits, 4, 1, 3)).toEqual(Uint8Array.of(0, 0, 1, 1));
  });

  it.each<[string, () => unknown, string]>([
    [
      "an option of a model that its description does not hold",
      () => cellDescribed({ name: "adaptive-rnn", neurons: 3, slow: 5 }),
      'model "adaptive-rnn": expected its description to hold slow 5, got undefined',
    ],
    [
      "an option that a curriculum does not look at",
      () => curriculumNamed("strides", { width: 3 }),
      'curriculum "strides" has no option width',
    ],
    [
      "in a request",
      () => trainingConfig({ task: "n-majority", curriculum: { name: "strides", holdAt: 3 } }),
      'curriculum "strides" has no option holdAt',
    ],
    [
      "another task that is given by its name",
      () => trainingConfig({ task: "n-majority", curriculum: "strides" }, { task: { ...nParity, name: "n-majority" } }),
      'task: expected a name of its own for the one that is given, got "n-majority", which stands for',
    ],
  ])("refuse %s", (_, make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });

  it("are written down with the hash of their file, and read anew when it has changed", async () => {
    const file = moduleOf(
      "export const curricula = { again: () => ({ name: 'again', headCount: 1, first: () => 1 }) };",
    );
    await loadParts(file);
    expect(() => curriculumNamed("again")).toThrow('curriculum "again": next: expected a function, got undefined');
    const before = (await provenance()).parts?.["parts.mjs"];
    writeFileSync(file, "export const curricula = { again: () => ({ name: 'other', headCount: 1 }) };");
    await loadParts(file);
    expect(() => curriculumNamed("again")).toThrow('curriculum "again": expected its name to be the same, got "other"');
    expect(curriculumNames.filter((name) => name === "again")).toHaveLength(1);
    const after = (await provenance()).parts?.["parts.mjs"];
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(after).toMatch(/^[0-9a-f]{64}$/);
    expect(after).not.toBe(before);
  });
});

describe("a model of one's own that needs an option", () => {
  it("is trained by its name, and says its options", async () => {
    const leaky = fileURLToPath(new URL("../../lib/dist/index.js", import.meta.url));
    await loadParts(
      moduleOf(`
        import { leakyRnn } from ${JSON.stringify(leaky)};
        export const models = {
          ranked({ neurons, rank, note }) {
            if (rank === undefined) throw new RangeError("rank: expected a number, got undefined");
            return { ...leakyRnn({ neurons }), name: "ranked", description: { name: "ranked", neurons, rank, note } };
          },
        };`),
    );
    const model = { name: "ranked", rank: 2, note: "so long that nobody would want to read it" };
    const request = { task: "n-parity", curriculum: "multi-head", model, neurons: 8, batch: 4, steps: 2, epochs: 1 };
    const labels: string[] = [];
    const progress = { start: (label: string) => void labels.push(label), update() {}, finish() {} };
    const run = await train(request, { progress });
    expect(labels).toEqual(["n-parity, multi-head, ranked, rank 2, seed 1"]);
    expect(variantOf({ ...run.config, model: { name: "ranked", neurons: 8, rank: 2 } })).toMatch(/^neurons-8-rank-2-/);
  });
});

describe("a module that is no module of parts", () => {
  it.each([
    [
      "export const model = {};",
      "expected it to export models, tasks, curricula, optimisers or some of them, got model",
    ],
    ["1;", "expected it to export models, tasks, curricula, optimisers or some of them, got no exports"],
    ["export const models = [];", "models: expected an object, got []"],
    ["export const models = { gru: () => {} };", 'model "gru": expected another name, as this is that of a built-in'],
    ["export const models = { mine: 1 };", 'model "mine": expected a function, got 1'],
    ["export const tasks = { mine: { name: 'other' } };", 'task "mine": expected its name to be the same, got "other"'],
    ["export const tasks = { mine: { name: 'mine' } };", 'task "mine": labels: expected a function, got undefined'],
    ["export const curricula = { mine: {} };", 'curriculum "mine": expected a function, got {}'],
    ["throw new Error('not today');", "expected a module, got one that fails in line 1: not today"],
  ])("is refused, and gives nothing a name: %s", async (text, problem) => {
    const file = moduleOf(`${text}\n`);
    const names = [...modelNames, ...taskNames, ...curriculumNames];
    await expect(loadParts(file)).rejects.toThrow(`parts: ${problem}`);
    await expect(loadParts(file)).rejects.toThrow(` in ${file}`);
    expect([...modelNames, ...taskNames, ...curriculumNames]).toEqual(names);
  });

  it("is refused where there is no such file", async () => {
    await expect(loadParts("none.mjs")).rejects.toThrow("parts: expected a module, got no such file in none.mjs");
  });
});
