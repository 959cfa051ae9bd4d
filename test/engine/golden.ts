import { readFileSync } from "node:fs";
import type { LabelledInput } from "../../lib/engine/engine.js";
import { type Tensors, tensor } from "../../lib/tensor/tensor.js";

type Nested = number | Nested[];
type GoldenParameters = Record<"w_in" | "b_in" | "w_rec" | "b_rec" | "tau" | "readout_w" | "readout_b", Nested>;

export interface GoldenCase {
  name: string;
  model: "default" | "mod";
  activation: "leaky_relu" | "relu" | "tanh" | "sigmoid";
  params_initial: GoldenParameters;
  grads: GoldenParameters;
  logits: number[][][]; // [head][B][class]
  h_final: Nested;
  steps: { loss: number; loss_per_head: number[]; grad_norm_before_clip: number; params_after: GoldenParameters }[];
}

interface GoldenFile {
  n: number;
  B: number;
  T: number;
  Ns: number[];
  x: Nested;
  h0: Nested;
  labels: number[][]; // [head][B]
  lr: number;
  momentum: number;
  max_norm: number;
  cases: GoldenCase[];
}

/** Exact float64 gradients and updates of small networks, made with PyTorch's autograd. */
export const golden: GoldenFile = JSON.parse(
  readFileSync(new URL("../fixtures/rnn_gradients.json", import.meta.url), "utf8"),
);

export function flat(nested: Nested): number[] {
  return [nested].flat(9 as 1) as number[];
}

const names: Record<keyof GoldenParameters, string> = {
  w_in: "input.weight",
  b_in: "input.bias",
  w_rec: "recurrent.weight",
  b_rec: "recurrent.bias",
  tau: "tau",
  readout_w: "readout.weight",
  readout_b: "readout.bias",
};

function shapeOf(nested: Nested): number[] {
  return typeof nested === "number" ? [] : [nested.length, ...shapeOf(nested[0])];
}

/** Golden parameters or gradients under this project's names. */
export function tensors(values: GoldenParameters): Tensors {
  return Object.fromEntries(
    (Object.keys(names) as (keyof GoldenParameters)[]).map((key) => [
      names[key],
      tensor(Float32Array.from(flat(values[key])), shapeOf(values[key])),
    ]),
  );
}

export const input: LabelledInput = {
  bits: Float32Array.from(flat(golden.x)),
  steps: golden.T,
  batch: golden.B,
  initial: { h: tensor(Float32Array.from(flat(golden.h0)), [golden.B, golden.n]) },
  heads: golden.Ns.map((_, head) => head),
  labels: Uint8Array.from({ length: golden.B * golden.Ns.length }, (_, i) => {
    const heads = golden.Ns.length;
    return golden.labels[i % heads][Math.floor(i / heads)];
  }),
};

/** Largest difference between two tensors, relative to the largest element of the expected one, or to `least`. */
export function relativeError(got: Float32Array, expected: readonly number[] | Float32Array, least = 1e-30): number {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let largest = least;
  for (let i = 0; i < got.length; i++) {
    difference = Math.max(
      difference,
      Number.isFinite(got[i]) ? Math.abs(got[i] - expected[i]) : Number.POSITIVE_INFINITY,
    );
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return difference / largest;
}
