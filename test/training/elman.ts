import { type Cell, constant, uniform } from "../../lib/index.js";

/** A cell that the library does not have: h' = tanh(h W + x u). */
export const elman = (neurons: number): Cell => ({
  name: "elman",
  neurons,
  description: { name: "elman", neurons },
  states: { h: constant(0) },
  readout: "h",
  parameters: {
    w: { shape: [neurons, neurons], initialise: uniform(-0.3, 0.3) },
    u: { shape: [1, neurons], initialise: uniform(-1, 1) },
  },
  prepare: (_, p) => p,
  step: (ops, { h }, x, { w, u }) => ({ h: ops.tanh(ops.add(ops.matMul(h, w), ops.matMul(x, u))) }),
});
