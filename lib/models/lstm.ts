import { asGiven } from "../asGiven.js";
import { builtIn } from "../builtIn.js";
import type { Ops } from "../engine/ops.js";
import { checkKnownOptions } from "../knownFields.js";
import { type Cell, constant, uniform } from "./cell.js";

/**
 * Long short-term memory:
 *
 *   [i f g o] = W h_{t−1} + b_rec + w_in x_t + b_in        c_t = σ(f) c_{t−1} + σ(i) tanh(g)
 *                                                          h_t = σ(o) tanh(c_t)
 *
 * with inputs coded −1/+1 (bit 0 is −1) and states that begin at 0. The rows of all parameters are the gates i, f, g, o
 * one after the other: `recurrent.weight` is [4n, n], the others [4n]. What can be observed beside h and c is
 * `forgetGate`, σ(f).
 *
 * @param neurons  number of units, n
 * @throws RangeError if there is another option, or `neurons` is not a positive integer
 * @source Hochreiter & Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735, with the forget gate of Gers et al. 2000
 */
export function lstm(options: { neurons: number }): Cell {
  checkKnownOptions('model "lstm"', options, ["neurons"]);
  const { neurons: n } = options;
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`neurons: expected a positive integer, got ${asGiven(n)}`);
  const initialise = uniform(-1 / Math.sqrt(n), 1 / Math.sqrt(n));
  /** What goes into the gates i, f, g, o, [B, n] each. */
  const drives = <V>(ops: Ops<V>, { h }: Record<string, V>, bit: V, { recurrent, input, bias }: Record<string, V>) =>
    ops.split(ops.add(ops.matMul(h, recurrent), ops.add(ops.matMul(bit, input), bias)), 4);

  return builtIn({
    name: "lstm",
    neurons: n,
    description: { name: "lstm", neurons: n },
    states: { h: constant(0), c: constant(0) },
    readout: "h",
    observables: {
      forgetGate: (ops, states, bit, prepared) => ops.sigmoid(drives(ops, states, bit, prepared)[1]),
    },
    gatedMemory: { state: "c", gate: "forgetGate" },
    parameters: {
      "input.weight": { shape: [4 * n], initialise },
      "input.bias": { shape: [4 * n], initialise },
      "recurrent.weight": { shape: [4 * n, n], initialise },
      "recurrent.bias": { shape: [4 * n], initialise },
    },
    prepare<V>(ops: Ops<V>, p: Record<string, V>) {
      return {
        recurrent: ops.transpose(p["recurrent.weight"]), // [n, 4n]
        // w (2 bit − 1) + b = 2w bit + (b − w)
        input: ops.reshape(ops.multiply(p["input.weight"], 2), [1, 4 * n]),
        bias: ops.subtract(ops.add(p["input.bias"], p["recurrent.bias"]), p["input.weight"]),
      };
    },
    step<V>(ops: Ops<V>, states: Record<string, V>, bit: V, prepared: Record<string, V>) {
      const [i, f, g, o] = drives(ops, states, bit, prepared);
      const cell = ops.add(ops.multiply(ops.sigmoid(f), states.c), ops.multiply(ops.sigmoid(i), ops.tanh(g))); // [B, n]
      return { h: ops.multiply(ops.sigmoid(o), ops.tanh(cell)), c: cell };
    },
  });
}
