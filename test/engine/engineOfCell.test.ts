import { describe, expect, it } from "vitest";
import { checkEngine } from "../../lib/engine/checkEngine.js";
import {
  accuracyInTime,
  benchmarkStep,
  type Cell,
  GraphEngine,
  gru,
  leakyRnn,
  nParity,
  sgd,
  TfjsEngine,
  train,
} from "../../lib/index.js";
import { RandomStream } from "../../lib/random/stream.js";
import { drawInput } from "../../lib/training/batch.js";
import { initialParameters } from "../../lib/training/parameters.js";

const cell = leakyRnn({ neurons: 5 });
const parameters = initialParameters(cell, 1, 1);
const outside = leakyRnn({ neurons: 5, leak: "outside" });

describe("an engine of another cell is refused", () => {
  const message = 'engine: expected one of the cell that is given, {"name":"leaky-rnn","neurons":5,"leak":"inside"';

  it("in training, timing and scoring", async () => {
    const request = { task: "n-parity", curriculum: "multi-head", neurons: 5, batch: 4, steps: 1, epochs: 1 };
    await expect(train(request, { engineFor: () => new GraphEngine(outside) })).rejects.toThrow(message);
    const network = { cell, task: nParity, engine: new GraphEngine(outside), parameters };
    await expect(accuracyInTime({ ...network, ns: [2] }, { steps: 5, dropped: 5, trials: 1 })).rejects.toThrow(message);
    const timed = { stage: { ns: [2], heads: [0] }, batch: 4, steps: 4, rounds: 1 };
    await expect(benchmarkStep({ ...network, optimiser: sgd({ learningRate: 1 }) }, timed)).rejects.toThrow(message);
    await network.engine.dispose();
  });

  it("and disposed of, if training made it; none is made for a request that is refused", async () => {
    const request = { task: "n-parity", curriculum: "multi-head", neurons: 5, batch: 4, steps: 1, epochs: 1 };
    const told: string[] = [];
    const engineFor = () => {
      told.push("made");
      const engine = new GraphEngine(outside);
      const dispose = engine.dispose.bind(engine);
      return Object.assign(engine, { dispose: () => dispose().then(() => void told.push("disposed of")) });
    };
    await expect(train(request, { engineFor })).rejects.toThrow(message);
    expect(told).toEqual(["made", "disposed of"]);
    const others = initialParameters(leakyRnn({ neurons: 4 }), 1, 1);
    await expect(train(request, { engineFor, parameters: others })).rejects.toThrow(RangeError);
    expect(told.length).toBe(2);
  });

  it("also where it has the same name, but not where it is made anew", async () => {
    const copy: Cell = { ...cell, step: gru({ neurons: 5 }).step };
    expect(() => checkEngine(new GraphEngine(copy), cell)).toThrow('got one of another cell called "leaky-rnn"');
    checkEngine(new GraphEngine(leakyRnn({ neurons: 5 })), cell);
    checkEngine(await TfjsEngine.create(cell, { backend: "cpu" }), leakyRnn({ neurons: 5 }));
  });
});

it("a graph engine that was disposed of computes nothing any more", async () => {
  const input = drawInput({ cell, task: nParity }, { ns: [2], heads: [0] }, 4, RandomStream.named(1, "disposed"), 6);
  const engine = new GraphEngine(cell);
  const last = engine.lossGradient(parameters, input);
  await engine.dispose();
  expect((await last).lossPerHead[0]).toBeGreaterThan(0); // that was asked for before
  for (const ask of ["lossGradient", "logits", "logitsInTime", "states"] as const) {
    await expect(engine[ask](parameters, input), ask).rejects.toThrow("the engine was disposed of");
  }
  await engine.dispose();
});

it("a graph engine that could not make what it computes with tries again when it is asked again", async () => {
  let fails = true;
  const { step } = cell;
  const flaky: Cell = {
    ...cell,
    ...{ name: "flaky", description: { name: "flaky", neurons: 5 } },
    step(...all) {
      if (fails) throw new Error("no memory left");
      return step(...all);
    },
  };
  const engine = new GraphEngine(flaky);
  const input = drawInput({ cell, task: nParity }, { ns: [2], heads: [0] }, 4, RandomStream.named(1, "flaky"), 6);
  await expect(engine.logits(parameters, input)).rejects.toThrow("no memory left");
  fails = false;
  expect((await engine.logits(parameters, input)).length).toBe(8);
  await engine.dispose();
});
