import type { Tensor } from "@tensorflow/tfjs";
import type { NetworkOps } from "./ops.js";

/** The library TensorFlow.js, as `import * as tf from "@tensorflow/tfjs"` names it. */
export type Tfjs = typeof import("@tensorflow/tfjs");

/** Runs formulas step by step on TensorFlow.js, whose own automatic differentiation gives the gradients. */
export const tfjsOps = (tf: Tfjs): NetworkOps<Tensor> => ({
  identity: (n) => tf.eye(n),

  add: (a, b) => tf.add(a, b),
  subtract: (a, b) => tf.sub(a, b),
  multiply: (a, b) => tf.mul(a, b),
  divide: (a, b) => tf.div(a, b),
  max: (a, b) => tf.maximum(...stretched(tf, a, b)),
  min: (a, b) => tf.minimum(...stretched(tf, a, b)),

  matMul: (a, b) => tf.matMul(a, b),
  transpose: (a) => tf.transpose(a),
  reshape: (a, shape) => tf.reshape(a, [...shape]),
  split: (a, pieces) => tf.split(a, pieces, a.rank - 1),
  sum: (a) => tf.sum(a),

  exp: (a) => tf.exp(a),
  log: (a) => tf.log(a),
  sqrt: (a) => tf.sqrt(a),
  tanh: (a) => tf.tanh(a),
  sigmoid: (a) => tf.sigmoid(a),
  relu: (a) => tf.relu(a),
  leakyRelu: (a, slope) => tf.leakyRelu(a, slope),

  scan(step, initial, inputs, { keep = [] } = {}) {
    const steps = tf.unstack(inputs); // T × [B, inputs]
    const kept: Record<string, Tensor[]> = Object.fromEntries(keep.map((name) => [name, []]));
    const names = Object.keys(initial);
    let states = initial;
    for (const input of steps) {
      const next = step(states, input);
      for (const name of keep) kept[name].push(next[name]);
      states = Object.fromEntries(names.map((name) => [name, next[name]]));
    }
    return {
      last: states,
      kept: Object.fromEntries(Object.entries(kept).map(([name, values]) => [name, tf.stack(values)])),
    };
  },

  crossEntropy: (logits, targets) => tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), -1, true)),
});

/** Both in their common shape: the gradients of TensorFlow.js's maximum and minimum do not reduce what was stretched. */
function stretched(tf: Tfjs, a: Tensor | number, b: Tensor | number): [Tensor, Tensor] {
  return [tf.add(a, tf.zerosLike(b)), tf.add(b, tf.zerosLike(a))];
}
