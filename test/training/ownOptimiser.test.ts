import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  createRun,
  initialParameters,
  leakyRnn,
  loadParts,
  type Optimiser,
  type OptimiserState,
  openRun,
  sgd,
  train,
  trainAll,
  trainingConfig,
  trainRun,
} from "../../lib/index.js";
import { variantOf } from "../../lib/runs/variantOf.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";

const small = { task: "n-parity", curriculum: "multi-head", neurons: 8, batch: 8, steps: 5, testBatches: 1, epochs: 3 };

/** The built-in SGD under a name of its own. */
const copy: Optimiser = { name: "own-sgd", update: sgd({ learningRate: 0.1, momentum: 0.5 }).update };

/** A step of 2⁻¹⁰ against the sign of each slope. */
const bySign: Optimiser = {
  name: "by-sign",
  update(parameters, gradients, { steps }) {
    for (const [name, { data }] of Object.entries(gradients)) {
      data.forEach((slope, i) => {
        parameters[name].data[i] -= 2 ** -10 * Math.sign(slope);
      });
    }
    return { tensors: {}, steps: steps + 1 };
  },
};

describe("an optimiser of one's own", () => {
  it("that is a copy of SGD gives the bits of the built-in one", async () => {
    const own = await train(small, { optimiser: copy });
    const { optimiser: _, ...config } = own.config;
    const builtIn = await train({ ...small, learningRate: 0.1, momentum: 0.5 });
    expect(own.state).toEqual(builtIn.state);
    expect(own.epochs).toEqual(builtIn.epochs);
    expect(own.config.optimiser).toEqual({ name: "own-sgd" });
    expect(builtIn.config).toMatchObject(config);
  });

  it("takes the steps that it says, on whatever gradients there are", async () => {
    const { state } = await train({ ...small, steps: 1, epochs: 1 }, { optimiser: bySign });
    const before = initialParameters(leakyRnn({ neurons: 8 }), 1, 1);
    before.tau.data.forEach((tau, i) => {
      expect([0, 2 ** -10]).toContainEqual(expect.closeTo(Math.abs(tau - state.parameters.tau.data[i]), 6));
    });
    expect(state.parameters.tau).not.toEqual(before.tau);
    expect(state.optimiser).toEqual({ tensors: {}, steps: 1 });
  });

  it("is stored by its name, resumed to the same networks, and refused without it", async () => {
    const config = trainingConfig(small, { optimiser: copy });
    expect(variantOf(config)).toMatch(/-optimiser-own-sgd$/);
    const whole = await createRun(temporaryFolder(), config);
    await trainRun(whole, { optimiser: copy });
    await whole.close();
    const first = await createRun(temporaryFolder(), config);
    const stop = new AbortController();
    await trainRun(first, { optimiser: copy, signal: stop.signal, onEpoch: () => stop.abort() });
    await first.close();
    const again = await openRun(first.folder);
    await expect(trainRun(again)).rejects.toThrow('there is no optimiser "own-sgd"; expected one of: sgd, adam');
    await expect(trainRun(again, { optimiser: bySign })).rejects.toThrow(
      'optimiser: expected "by-sign", the name of the optimiser that is given, got "own-sgd"',
    );
    await trainRun(again, { optimiser: copy });
    await again.close();
    const latest = (folder: string) => readFileSync(join(folder, "latest.safetensors"));
    expect(latest(first.folder)).toEqual(latest(whole.folder));
  });

  it("that is the library's own is named with its numbers", () => {
    const asked = trainingConfig({ ...small, learningRate: 0.1, momentum: 0.5 });
    const given = trainingConfig(small, { optimiser: sgd({ learningRate: 0.1, momentum: 0.5 }) });
    expect(given).toEqual(asked);
  });

  const answering = (state: unknown): Optimiser => ({ ...bySign, update: () => state as OptimiserState });
  it.each<[string, object, Optimiser, string]>([
    ["a name of a built-in one", {}, { ...bySign, name: "sgd" }, "optimiser: expected a name of its own for the one"],
    ["another name", { optimiser: "adam" }, bySign, 'optimiser: expected "by-sign", the name of the optimiser that is'],
    ["a learning rate beside it", { learningRate: 1 }, bySign, "learningRate: expected none with an optimiser that is"],
    [
      "another rate than its own",
      { learningRate: 1 },
      sgd({ learningRate: 0.1 }),
      'optimiser: expected {"learningRate":0.1,"momentum":0}, the numbers of the one that is given, got ' +
        '{"learningRate":1,"momentum":0}',
    ],
    ["no update", {}, { name: "by-sign" } as Optimiser, 'optimiser "by-sign": update: expected a function'],
    ["no state", {}, answering(undefined), 'what optimiser "by-sign" remembers: expected an object, got undefined'],
    ["no steps", {}, answering({ tensors: {} }), 'what optimiser "by-sign" remembers: expected 1 step, got undefined'],
    ["more than runs store", {}, answering({ tensors: {}, steps: 1, rate: 1 }), 'has an unknown field "rate"'],
    [
      "no tensors",
      {},
      answering({ tensors: { "mean/tau": [1] }, steps: 1 }),
      'what optimiser "by-sign" remembers: mean/tau: expected an object, got [1]',
    ],
    [
      "numbers of another shape",
      {},
      answering({ tensors: { "mean/tau": { data: new Float32Array(3), shape: [8] } }, steps: 1 }),
      "expected mean/tau to be a tensor",
    ],
  ])("is refused with %s", async (_, request, optimiser, message) => {
    await expect(train({ ...small, ...request }, { optimiser })).rejects.toThrow(RangeError);
    await expect(train({ ...small, ...request }, { optimiser })).rejects.toThrow(message);
  });
});

describe("an optimiser of a module", () => {
  it("is trained by its name, with the numbers that it looks at, in this process and in others", async () => {
    const file = join(temporaryFolder(), "optimisers.mjs");
    writeFileSync(
      file,
      `export const optimisers = {
        plain: ({ learningRate = 0.1 }) => ({
          name: "plain",
          update(parameters, gradients, { steps }) {
            for (const [name, { data }] of Object.entries(gradients)) {
              data.forEach((slope, i) => { parameters[name].data[i] -= learningRate * slope; });
            }
            return { tensors: {}, steps: steps + 1 };
          },
        }),
      };`,
    );
    await loadParts(file);
    const request = { ...small, optimiser: "plain", learningRate: 0.05 };
    const [here, [there]] = [await train(request), await trainAll([request], { jobs: 1 })];
    const builtIn = await train({ ...small, optimiser: "sgd", learningRate: 0.05, momentum: 0 });
    expect(here.state.parameters).toEqual(builtIn.state.parameters);
    expect(there.state.parameters).toEqual(here.state.parameters);
    expect(here.config.optimiser).toEqual({ name: "plain", learningRate: 0.05 });
    expect(() => trainingConfig({ ...small, optimiser: "plain", momentum: 0.5 })).toThrow(
      new RangeError('optimiser "plain" has no option momentum'),
    );
  });
});
