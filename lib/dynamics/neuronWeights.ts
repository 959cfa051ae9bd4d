import { recurrentWeight, type WeightedNetwork } from "./leakyParameters.js";
import { mustBeNeurons } from "./mustBeNeurons.js";

/** A neuron at the other end of a connection. */
export interface Connection {
  /** Its index, from 0. */
  neuron: number;
  weight: number;
}

/** A neuron's weights to and from the n − 1 others. */
export interface NeuronWeights {
  /** From every other neuron, by index. */
  incoming: Connection[];
  /** To every other neuron, by index. */
  outgoing: Connection[];
}

/**
 * The recurrent weights to and from some neurons.
 *
 * @param neurons  indices, from 0
 * @returns one per neuron, in their order
 * @throws RangeError if the model has no recurrent weight matrix or its neurons are not leaky, or a neuron does not
 *   exist
 */
export function neuronWeights(network: WeightedNetwork, neurons: readonly number[]): NeuronWeights[] {
  const weight = recurrentWeight(network); // receiving × sending
  const { neurons: n } = network.cell;
  mustBeNeurons("neurons", neurons, n);
  return neurons.map((neuron) => {
    const others = Array.from({ length: n }, (_, other) => other).filter((other) => other !== neuron);
    return {
      incoming: others.map((other) => ({ neuron: other, weight: weight[neuron * n + other] })),
      outgoing: others.map((other) => ({ neuron: other, weight: weight[other * n + neuron] })),
    };
  });
}
