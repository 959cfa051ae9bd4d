import { GraphEngine } from "../../lib/engine/graphEngine.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { nDms } from "../../lib/tasks/nDms.js";
import { type Tensors, tensor, zeros } from "../../lib/tensor/tensor.js";

/**
 * A network that solves N-DMS by construction. Neuron k of the delay line holds the bit of k steps ago. For every delay
 * d = 1 … delays two neurons compare: relu(x_t + x_{t−d} − 1), both are ones, and relu(1 − x_t − x_{t−d}), both are
 * zeros, where x_{t−d} is what neuron d − 1 held one step before.
 *
 * @returns the index of every neuron, and heads for N = 2 … delays + 1
 */
export function shiftRegister(delays: number) {
  const n = 3 * delays;
  const bothOnes = (d: number) => delays + 2 * (d - 1);
  const bothZeros = (d: number) => delays + 2 * (d - 1) + 1;
  const parameters: Tensors = {
    "input.weight": zeros([n]),
    "input.bias": zeros([n]),
    "recurrent.weight": zeros([n, n]),
    "recurrent.bias": zeros([n]),
    tau: tensor(new Float32Array(n).fill(1), [n]),
    "readout.weight": zeros([delays, 2, n]),
    "readout.bias": zeros([delays, 2]),
  };
  const set = (name: string, at: number, value: number) => {
    parameters[name].data[at] = value;
  };
  set("input.weight", 0, 1);
  for (let k = 1; k < delays; k++) set("recurrent.weight", k * n + k - 1, 1);
  for (let d = 1; d <= delays; d++) {
    const head = d - 1;
    for (const [neuron, sign] of [
      [bothOnes(d), 1],
      [bothZeros(d), -1],
    ]) {
      set("input.weight", neuron, sign);
      set("recurrent.weight", neuron * n + d - 1, sign);
      set("recurrent.bias", neuron, -sign);
      set("readout.weight", (2 * head + 1) * n + neuron, 1);
    }
    set("readout.bias", 2 * head, 0.5); // "different" unless one of the two is active
  }
  const cell = leakyRnn({ neurons: n, activation: "relu" });
  const ns = Array.from({ length: delays }, (_, i) => i + 2);
  return { cell, parameters, ns, bothOnes, bothZeros, task: nDms, engine: new GraphEngine(cell) };
}
