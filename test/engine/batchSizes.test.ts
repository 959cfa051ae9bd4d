import { describe, expect, it } from "vitest";
import type { LabelledInput } from "../../lib/engine/engine.js";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { RandomStream } from "../../lib/random/stream.js";
import { nParity } from "../../lib/tasks/nParity.js";
import { drawInput } from "../../lib/training/batch.js";
import { initialParameters } from "../../lib/training/parameters.js";
import { childProcess, line } from "../runs/childProcess.js";

describe("training steps on batches of many sizes", () => {
  it("do not depend on the steps before, nor on whether these were waited for", async () => {
    const cell = leakyRnn({ neurons: 20 });
    const parameters = initialParameters(cell, 1, 1);
    cell.constrain?.(parameters);
    const sizes = [
      [5, 4],
      [9, 4],
      [3, 30],
      [40, 4],
      [40, 4],
      [7, 1],
    ];
    const inputs = sizes.map(([steps, batch]): LabelledInput => {
      const stream = RandomStream.named(steps, "batch sizes");
      return drawInput({ cell, task: nParity }, { ns: [2], heads: [0] }, batch, stream, steps);
    });
    const alone = [];
    for (const input of inputs) {
      const engine = new GraphEngine(cell);
      alone.push(await engine.lossGradient(parameters, input));
      await engine.dispose();
    }
    const engine = new GraphEngine(cell);
    expect(await Promise.all(inputs.map((input) => engine.lossGradient(parameters, input)))).toEqual(alone);
    await engine.dispose();
  });

  it("go on after one that was refused", async () => {
    const cell = leakyRnn({ neurons: 3 });
    const engine = new GraphEngine(cell);
    const parameters = initialParameters(cell, 1, 1);
    const input = drawInput({ cell, task: nParity }, { ns: [2], heads: [0] }, 2, RandomStream.named(1, "refused"), 5);
    await expect(engine.lossGradient(parameters, { ...input, steps: 6 })).rejects.toThrow("expected [6, 2]");
    expect((await engine.lossGradient(parameters, input)).lossPerHead).toHaveLength(1);
    await engine.dispose();
  });

  it("take hardly more memory than the largest one's states, also after smaller ones and again", async () => {
    const child = childProcess(`
      const { GraphEngine } = await import(library + "engine/graphEngine.js");
      const { leakyRnn } = await import(library + "models/leakyRnn.js");
      const { RandomStream } = await import(library + "random/stream.js");
      const { nParity } = await import(library + "tasks/nParity.js");
      const { drawInput } = await import(library + "training/batch.js");
      const { initialParameters } = await import(library + "training/parameters.js");
      const cell = leakyRnn({ neurons: 500 });
      const network = initialParameters(cell, 1, 1);
      const engine = new GraphEngine(cell);
      const stream = RandomStream.named(1, "memory");
      const stage = { ns: [2], heads: [0] };
      const step = (steps) => engine.lossGradient(network, drawInput({ cell, task: nParity }, stage, 100, stream, steps));
      await step(10);
      const atFirst = process.memoryUsage().rss;
      for (const steps of [200, 400, 400]) await step(steps);
      console.log((1024 * process.resourceUsage().maxRSS - atFirst) / (4 * 400 * 100 * 500)); // float32 [T, B, n]
    `);
    const times = Number(await line(child));
    expect(times).toBeGreaterThan(1);
    expect(times).toBeLessThan(1.5);
  });
});
