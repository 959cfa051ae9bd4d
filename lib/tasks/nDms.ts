import { builtIn } from "../builtIn.js";
import { checkLabelRequest } from "./labelRequest.js";
import type { Task } from "./task.js";

/**
 * N-DMS, delayed match to sample: is the bit N − 1 steps back the same as the last one? The network has to remember
 * N bits, as in N-parity, but only compares two of them. A one has probability 0.5.
 *
 * @source Khajehabdollahi et al. 2024, Section 2
 */
export const nDms: Task = builtIn<Task>({
  name: "n-dms",
  smallestN: 2,
  onesProbability: 0.5,

  labels(bits, steps, batch, ns) {
    checkLabelRequest(bits, steps, batch, ns);
    const labels = new Uint8Array(batch * ns.length);
    const last = (steps - 1) * batch;
    ns.forEach((n, column) => {
      const sample = (steps - n) * batch;
      for (let b = 0; b < batch; b++) labels[b * ns.length + column] = bits[sample + b] === bits[last + b] ? 1 : 0;
    });
    return labels;
  },

  labelsInTime(bits, steps, batch, n) {
    checkLabelRequest(bits, steps, batch, [n]);
    const labels = new Uint8Array(steps * batch);
    const delay = (n - 1) * batch;
    for (let i = 0; i < labels.length; i++) {
      const sample = i >= delay ? bits[i - delay] : 0;
      labels[i] = sample === bits[i] ? 1 : 0;
    }
    return labels;
  },
});
