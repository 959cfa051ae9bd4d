import { asGiven } from "../asGiven.js";
import { builtIn } from "../builtIn.js";
import type { Ops } from "../engine/ops.js";
import { checkKnownOptions } from "../knownFields.js";
import { type Cell, constant, uniform } from "./cell.js";

/**
 * Gated recurrent unit, with the reset gate after the recurrent product:
 *
 *   r = σ(W_r h_{t−1} + …)   z = σ(W_z h_{t−1} + …)   m = tanh(w_m x_t + b_m + r ⊙ (W_m h_{t−1} + b'_m))
 *   h_t = (1 − z) ⊙ m + z ⊙ h_{t−1}
 *
 * with inputs coded −1/+1 (bit 0 is −1) and a state that begins at 0. The rows of all parameters are r, z, m one after
 * the other: `recurrent.weight` is [3n, n], the others [3n]. What can be observed beside h is `updateGate`, z.
 *
 * @param neurons  number of units, n
 * @throws RangeError if there is another option, or `neurons` is not a positive integer
 * @source Cho et al. 2014, doi:10.3115/v1/D14-1179
 */
export function gru(options: { neurons: number }): Cell {
  checkKnownOptions('model "gru"', options, ["neurons"]);
  const { neurons: n } = options;
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`neurons: expected a positive integer, got ${asGiven(n)}`);
  const initialise = uniform(-1 / Math.sqrt(n), 1 / Math.sqrt(n));
  /** What the input, and what the state adds to r, z, m, [B, n] each. */
  const drives = <V>(ops: Ops<V>, { h }: Record<string, V>, bit: V, prepared: Record<string, V>) => {
    const { recurrent, recurrentBias, input, inputBias } = prepared;
    return {
      fromInput: ops.split(ops.add(ops.matMul(bit, input), inputBias), 3),
      fromState: ops.split(ops.add(ops.matMul(h, recurrent), recurrentBias), 3),
    };
  };

  return builtIn({
    name: "gru",
    neurons: n,
    description: { name: "gru", neurons: n },
    states: { h: constant(0) },
    readout: "h",
    observables: {
      updateGate(ops, states, bit, prepared) {
        const { fromInput, fromState } = drives(ops, states, bit, prepared);
        return ops.sigmoid(ops.add(fromInput[1], fromState[1]));
      },
    },
    gatedMemory: { state: "h", gate: "updateGate" },
    parameters: {
      "input.weight": { shape: [3 * n], initialise },
      "input.bias": { shape: [3 * n], initialise },
      "recurrent.weight": { shape: [3 * n, n], initialise },
      "recurrent.bias": { shape: [3 * n], initialise },
    },
    prepare<V>(ops: Ops<V>, p: Record<string, V>) {
      return {
        recurrent: ops.transpose(p["recurrent.weight"]), // [n, 3n]
        recurrentBias: p["recurrent.bias"],
        // w (2 bit − 1) + b = 2w bit + (b − w)
        input: ops.reshape(ops.multiply(p["input.weight"], 2), [1, 3 * n]),
        inputBias: ops.subtract(p["input.bias"], p["input.weight"]),
      };
    },
    step<V>(ops: Ops<V>, states: Record<string, V>, bit: V, prepared: Record<string, V>) {
      const { fromInput, fromState } = drives(ops, states, bit, prepared);
      const r = ops.sigmoid(ops.add(fromInput[0], fromState[0]));
      const z = ops.sigmoid(ops.add(fromInput[1], fromState[1]));
      const m = ops.tanh(ops.add(fromInput[2], ops.multiply(r, fromState[2])));
      return { h: ops.add(m, ops.multiply(z, ops.subtract(states.h, m))) };
    },
  });
}
