import { expect, it } from "vitest";
import {
  adam,
  createRun,
  GraphEngine,
  initialParameters,
  initialStates,
  leakyRnn,
  RandomStream,
  RunExists,
  sgd,
  tensor,
} from "../../lib/index.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";
import { tinyConfig } from "../runs/tinyConfig.js";

it("a network that was never trained is made of the library alone, as a control", async () => {
  const cell = leakyRnn({ neurons: 6 });
  const parameters = initialParameters(cell, 2, 7);
  expect(parameters["readout.weight"].shape).toEqual([2, 2, 6]);
  expect(parameters.tau.data.every((tau) => tau >= 1 && tau < 2)).toBe(true);
  const initial = initialStates(cell, RandomStream.named(7, "control"), 3);
  expect(initial.h.shape).toEqual([3, 6]);
  const engine = new GraphEngine(cell);
  const logits = await engine.logits(parameters, {
    bits: new Float32Array(15),
    steps: 5,
    batch: 3,
    initial,
    heads: [0, 1],
  });
  expect(logits).toHaveLength(12);
  await engine.dispose();
});

it("both optimisers step against the gradient, Adam's first step by its rate", () => {
  for (const optimiser of [sgd({ learningRate: 0.5 }), adam({ learningRate: 0.5 })]) {
    const parameters = { w: tensor(Float32Array.of(1), [1]) };
    optimiser.update(parameters, { w: tensor(Float32Array.of(1), [1]) }, { tensors: {}, steps: 0 });
    expect(parameters.w.data[0]).toBeCloseTo(0.5, 6);
  }
});

it("a run that is there already can be told from other errors", async () => {
  const parent = temporaryFolder();
  await (await createRun(parent, tinyConfig())).close();
  await expect(createRun(parent, tinyConfig())).rejects.toBeInstanceOf(RunExists);
});
