import { sampleCorrelation } from "simple-statistics";
import { recurrentWeight, tauInUse, type WeightedNetwork } from "./leakyParameters.js";

/** One neuron: its timescale and its weights to and from all others. */
export interface NeuronStrength {
  /** Its index, from 0. */
  neuron: number;
  /** Single-neuron timescale, in steps. */
  tau: number;
  /** Mean over senders of the weight to this neuron. */
  incoming: number;
  /** Mean over receivers of the weight from this neuron. */
  outgoing: number;
}

/** Every neuron's τ and weights, and how they go together. */
export interface StrengthAgainstTau {
  /** All, by index. */
  neurons: NeuronStrength[];
  /** Pearson's r of τ and mean incoming weight over neurons; null if one of them is the same for all. */
  incomingCorrelation: number | null;
  /** Pearson's r of τ and mean outgoing weight over neurons; null if one of them is the same for all. */
  outgoingCorrelation: number | null;
}

/**
 * Mean incoming and outgoing weight of every neuron beside its τ: are slow neurons inhibited more?
 *
 * @throws RangeError if the model has no recurrent weight matrix or no τ, is in continuous time, or its
 *   neurons are not leaky
 * @source Khajehabdollahi et al. 2024, supplement: weights against τ
 */
export function strengthAgainstTau(network: WeightedNetwork): StrengthAgainstTau {
  const weight = recurrentWeight(network);
  const taus = tauInUse(network);
  const { neurons: n } = network.cell;
  const others = Math.max(1, n - 1);
  const neurons = Array.from(taus, (tau, neuron) => {
    let [incoming, outgoing] = [0, 0];
    for (let other = 0; other < n; other++) {
      incoming += weight[neuron * n + other];
      outgoing += weight[other * n + neuron];
    }
    return { neuron, tau, incoming: incoming / others, outgoing: outgoing / others };
  });
  const correlation = (of: (neuron: NeuronStrength) => number): number | null => {
    const values = neurons.map(of);
    const varies = (list: ArrayLike<number>) => Array.from(list).some((value) => value !== list[0]);
    return varies(taus) && varies(values) ? sampleCorrelation(Array.from(taus), values) : null;
  };
  return {
    neurons,
    incomingCorrelation: correlation(({ incoming }) => incoming),
    outgoingCorrelation: correlation(({ outgoing }) => outgoing),
  };
}
