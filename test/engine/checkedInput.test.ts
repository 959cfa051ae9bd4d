import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { LabelledInput } from "../../lib/engine/engine.js";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import { TfjsEngine } from "../../lib/engine/tfjsEngine.js";
import {
  type Cell,
  checkGradient,
  constant,
  dimensionality,
  estimateTimescales,
  leakyRnn,
  recordActivity,
  simulate,
  train,
  uniform,
} from "../../lib/index.js";
import { RandomStream } from "../../lib/random/stream.js";
import { nParity } from "../../lib/tasks/nParity.js";
import { tensor, zeros } from "../../lib/tensor/tensor.js";
import { drawInput } from "../../lib/training/batch.js";
import { initialParameters } from "../../lib/training/parameters.js";

const cell = leakyRnn({ neurons: 5 });
const parameters = initialParameters(cell, 3, 1);
const stream = RandomStream.named(1, "checked input");
const input = drawInput({ cell, task: nParity }, { ns: [2, 3], heads: [0, 1] }, 4, stream, 6);

const engines = {
  "the graph engine": async () => new GraphEngine(cell),
  "TensorFlow.js": () => TfjsEngine.create(cell, { backend: "cpu" }),
};

describe.each(Object.entries(engines))("%s refuses, by name,", (_, make) => {
  const { tau: _tau, ...withoutTau } = parameters;
  it.each<[string, Partial<LabelledInput>, string]>([
    ["no step", { steps: 0 }, "steps: expected an integer of at least 1, got 0"],
    ["half a sequence", { batch: 1.5 }, "batch: expected an integer of at least 1, got 1.5"],
    ["half a repeat", { repeats: 1.5 }, "repeats: expected an integer of at least 1, got 1.5"],
    ["too few bits", { steps: 7 }, "bits: expected [7, 4], got 24 elements"],
    ["no initial state", { initial: {} }, "initial.h: expected [4, 5], got none"],
    [
      "initial states of fewer sequences",
      { initial: { h: zeros([3, 5]) } },
      "initial.h: expected [4, 5], got [3, 5] with 15 elements",
    ],
    ["no head", { heads: [] }, "heads: expected at least one, got none"],
    ["a head twice", { heads: [0, 0] }, "heads: expected each once, got 0, 0"],
    ["a head that is not there", { heads: [0, 3] }, "readout.weight: expected heads 0 … 2, got 3"],
    ["a label for one head only", { heads: [0] }, "labels: expected [4, 1], got 8 elements"],
    [
      "labels that are none",
      { labels: JSON.parse("[0, 1, 0, 1, 0, 1, 0, true]") },
      "labels: expected 0 or 1, got true",
    ],
    [
      "bits that are no numbers",
      { bits: new Float32Array(24).fill(Number.NaN) },
      "bits: expected numbers in 0 … 1, got NaN",
    ],
    ["larger bits", { bits: new Float32Array(24).fill(2) }, "bits: expected numbers in 0 … 1, got 2"],
    ["other labels", { labels: new Uint8Array(8).fill(2) }, "labels: expected 0 or 1, got 2"],
  ])("%s", async (_name, wrong, message) => {
    const engine = await make();
    await expect(engine.lossGradient(parameters, { ...input, ...wrong })).rejects.toThrow(new RangeError(message));
    await engine.dispose();
  });

  it("parameters that are missing, or another cell's, whatever is asked for", async () => {
    const engine = await make();
    const larger = { ...parameters, tau: tensor(new Float32Array(6), [6]) };
    for (const ask of ["lossGradient", "logits", "logitsInTime", "states"] as const) {
      await expect(engine[ask](withoutTau, input), ask).rejects.toThrow("tau: expected [5], got none");
      await expect(engine[ask](larger, input), ask).rejects.toThrow("tau: expected [5], got [6] with 6 elements");
      await expect(engine[ask](parameters, { ...input, steps: 0 }), ask).rejects.toThrow("steps: expected an integer");
    }
    await engine.dispose();
  });
});

it("an engine refuses options that mean nothing", () => {
  expect(() => new GraphEngine(cell, { threads: 1.5 })).toThrow("threads: expected an integer of at least 1, got 1.5");
  const text = JSON.parse('"2"');
  expect(() => new GraphEngine(cell, { threads: text })).toThrow('threads: expected an integer of at least 1, got "2"');
});

it("a provider that is not there is told in a line, also without the commands", async () => {
  const unknown = new GraphEngine(cell, { provider: JSON.parse('"gpu"') });
  await expect(unknown.logits(parameters, input)).rejects.toThrow(
    'there is no provider "gpu"; expected one of: cpu, cuda, webgpu, coreml, auto',
  );
  await unknown.dispose();
  const { name, message } =
    process.platform === "darwin" ? { name: "cuda", message: "CUDA" } : { name: "coreml", message: "macOS" };
  const missing = new GraphEngine(cell, { provider: name as "cuda" | "coreml" });
  await expect(missing.lossGradient(parameters, input)).rejects.toThrow(message);
  await missing.dispose();
});

it("a simulation refuses probabilities and pieces that mean nothing", async () => {
  const network = { cell, engine: new GraphEngine(cell), parameters };
  for (const [wrong, message] of [
    [{ onesProbability: 5 }, 'onesProbability: expected "random" or a probability, 0 … 1, got 5'],
    [{ onesProbability: Number.NaN }, 'onesProbability: expected "random" or a probability, 0 … 1, got NaN'],
    [{ chunkMegabytes: -1 }, "chunkMegabytes: expected a positive number, got -1"],
    [{ trials: 0 }, "trials: expected an integer of at least 1, got 0"],
  ] as const) {
    await expect(simulate(network, { steps: 10, ...wrong }, () => {})).rejects.toThrow(new RangeError(message));
  }
  await network.engine.dispose();
});

it.each([
  [{ trials: 0 }, "trials: expected an integer of at least 1, got 0"],
  [{ trials: 1.5 }, "trials: expected an integer of at least 1, got 1.5"],
  [{ steps: -1 }, "steps: expected an integer of at least 1, got -1"],
  [{ steps: Number.NaN }, "steps: expected an integer of at least 1, got NaN"],
  [{ burnIn: -1 }, "burnIn: expected an integer of at least 0, got -1"],
])("what is measured in a simulation refuses %j before room is made for it", async (wrong, message) => {
  const problem = new RangeError(message);
  const network = { cell, parameters };
  await expect(dimensionality(network, { steps: 50, ...wrong })).rejects.toThrow(problem);
  await expect(estimateTimescales(network, { steps: 50, ...wrong })).rejects.toThrow(problem);
  if ("trials" in wrong) return; // a recording is of one
  await expect(recordActivity(network, { steps: 50, ...wrong })).rejects.toThrow(problem);
});

it("dimensionality refuses a share that means nothing before it simulates", async () => {
  await expect(dimensionality({ cell, parameters }, { share: 2, steps: 1e12 })).rejects.toThrow(
    "share: expected a number above 0 up to 1, got 2",
  );
});

it("training refuses to begin with parameters that are not those of its cell", async () => {
  const request = { task: "n-parity", curriculum: "multi-head", neurons: 5, epochs: 1 };
  await expect(train(request, { parameters: {} })).rejects.toThrow("input.weight: expected [5], got none");
  const { "readout.bias": _, ...headless } = parameters;
  await expect(train(request, { parameters: headless })).rejects.toThrow(
    "readout.weight: expected [1, 2, 5], got [3, 2, 5] with 30 elements",
  );
});

/** A cell of one's own with a square weight of any name. */
function ownCell(weight: string, changed: Partial<Cell> = {}): Cell {
  return {
    name: "own",
    neurons: 6,
    description: { name: "own", neurons: 6 },
    states: { h: constant(0.1) },
    readout: "h",
    parameters: {
      [weight]: { shape: [6, 6], initialise: uniform(-0.4, 0.4) },
      u: { shape: [1, 6], initialise: uniform(-1, 1) },
    },
    prepare: (_, p) => p,
    step: (ops, { h }, x, p) => ({ h: ops.tanh(ops.add(ops.matMul(h, p[weight]), ops.matMul(x, p.u))) }),
    ...changed,
  };
}

describe("a cell of one's own", () => {
  it.each(["bits", "targets", "losses", "perSequence", "repeats", "logits", "initial.h", "v30", "scalar_1", "last.h"])(
    'may call a parameter "%s"',
    async (name) => {
      for (const { difference, largest } of await checkGradient(ownCell(name), { batch: 2 })) {
        expect(difference).toBeLessThan(1e-5 * Math.max(largest, 1));
      }
    },
  );

  it.each<[string, Cell, string]>([
    ["without neurons", ownCell("w", { neurons: 0 }), 'model "own": expected a positive integer of neurons, got 0'],
    [
      "described as one of another size",
      ownCell("w", { description: { name: "own", neurons: 7 } }),
      'model "own": description.neurons: expected its own, 6, got 7',
    ],
    [
      "described as another one",
      ownCell("w", { description: { name: "leaky-rnn", neurons: 6 } }),
      'model "own": description.name: expected its own, "own", got "leaky-rnn"',
    ],
    ["without states", ownCell("w", { states: {} }), 'model "own": expected at least one state, got none'],
    [
      "whose heads read no state of it",
      ownCell("w", { readout: "z" }),
      'model "own": readout: expected one of its states, h, got "z"',
    ],
    [
      "with the readout's parameters",
      ownCell("readout.bias"),
      'model "own": "readout.bias" is a parameter of the readout heads, not of a cell',
    ],
    [
      "with a parameter of no size",
      ownCell("w", { parameters: { w: { shape: [6, 0], initialise: constant(1) } } }),
      'model "own": parameter "w": expected a shape of positive integers, got [6, 0]',
    ],
    [
      "with an observable called as a state",
      ownCell("w", { observables: { h: (_, { h }) => h } }),
      'model "own": observable "h" has the name of a state',
    ],
  ])("%s is refused", async (_, own, message) => {
    expect(() => new GraphEngine(own)).toThrow(new RangeError(message));
    await expect(TfjsEngine.create(own)).rejects.toThrow(new RangeError(message));
  });

  it.each<[string, Partial<Cell>, string]>([
    [
      "a parameter",
      { prepare: (ops, p) => ({ w: ops.transpose(p.W) }) },
      'model "own", parameter: expected one of w, u, got "W"',
    ],
    [
      "something prepared",
      { step: (ops, { h }, _, { W }) => ({ h: ops.matMul(h, W) }) },
      'model "own", prepared: expected one of w, u, got "W"',
    ],
    [
      "a state",
      { step: (ops, { c }, _, { w }) => ({ h: ops.matMul(c, w) }) },
      'model "own", state: expected one of h, got "c"',
    ],
  ])("that takes %s that is not there is told so", async (_, changed, message) => {
    await expect(checkGradient(ownCell("w", changed))).rejects.toThrow(new RangeError(message));
  });
});

it("an engine that is disposed of during a step on several threads lets it come to its end", () => {
  const library = new URL("../../lib/dist/", import.meta.url).href;
  const script = `
    const { GraphEngine } = await import("${library}engine/graphEngine.js");
    const { leakyRnn } = await import("${library}models/leakyRnn.js");
    const { initialParameters } = await import("${library}training/parameters.js");
    const { drawInput } = await import("${library}training/batch.js");
    const { RandomStream } = await import("${library}random/stream.js");
    const { nParity } = await import("${library}tasks/nParity.js");
    const cell = leakyRnn({ neurons: 20 });
    const input = drawInput({ cell, task: nParity }, { ns: [2], heads: [0] }, 64, RandomStream.named(1, "x"), 50);
    const engine = new GraphEngine(cell, { threads: 2 });
    const step = engine.lossGradient(initialParameters(cell, 1, 1), input);
    await engine.dispose();
    console.log((await step).lossPerHead.length);
  `;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    encoding: "utf8",
  });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "1\n", stderr: "" });
});
