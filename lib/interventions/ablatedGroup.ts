import type { NeuronGroup } from "./neuronGroups.js";

/** Mean over the ablated neurons of one group, of one network. */
export interface AblatedGroup {
  task: string;
  curriculum: string;
  n: number;
  /** The network, e.g. its seed. */
  network: number;
  group: NeuronGroup;
  relativeAccuracy: number;
}
