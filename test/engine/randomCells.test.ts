import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LabelledInput } from "../../lib/engine/engine.js";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import type { Ops } from "../../lib/engine/ops.js";
import { readyTfjs, TfjsEngine } from "../../lib/engine/tfjsEngine.js";
import { type Cell, uniform } from "../../lib/models/cell.js";
import { gru } from "../../lib/models/gru.js";
import { initialStates } from "../../lib/models/initialStates.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { lstm } from "../../lib/models/lstm.js";
import { RandomStream } from "../../lib/random/stream.js";
import { initialParameters } from "../../lib/training/parameters.js";
import { relativeError } from "./golden.js";

/** A cell whose step is a random expression over its states, weights and input: the gradient's rules in any order. */
function randomCell(stream: RandomStream): Cell {
  const n = stream.integer(1, 9);
  const names = stream.bits() % 2 ? ["h", "c"] : ["h"];
  const recipe = Array.from({ length: stream.integer(2, 9) }, () => [stream.bits(), stream.bits(), stream.bits()]);
  const bound = 1 / Math.sqrt(n);
  return {
    name: "random",
    neurons: n,
    description: { name: "random", neurons: n },
    states: Object.fromEntries(names.map((name) => [name, uniform(-0.5, 0.5)])),
    readout: "h",
    parameters: {
      a: { shape: [n, n], initialise: uniform(-bound, bound) },
      b: { shape: [n, n], initialise: uniform(-bound, bound) },
      w: { shape: [n], initialise: uniform(-1, 1) },
      v: { shape: [n], initialise: uniform(0.5, 1.5) },
      s: { shape: [], initialise: uniform(0.5, 1.5) },
      m: { shape: [n, 1], initialise: uniform(-bound, bound) },
    },
    prepare: <V>(ops: Ops<V>, p: Record<string, V>) => ({ ...p, a: ops.transpose(p.a), v: ops.max(p.v, 1) }),
    step<V>(ops: Ops<V>, states: Record<string, V>, x: V, p: Record<string, V>) {
      const values: V[] = [...Object.values(states), ops.add(ops.multiply(x, p.w), ops.matMul(states.h, p.b))]; // [B, n]
      for (const [which, first, second] of recipe) {
        const a = values[first % values.length];
        const b = values[second % values.length];
        const make: (() => V)[] = [
          () => ops.add(a, b),
          () => ops.subtract(a, ops.multiply(b, p.s)),
          () => ops.multiply(a, ops.tanh(b)),
          () => ops.divide(a, p.v),
          () => ops.max(a, b),
          () => ops.min(a, ops.multiply(b, p.v)),
          () => ops.matMul(a, p.a),
          () => ops.matMul(a, p.b),
          () => ops.tanh(a),
          () => ops.sigmoid(ops.add(a, p.w)),
          () => ops.relu(a),
          () => ops.leakyRelu(ops.add(a, b), 0.1),
          () => ops.log(ops.add(ops.exp(ops.tanh(a)), 1)),
          () => ops.sqrt(ops.add(ops.multiply(a, a), 0.1)),
          () => ops.add(ops.matMul(a, p.m), b), // [B, 1] + [B, n]
          () => ops.min(ops.max(a, Number.NEGATIVE_INFINITY), Number.POSITIVE_INFINITY),
        ];
        values.push(make[which % make.length]());
      }
      return Object.fromEntries(names.map((name, i) => [name, ops.tanh(values[values.length - 1 - i])]));
    },
  };
}

async function compare(
  cell: Cell,
  stream: RandomStream,
  steps: number,
  batch: number,
  headCount: number,
  repeats?: number,
) {
  const parameters = initialParameters(cell, headCount, stream.bits());
  cell.constrain?.(parameters);
  const input: LabelledInput = {
    bits: Float32Array.from({ length: steps * batch }, () => stream.bits() % 2),
    steps,
    batch,
    initial: initialStates(cell, stream, batch),
    repeats,
    heads: Array.from({ length: headCount }, (_, head) => head),
    labels: Uint8Array.from({ length: batch * headCount }, () => stream.bits() % 2),
  };
  const graph = new GraphEngine(cell);
  const tfjs = await TfjsEngine.create(cell, { backend: "cpu" });
  const [got, expected] = [await graph.lossGradient(parameters, input), await tfjs.lossGradient(parameters, input)];
  const [logits, expectedLogits] = [await graph.logits(parameters, input), await tfjs.logits(parameters, input)];
  await graph.dispose();
  const errors = {
    logits: relativeError(logits, expectedLogits),
    loss: relativeError(Float32Array.from(got.lossPerHead), Float32Array.from(expected.lossPerHead)),
  } as Record<string, number>;
  // A gradient that cancels to nothing is rounding noise; it may differ by a 10⁻⁴ of the largest gradient's accuracy.
  let largest = 0;
  for (const { data } of Object.values(expected.gradients))
    for (const g of data) largest = Math.max(largest, Math.abs(g));
  for (const [name, { data }] of Object.entries(expected.gradients)) {
    errors[name] = relativeError(got.gradients[name].data, data, 1e-4 * largest);
  }
  return errors;
}

describe("the derived gradient agrees with TensorFlow.js", () => {
  beforeAll(async () => {
    await readyTfjs("cpu");
  });
  afterAll(async () => {
    await readyTfjs();
  });

  it.each(Array.from({ length: 80 }, (_, i) => i + 1))("on random cell %i", async (seed) => {
    const stream = RandomStream.named(seed, "random cells");
    const steps = seed % 6 === 0 ? 1 : stream.integer(1, 12); // one step among them
    const errors = await compare(randomCell(stream), stream, steps, stream.integer(1, 5), stream.integer(1, 4));
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(2e-4);
  });

  const sizes = [
    { neurons: 1, batch: 1, steps: 1, heads: 1 },
    { neurons: 1, batch: 3, steps: 5, heads: 2 },
    { neurons: 3, batch: 1, steps: 2, heads: 100 },
    { neurons: 17, batch: 5, steps: 33, heads: 7 },
    { neurons: 67, batch: 9, steps: 3, heads: 1 },
    { neurons: 129, batch: 2, steps: 4, heads: 3 },
    { neurons: 6, batch: 300, steps: 2, heads: 100 },
  ];
  const cells: Record<string, (neurons: number) => Cell> = {
    "leaky RNN": (neurons) => leakyRnn({ neurons }),
    "leaky RNN, leak outside, tanh": (neurons) => leakyRnn({ neurons, leak: "outside", activation: "tanh" }),
    "leaky RNN, τ fixed": (neurons) => leakyRnn({ neurons, tau: 2 }),
    "leaky RNN, τ shared": (neurons) => leakyRnn({ neurons, tau: "shared" }),
    "leaky RNN, leak outside, τ shared": (neurons) => leakyRnn({ neurons, leak: "outside", tau: "shared" }),
    "leaky RNN, τ random": (neurons) => leakyRnn({ neurons, tau: "random" }),
    LSTM: (neurons) => lstm({ neurons }),
    GRU: (neurons) => gru({ neurons }),
  };
  const runs = Object.entries(cells).flatMap(([name, make]) => sizes.map((size) => ({ name, make, ...size })));
  it.each(runs)("on a $name of $neurons, batch $batch, $steps steps, $heads heads", async ({ make, ...size }) => {
    const stream = RandomStream.named(7, JSON.stringify(size));
    const errors = await compare(make(size.neurons), stream, size.steps, size.batch, size.heads);
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(2e-5);
  });

  const kinds = Object.entries(cells).filter(([name]) => !name.includes("τ"));
  it.each(kinds)("on a %s of 2000, the largest", async (_, make) => {
    const errors = await compare(make(2000), RandomStream.named(1, "largest"), 2, 2, 100);
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(2e-5);
  });

  it.each([1, 7, 10])("on a leaky RNN in continuous time, each bit shown %i times", async (repeats) => {
    const cell = leakyRnn({ neurons: 6, leak: "outside", time: "continuous" });
    const errors = await compare(cell, RandomStream.named(repeats, "continuous time"), 5, 3, 2, repeats);
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(2e-5);
  });
});
