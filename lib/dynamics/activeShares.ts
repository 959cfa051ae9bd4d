import type { Engine } from "../engine/engine.js";
import { withEngine } from "../engine/withEngine.js";
import { checkOptionsOf } from "../knownFields.js";
import type { Cell } from "../models/cell.js";
import { mustBeNetwork } from "../models/mustBeNetwork.js";
import type { Tensors } from "../tensor/tensor.js";
import { recordingOptions, type SimulationOptions, simulate } from "./simulate.js";

/**
 * Of every neuron, the share of steps in which its activity, the state that the heads read or what is `observed`, is
 * above 0. A rectified neuron is almost silent below: with a share near 0 whatever is measured of its activity rests on
 * few steps.
 *
 * @param options  as of `simulate`, but 2000 steps per trial unless another number is asked for
 * @returns [neurons]
 * @throws RangeError if an option is unknown or not valid, or the network is in continuous time
 * @example (await activeShares(await loadNetwork(file))).filter((share) => share < 0.01).length // hardly ever active
 */
export async function activeShares(
  network: { readonly cell: Cell; readonly parameters: Tensors; readonly engine?: Engine },
  options: Partial<Omit<SimulationOptions, "chunkMegabytes">> = {},
): Promise<Float64Array> {
  checkOptionsOf("activeShares", options, { ...recordingOptions, trials: true });
  mustBeNetwork(network);
  const { cell, parameters } = network;
  const { steps = 2000, ...others } = options;
  const counts = new Float64Array(cell.neurons);
  let all = 0;
  await withEngine(network, (engine) =>
    simulate({ cell, engine, parameters }, { ...others, steps }, ({ states, steps: taken, trials, neurons }) => {
      for (let row = 0; row < states.length; row += neurons) {
        for (let i = 0; i < neurons; i++) if (states[row + i] > 0) counts[i]++;
      }
      all += taken * trials;
    }),
  );
  return counts.map((count) => count / all);
}
