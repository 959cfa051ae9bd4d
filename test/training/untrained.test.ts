import { expect, it } from "vitest";
import {
  adam,
  type Cell,
  createRun,
  GraphEngine,
  initialParameters,
  initialStates,
  leakyMap,
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

it.each(["inside", "outside"] as const)(
  "of an untrained network, leak %s, engine and leakyMap have the same step",
  async (leak) => {
    const cell = leakyRnn({ neurons: 12, leak });
    const parameters = initialParameters(cell, 1, 7);
    const engine = new GraphEngine(cell);
    const initial = initialStates(cell, RandomStream.named(7, "control"), 1);
    const { states } = await engine.states(parameters, { bits: Float32Array.of(1), steps: 1, batch: 1, initial }, "h");
    await engine.dispose();
    const expected = leakyMap({ cell, parameters }, 1).step(Float64Array.from(initial.h.data));
    expect(states).toHaveLength(12);
    for (const [i, state] of states.entries()) expect(state).toBeCloseTo(expected[i], 6);
  },
);

it("first parameters are as the cell constrains them, its readout too", () => {
  const cell: Cell = {
    ...leakyRnn({ neurons: 6 }),
    constrain: (parameters) => void parameters["readout.bias"].data.fill(0.25),
  };
  const { "readout.bias": bias, "recurrent.weight": weight } = initialParameters(cell, 2, 7);
  expect([...bias.data]).toEqual([0.25, 0.25, 0.25, 0.25]);
  expect(weight.data.every((value) => value !== 0)).toBe(true);
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
