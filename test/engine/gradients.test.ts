import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../lib/engine/engine.js";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import { TfjsEngine } from "../../lib/engine/tfjsEngine.js";
import type { Cell } from "../../lib/models/cell.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { clipGlobalNorm, freshOptimiserState, sgd } from "../../lib/training/optimiser.js";
import { flat, type GoldenCase, golden, input, relativeError, tensors } from "./golden.js";

/** A few tens of roundings of float32 (1.2e-7), relative to the largest element. */
const float32AccuracyOf = ({ model }: GoldenCase) =>
  // With the leak outside, dL/dτ sums differences φ − h that nearly cancel: both interpreters lose another digit.
  model === "default" ? 2e-6 : 5e-6;

const engines: Record<string, (cell: Cell) => Promise<Engine>> = {
  "graph on ONNX Runtime": async (cell) => new GraphEngine(cell),
  "TensorFlow.js on WebAssembly": (cell) => TfjsEngine.create(cell, { backend: "wasm" }),
  "TensorFlow.js in JavaScript": (cell) => TfjsEngine.create(cell, { backend: "cpu" }),
};

const runs = golden.cases.flatMap((c) => Object.entries(engines).map(([engine, create]) => ({ c, engine, create })));

it("the golden file has both places of the leak, four nonlinearities, τ below 1 and no clipping", () => {
  expect(golden.cases.map((c) => c.name)).toEqual([
    "default_leaky_relu",
    "default_relu",
    "default_tanh",
    "default_sigmoid",
    "mod_leaky_relu",
    "mod_relu",
    "mod_tanh",
    "mod_sigmoid",
    "default_leaky_relu_tau_below_1",
    "mod_leaky_relu_tau_below_1",
    "default_leaky_relu_noclip",
  ]);
});

describe.each(runs)("$c.name: $engine agrees with float64 PyTorch", ({ c, create }) => {
  const cell = leakyRnn({
    neurons: golden.n,
    leak: c.model === "default" ? "inside" : "outside",
    activation: c.activation === "leaky_relu" ? "leaky-relu" : c.activation,
  });
  const float32Accuracy = float32AccuracyOf(c);
  let engine: Engine;
  beforeAll(async () => {
    engine = await create(cell);
  });
  afterAll(() => engine.dispose());

  it("logits", async () => {
    const { params_initial, logits } = c;

    const parameters = tensors(params_initial);
    cell.constrain?.(parameters);
    const got = await engine.logits(parameters, input); // [B, K, 2]
    const expected = Array.from({ length: golden.B }, (_, b) => logits.map((head) => head[b]));
    expect(relativeError(got, flat(expected))).toBeLessThan(float32Accuracy);
  });

  it("states after the last step", async () => {
    const { params_initial, h_final } = c;

    const parameters = tensors(params_initial);
    cell.constrain?.(parameters);
    const { states, last } = await engine.states(parameters, input);
    expect(relativeError(last.h.data, flat(h_final))).toBeLessThan(float32Accuracy);
    expect(states.subarray(-last.h.data.length)).toEqual(last.h.data);
  });

  it("loss and every gradient", async () => {
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

  it("three clipped steps of SGD with Nesterov momentum", async () => {
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
  });

  it("gives the recurrent matrix's diagonal its gradient, as published, though its value is held at 0", async () => {
    const parameters = tensors(c.params_initial);
    cell.constrain?.(parameters);
    const { gradients } = await engine.lossGradient(parameters, input);
    const n = golden.n;
    const diagonal = Array.from({ length: n }, (_, i) => gradients["recurrent.weight"].data[i * n + i]);
    expect(diagonal.some((value) => value !== 0)).toBe(true);
    expect(Array.from({ length: n }, (_, i) => parameters["recurrent.weight"].data[i * n + i])).toEqual(
      Array(n).fill(0),
    );
  });

  it("gives a neuron whose τ is below 1 no gradient for τ", async () => {
    const parameters = tensors(c.params_initial);
    cell.constrain?.(parameters);
    const below = [...parameters.tau.data.keys()].filter((i) => parameters.tau.data[i] < 1);
    expect(below.length > 0).toBe(c.name.includes("below_1"));
    const { gradients } = await engine.lossGradient(parameters, input);
    for (const i of below) expect(Math.abs(gradients.tau.data[i])).toBe(0);
  });
});
