import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine, LabelledInput } from "../../lib/engine/engine.js";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import { TfjsEngine } from "../../lib/engine/tfjsEngine.js";
import type { Cell } from "../../lib/models/cell.js";
import { gru } from "../../lib/models/gru.js";
import { lstm } from "../../lib/models/lstm.js";
import { type Tensors, tensor, zeros } from "../../lib/tensor/tensor.js";
import { adam, clipGlobalNorm, freshOptimiserState } from "../../lib/training/optimiser.js";
import { flat, relativeError } from "./golden.js";

type Nested = number | Nested[];
type Parameters = Record<string, Nested>;

interface GatedCase {
  kind: "lstm" | "gru";
  params_initial: Parameters;
  grads: Parameters;
  logits: number[][][]; // [head][B][class]
  steps: { loss: number; grad_norm_before_clip: number; params_after: Parameters }[];
}

const golden: { n: number; B: number; T: number; Ns: number[]; x: Nested; labels: number[][]; cases: GatedCase[] } =
  JSON.parse(readFileSync(new URL("../fixtures/lstm_gru_gradients.json", import.meta.url), "utf8"));
const { n, B, T } = golden;
const heads = golden.Ns.length;

/** PyTorch's names to ours; its heads are separate layers, ours one tensor. */
function tensors(values: Parameters): Tensors {
  const of = (name: string, shape: number[]) => tensor(Float32Array.from(flat(values[name])), shape);
  const rows = flat(values.bias_ih_l0).length;
  const ofHeads = (part: string) => golden.Ns.flatMap((_, head) => flat(values[`readout${head}.${part}`]));
  return {
    "input.weight": of("weight_ih_l0", [rows]),
    "input.bias": of("bias_ih_l0", [rows]),
    "recurrent.weight": of("weight_hh_l0", [rows, n]),
    "recurrent.bias": of("bias_hh_l0", [rows]),
    "readout.weight": tensor(Float32Array.from(ofHeads("weight")), [heads, 2, n]),
    "readout.bias": tensor(Float32Array.from(ofHeads("bias")), [heads, 2]),
  };
}

const engines: Record<string, (cell: Cell) => Promise<Engine>> = {
  "graph on ONNX Runtime": async (cell) => new GraphEngine(cell),
  "TensorFlow.js on WebAssembly": (cell) => TfjsEngine.create(cell, { backend: "wasm" }),
};
const runs = golden.cases.flatMap((c) => Object.entries(engines).map(([engine, create]) => ({ c, engine, create })));

describe.each(runs)("$c.kind: $engine agrees with float64 PyTorch", ({ c, create }) => {
  const accuracy = 2e-6; // a few tens of roundings of float32, relative to the largest element
  const cell = { lstm, gru }[c.kind]({ neurons: n });
  const input: LabelledInput = {
    bits: Float32Array.from(flat(golden.x), (x) => (x + 1) / 2), // the golden file has −1/+1
    steps: T,
    batch: B,
    initial: Object.fromEntries(Object.keys(cell.states).map((name) => [name, zeros([B, n])])),
    heads: golden.Ns.map((_, head) => head),
    labels: Uint8Array.from({ length: B * heads }, (_, i) => golden.labels[i % heads][Math.floor(i / heads)]),
  };
  let engine: Engine;
  beforeAll(async () => {
    engine = await create(cell);
  });
  afterAll(() => engine.dispose());

  it("logits", async () => {
    const got = await engine.logits(tensors(c.params_initial), input);
    const expected = Array.from({ length: B }, (_, b) => c.logits.map((head) => head[b]));
    expect(relativeError(got, flat(expected))).toBeLessThan(accuracy);
  });

  it("loss and every gradient", async () => {
    const { lossPerHead, gradients } = await engine.lossGradient(tensors(c.params_initial), input);
    expect(lossPerHead.reduce((a, b) => a + b)).toBeCloseTo(c.steps[0].loss, 5);
    for (const [name, { data }] of Object.entries(tensors(c.grads))) {
      expect(relativeError(gradients[name].data, data), name).toBeLessThan(accuracy);
    }
  });

  it("three steps of Adam", async () => {
    const parameters = tensors(c.params_initial);
    const optimiser = adam({ learningRate: 1e-3 });
    let state = freshOptimiserState;
    for (const step of c.steps) {
      const { lossPerHead, gradients } = await engine.lossGradient(parameters, input);
      expect(lossPerHead.reduce((a, b) => a + b)).toBeCloseTo(step.loss, 5);
      expect(clipGlobalNorm(gradients, 2) / step.grad_norm_before_clip).toBeCloseTo(1, 5);
      state = optimiser.update(parameters, gradients, state);
      for (const [name, { data }] of Object.entries(tensors(step.params_after))) {
        expect(relativeError(parameters[name].data, data), name).toBeLessThan(accuracy);
      }
    }
  });
});
