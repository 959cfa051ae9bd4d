import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { LabelledInput } from "../../lib/engine/engine.js";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import { partsOf, SplitTraining } from "../../lib/engine/splitTraining.js";
import type { Cell } from "../../lib/models/cell.js";
import { gru } from "../../lib/models/gru.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { lstm } from "../../lib/models/lstm.js";
import { RandomStream } from "../../lib/random/stream.js";
import { nParity } from "../../lib/tasks/nParity.js";
import { type Tensors, tensor } from "../../lib/tensor/tensor.js";
import { drawInput } from "../../lib/training/batch.js";
import { initialParameters } from "../../lib/training/parameters.js";

const stage = { ns: [2, 3, 5], heads: [0, 2, 1] };

function inputOf(cell: Cell, batch: number, steps = 9, repeats?: readonly number[]): LabelledInput {
  return drawInput({ cell, task: nParity, repeats }, stage, batch, RandomStream.named(batch, "split"), steps);
}

function largestDifference(a: Tensors, b: Tensors): number {
  return Math.max(
    ...Object.entries(a).map(([name, { data }]) => {
      const scale = Math.max(...data.map(Math.abs)) || 1;
      return Math.max(...data.map((value, i) => Math.abs(value - b[name].data[i]))) / scale;
    }),
  );
}

/** A cell that exists here only. */
const own: Cell = {
  ...leakyRnn({ neurons: 7 }),
  ...{ name: "own", description: { name: "own", neurons: 7 } },
  step: (ops, { h }, x, { recurrent, input, bias }) => ({
    h: ops.tanh(ops.add(ops.matMul(h, recurrent), ops.add(ops.matMul(x, input), bias))),
  }),
};

describe("training on several threads", () => {
  const engines: GraphEngine[] = [];
  const engineOf = (cell: Cell, threads: number) => {
    const engine = new GraphEngine(cell, { threads });
    engines.push(engine);
    return engine;
  };
  afterAll(async () => {
    for (const engine of engines) await engine.dispose();
  });

  const cells: [string, Cell][] = [
    ["leaky RNN", leakyRnn({ neurons: 21 })],
    ["leaky RNN with the leak outside", leakyRnn({ neurons: 21, leak: "outside" })],
    ["GRU", gru({ neurons: 10 })],
    ["LSTM", lstm({ neurons: 10 })],
    ["cell of one's own", own],
  ];
  it.each(cells)("gives the losses and gradients of one thread: %s", async (_, cell) => {
    const parameters = initialParameters(cell, 4, 1);
    const [one, three] = [engineOf(cell, 1), engineOf(cell, 3)];
    for (const batch of [50, 64, 15, 33]) {
      const input = inputOf(cell, batch);
      const [expected, got] = [await one.lossGradient(parameters, input), await three.lossGradient(parameters, input)];
      expect(largestDifference(expected.gradients, got.gradients), `batch ${batch}`).toBeLessThan(1e-5);
      expected.lossPerHead.forEach((loss, k) => {
        expect(got.lossPerHead[k]).toBeCloseTo(loss, 5);
      });
    }
  });

  it("does so in continuous time", async () => {
    const cell = leakyRnn({ neurons: 9, leak: "outside", time: "continuous" });
    const parameters = initialParameters(cell, 3, 1);
    const input = inputOf(cell, 40, 7, [3]);
    const expected = await engineOf(cell, 1).lossGradient(parameters, input);
    const got = await engineOf(cell, 2).lossGradient(parameters, input);
    expect(largestDifference(expected.gradients, got.gradients)).toBeLessThan(1e-5);
  });

  it("gives the same bits each time", async () => {
    const cell = leakyRnn({ neurons: 33 });
    const parameters = initialParameters(cell, 3, 1);
    const input = inputOf(cell, 96);
    const [a, b] = [engineOf(cell, 2), engineOf(cell, 2)];
    const first = await a.lossGradient(parameters, input);
    expect(await a.lossGradient(parameters, input)).toEqual(first);
    expect(await b.lossGradient(parameters, input)).toEqual(first);
  });

  it("goes on after a step that failed", async () => {
    const cell = leakyRnn({ neurons: 5 });
    const engine = engineOf(cell, 2);
    const parameters = initialParameters(cell, 3, 1);
    const input = inputOf(cell, 32);
    const expected = await engine.lossGradient(parameters, input);
    const misshapen = { ...parameters, "input.weight": tensor(new Float32Array(4), [4]) };
    await expect(engine.lossGradient(misshapen, input)).rejects.toThrow(/input\.weight/);
    expect(await engine.lossGradient(parameters, input)).toEqual(expected);
  });

  it("tells of a thread that has ended, and goes on with another one", async () => {
    const cell = leakyRnn({ neurons: 5 });
    const engine = engineOf(cell, 2);
    const parameters = initialParameters(cell, 3, 1);
    const input = inputOf(cell, 32);
    const expected = await engine.lossGradient(parameters, input);
    const asked = vi.spyOn(Worker.prototype, "postMessage").mockImplementationOnce(function (this: Worker) {
      void this.terminate(); // in the middle of a step, as when it has no memory left
    });
    await expect(engine.lossGradient(parameters, input)).rejects.toThrow(
      "a thread of the training ended unexpectedly (exit code 1)",
    );
    expect(await engine.lossGradient(parameters, input)).toEqual(expected);
    const thread = asked.mock.contexts.at(-1) as Worker;
    asked.mockRestore();
    await thread.terminate(); // between two steps
    expect(await engine.lossGradient(parameters, input)).toEqual(expected);
  });
});

describe("a batch", () => {
  const cell = leakyRnn({ neurons: 2 });
  const step = (batch: number) => {
    const { bits, steps, initial } = inputOf(cell, batch, 5);
    const feeds = { bits: tensor(bits, [steps, batch, 1]), "initial.h": initial.h };
    return { feeds, steps, batch };
  };

  it("is divided into parts of nearly the same size, with every sequence in one of them", () => {
    const whole = step(50);
    const parts = partsOf(whole, 3);
    expect(parts.map(({ batch }) => batch)).toEqual([17, 16, 17]);
    expect(parts.flatMap(({ feeds }) => Array.from(feeds["initial.h"].data))).toEqual(
      Array.from(whole.feeds["initial.h"].data),
    );
    for (let t = 0; t < whole.steps; t++) {
      const row = parts.flatMap(({ feeds, batch }) => Array.from(feeds.bits.data.subarray(t * batch, (t + 1) * batch)));
      expect(row).toEqual(Array.from(whole.feeds.bits.data.subarray(t * 50, (t + 1) * 50)));
    }
  });

  it("that is small has fewer parts than threads", () => {
    expect(partsOf(step(40), 8).map(({ batch }) => batch)).toEqual([20, 20]);
    expect(partsOf(step(3), 8)).toHaveLength(1);
  });

  it("that no model fits is refused, and the threads end", async () => {
    const broken = new SplitTraining(new Uint8Array([1, 2, 3]), 2);
    await expect(broken.run(step(40))).rejects.toThrow();
    await broken.release();
  });
});
