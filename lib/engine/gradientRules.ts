import type { GraphOps, Value } from "./graph.js";

/**
 * Cotangent of an operation's inputs from the cotangent of its result (reverse mode). `give(i, …)` hands on the
 * cotangent of input i, still in the broadcast shape; it is computed only if somebody needs it.
 */
type Rule = (
  ops: GraphOps,
  value: Value,
  cotangent: Value,
  give: (input: number, cotangent: () => Value) => void,
) => void;

/** Derivatives are written with the result (`value`) wherever that is possible: then it alone must be kept. */
export const gradientRules: Readonly<Record<string, Rule>> = {
  add(_, __, d, give) {
    give(0, () => d);
    give(1, () => d);
  },
  subtract(ops, _, d, give) {
    give(0, () => d);
    give(1, () => ops.negate(d));
  },
  multiply(ops, { inputs: [a, b] }, d, give) {
    give(0, () => ops.multiply(d, b));
    give(1, () => ops.multiply(d, a));
  },
  divide(ops, value, d, give) {
    const b = value.inputs[1];
    give(0, () => ops.divide(d, b));
    give(1, () => ops.negate(ops.multiply(d, ops.divide(value, b))));
  },
  max(ops, { inputs: [a, b] }, d, give) {
    give(0, () => ops.multiply(d, ops.atLeast(a, b)));
    give(1, () => ops.multiply(d, ops.subtract(1, ops.atLeast(a, b))));
  },
  min(ops, { inputs: [a, b] }, d, give) {
    give(0, () => ops.multiply(d, ops.atLeast(b, a)));
    give(1, () => ops.multiply(d, ops.subtract(1, ops.atLeast(b, a))));
  },
  negate(ops, _, d, give) {
    give(0, () => ops.negate(d));
  },
  matMul(ops, { inputs: [a, b] }, d, give) {
    give(0, () => ops.matMul(d, ops.transpose(b)));
    give(1, () => ops.matMul(ops.transpose(a), d));
  },
  transpose(ops, _, d, give) {
    give(0, () => ops.transpose(d));
  },
  reshape(ops, { inputs: [a] }, d, give) {
    give(0, () => ops.reshapeLike(d, a));
  },
  sumOver(ops, { inputs: [a], attributes }, d, give) {
    const axes = attributes.axes as number[];
    const kept = a.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
    give(0, () => ops.add(ops.zerosLike(a), ops.reshapeTo(d, kept)));
  },
  exp(ops, value, d, give) {
    give(0, () => ops.multiply(d, value));
  },
  log(ops, { inputs: [a] }, d, give) {
    give(0, () => ops.divide(d, a));
  },
  sqrt(ops, value, d, give) {
    give(0, () => ops.divide(d, ops.multiply(value, 2)));
  },
  tanh(ops, value, d, give) {
    give(0, () => ops.multiply(d, ops.subtract(1, ops.multiply(value, value))));
  },
  sigmoid(ops, value, d, give) {
    give(0, () => ops.multiply(d, ops.multiply(value, ops.subtract(1, value))));
  },
  relu(ops, value, d, give) {
    give(0, () => ops.multiply(d, ops.rectifierSlope(value, 0)));
  },
  leakyRelu(ops, value, d, give) {
    give(0, () => ops.multiply(d, ops.rectifierSlope(value, value.attributes.slope as number)));
  },
  crossEntropy(ops, { inputs: [logits, targets] }, d, give) {
    give(0, () => ops.multiply(ops.subtract(ops.softmax(logits), targets), d));
  },
};

/**
 * Elementwise operations so cheap that the backward pass computes them again from what it has rather than storing
 * their result for every step.
 */
export const cheap: ReadonlySet<string> = new Set([
  "add",
  "subtract",
  "multiply",
  "negate",
  "max",
  "min",
  "atLeast",
  "rectifierSlope",
]);
