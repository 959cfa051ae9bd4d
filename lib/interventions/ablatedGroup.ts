import type { NeuronGroup } from "./neuronGroups.js";

/** The network that was ablated, as figures tell it from others. What is not said is taken to be the same in all. */
export interface AblatedCondition {
  task: string;
  curriculum: string;
  /** Largest N solved, whose head is tested. */
  n: number;
  /** The network, e.g. its seed. */
  network: number;
  profile?: string;
  model?: string;
  /** What is special about its run, as `variantOf` gives it; null if nothing. */
  variant?: string | null;
}

/** Mean over the ablated neurons of one group, of one network. */
export interface AblatedGroup extends AblatedCondition {
  group: NeuronGroup;
  /** Neurons of the group. Default: 20, as published and as in the measurements that are shipped. */
  count?: number;
  /** What is left of the accuracy above chance, null where it was not above: see the function `relativeAccuracy`. */
  relativeAccuracy: number | null;
}
