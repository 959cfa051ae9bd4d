import type { NeuronGroup } from "./neuronGroups.js";

/** Mean over the ablated neurons of one group, of one network. */
export interface AblatedGroup {
  task: string;
  curriculum: string;
  /** Largest N solved, whose head is tested. */
  n: number;
  /** The network, e.g. its seed. */
  network: number;
  group: NeuronGroup;
  /** What is left of the accuracy above chance: see the function `relativeAccuracy`. */
  relativeAccuracy: number;
}
