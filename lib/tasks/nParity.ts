import { builtIn } from "../builtIn.js";
import { checkLabelRequest } from "./labelRequest.js";
import type { Task } from "./task.js";

/**
 * N-parity: is the number of ones among the last N bits odd? The network has to remember N bits and to compute on them.
 *
 * Every sequence has its own probability of a one. With a fair coin the number of ones among N bits would hardly
 * vary, and a network could learn the rare cases only slowly.
 *
 * @source Khajehabdollahi et al. 2024, Section 2
 */
export const nParity: Task = builtIn<Task>({
  name: "n-parity",
  smallestN: 2,
  onesProbability: "random",

  labels(bits, steps, batch, ns) {
    checkLabelRequest(bits, steps, batch, ns);
    const labels = new Uint8Array(batch * ns.length);
    const columns = ns.map((_, column) => column).sort((a, b) => ns[a] - ns[b]);
    const parity = new Uint8Array(batch); // of the last `seen` bits of each sequence
    let seen = 0;
    // From small N to large, so that one pass backwards over the bits serves all N.
    for (const column of columns) {
      for (; seen < ns[column]; seen++) {
        const row = (steps - 1 - seen) * batch;
        for (let b = 0; b < batch; b++) parity[b] ^= bits[row + b];
      }
      for (let b = 0; b < batch; b++) labels[b * ns.length + column] = parity[b];
    }
    return labels;
  },

  labelsInTime(bits, steps, batch, n) {
    checkLabelRequest(bits, steps, batch, [n]);
    const labels = new Uint8Array(steps * batch);
    for (let i = 0; i < labels.length; i++) {
      const before = i >= batch ? labels[i - batch] : 0;
      const leaving = i >= n * batch ? bits[i - n * batch] : 0;
      labels[i] = before ^ bits[i] ^ leaving;
    }
    return labels;
  },
});
