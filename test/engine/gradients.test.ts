import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../lib/engine/engine.js";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import { TfjsEngine } from "../../lib/engine/tfjsEngine.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { clipGlobalNorm, freshOptimiserState, sgd } from "../../lib/training/optimiser.js";
import { flat, golden, input, relativeError, tensors } from "./golden.js";

/** About ten roundings of float32, relative to the largest element. */
const float32Accuracy = 2e-6;

const cases = golden.cases.filter((c) => c.model === "default" && c.activation === "leaky_relu");
const cell = leakyRnn({ neurons: golden.n });

const engines: Record<string, () => Promise<Engine>> = {
  "graph on ONNX Runtime": async () => new GraphEngine(cell),
  "TensorFlow.js on WebAssembly": () => TfjsEngine.create(cell, { backend: "wasm" }),
  "TensorFlow.js in JavaScript": () => TfjsEngine.create(cell, { backend: "cpu" }),
};

describe.each(Object.entries(engines))("%s agrees with float64 PyTorch", (_, create) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => engine.dispose());

  it("has the leaky-rectifier cases, with τ below 1 and without clipping among them", () => {
    expect(cases.map((c) => c.name)).toEqual([
      "default_leaky_relu",
      "default_leaky_relu_tau_below_1",
      "default_leaky_relu_noclip",
    ]);
  });

  it.each(cases.map((c) => [c.name, c] as const))("%s: logits", async (_, { params_initial, logits }) => {
    const parameters = tensors(params_initial);
    cell.constrain?.(parameters);
    const got = await engine.logits(parameters, input); // [B, K, 2]
    const expected = Array.from({ length: golden.B }, (_, b) => logits.map((head) => head[b]));
    expect(relativeError(got, flat(expected))).toBeLessThan(float32Accuracy);
  });

  it.each(cases.map((c) => [c.name, c] as const))(
    "%s: states after the last step",
    async (_, { params_initial, h_final }) => {
      const parameters = tensors(params_initial);
      cell.constrain?.(parameters);
      const { states, last } = await engine.states(parameters, input);
      expect(relativeError(last.h.data, flat(h_final))).toBeLessThan(float32Accuracy);
      expect(states.subarray(-last.h.data.length)).toEqual(last.h.data);
    },
  );

  it.each(cases.map((c) => [c.name, c] as const))("%s: loss and every gradient", async (_, c) => {
    const parameters = tensors(c.params_initial);
    cell.constrain?.(parameters);
    const { lossPerHead, gradients } = await engine.lossGradient(parameters, input);
    expect(lossPerHead.reduce((a, b) => a + b)).toBeCloseTo(c.steps[0].loss, 5);
    const expected = tensors(c.grads);
    expect(Object.keys(gradients).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, { data, shape }] of Object.entries(expected)) {
      expect(gradients[name].shape, name).toEqual(shape);
      expect(relativeError(gradients[name].data, data), name).toBeLessThan(float32Accuracy);
    }
  });

  it.each(cases.map((c) => [c.name, c] as const))(
    "%s: three clipped steps of SGD with Nesterov momentum",
    async (_, c) => {
      const parameters = tensors(c.params_initial);
      const optimiser = sgd({ learningRate: golden.lr, momentum: golden.momentum });
      let state = freshOptimiserState;
      for (const step of c.steps) {
        cell.constrain?.(parameters);
        const { lossPerHead, gradients } = await engine.lossGradient(parameters, input);
        expect(lossPerHead.reduce((a, b) => a + b)).toBeCloseTo(step.loss, 5);
        const norm = clipGlobalNorm(gradients, golden.max_norm);
        expect(norm / step.grad_norm_before_clip).toBeCloseTo(1, 5);
        state = optimiser.update(parameters, gradients, state);
        for (const [name, { data }] of Object.entries(tensors(step.params_after))) {
          expect(relativeError(parameters[name].data, data), name).toBeLessThan(float32Accuracy);
        }
      }
    },
  );

  it("gives the recurrent matrix's diagonal its gradient, as published, though its value is held at 0", async () => {
    const parameters = tensors(cases[0].params_initial);
    cell.constrain?.(parameters);
    const { gradients } = await engine.lossGradient(parameters, input);
    const n = golden.n;
    const diagonal = Array.from({ length: n }, (_, i) => gradients["recurrent.weight"].data[i * n + i]);
    expect(diagonal.every((value) => value !== 0)).toBe(true);
    expect(Array.from({ length: n }, (_, i) => parameters["recurrent.weight"].data[i * n + i])).toEqual(
      Array(n).fill(0),
    );
  });

  it("gives a neuron whose τ is below 1 no gradient for τ", async () => {
    const parameters = tensors(cases[1].params_initial);
    cell.constrain?.(parameters);
    const below = [...parameters.tau.data.keys()].filter((i) => parameters.tau.data[i] < 1);
    expect(below.length).toBeGreaterThan(0);
    const { gradients } = await engine.lossGradient(parameters, input);
    for (const i of below) expect(Math.abs(gradients.tau.data[i])).toBe(0);
  });
});
