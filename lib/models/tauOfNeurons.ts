import type { Tensors } from "../tensor/tensor.js";

/**
 * The single-neuron timescale of every neuron, as stored, in steps.
 *
 * @param parameters  of a network, with its readout heads
 * @returns [neurons]; undefined where a network has no τ, or not one for every neuron
 */
export function tauOfNeurons({ tau, "readout.weight": readout }: Tensors): Float32Array | undefined {
  return tau?.shape.length === 1 && tau.shape[0] === readout?.shape[2] ? tau.data : undefined;
}
