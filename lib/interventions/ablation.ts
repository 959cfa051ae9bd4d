import { counted } from "../counted.js";
import { type AccuracyOptions, testingOptions } from "../dynamics/accuracyInTime.js";
import { tauInUse } from "../dynamics/leakyParameters.js";
import type { Question } from "../dynamics/scoreSequences.js";
import { checkOptionsOf } from "../knownFields.js";
import { silent, tell, withProgress } from "../progress/progress.js";
import { RandomStream } from "../random/stream.js";
import { type AblatedNetwork, ablateAsPublishedWithoutDisplay, ablateWithoutDisplay } from "./ablateNeurons.js";
import { type NeuronGroup, neuronGroups } from "./neuronGroups.js";
import { relativeAccuracy } from "./relativeAccuracy.js";

/** How an ablation is done. */
export interface AblationProtocol extends Omit<AccuracyOptions, "onesProbability"> {
  /** Neurons of each group. Default: 20. */
  count?: number;
  /** Set the readout column of head 0 to 0, whichever head answers: see `ablateNeuronsAsPublished`. Default: false. */
  asPublished?: boolean;
  /** Of the engine. Default: 1. */
  threads?: number;
}

/** One ablated neuron. */
export interface AblationRow {
  group: NeuronGroup;
  /** Its index, from 0. */
  neuron: number;
  /** As used, in steps. */
  tau: number;
  /** Of the network without it: share of right answers, mean over trials. */
  accuracy: number;
  /** Standard deviation of the accuracy over trials; NaN for one trial. */
  std: number;
  /** What is left of the accuracy above chance, 1 as before; null where the whole network is not above chance. */
  relativeAccuracy: number | null;
}

/** What ablating neurons one at a time does to a network. */
export interface Ablation {
  /** Accuracy of the whole network on the same sequences. */
  baseline: number;
  rows: AblationRow[];
}

/**
 * Ablates the neurons with the smallest and the largest τ, and random others, one at a time.
 *
 * @param question  the head that answers, and its N: the largest, as published
 * @throws RangeError if the model has no τ, or the same τ in all neurons, is in continuous time, or has not enough
 *   neurons for three groups; and as `accuracyOf` does
 * @source Khajehabdollahi et al. 2024, Figure 7: 20 and 20 neurons, 10 trials of 1000 scored answers with p = 0.5
 */
export async function ablation(
  network: AblatedNetwork,
  question: Question,
  options: AblationProtocol = {},
): Promise<Ablation> {
  checkOptionsOf("ablation", options, {
    ...{ count: true, asPublished: true, threads: true },
    ...testingOptions,
  });
  const { count = 20, asPublished = false, threads = 1, progress = silent, ...testing } = options;
  const taus = tauInUse(network);
  const groups = neuronsToAblate(network, count, testing.seed ?? 1);
  const chosen = Object.entries(groups).flatMap(([group, neurons]) =>
    neurons.map((neuron) => ({ group: group as NeuronGroup, neuron })),
  );
  const variants = [[], ...chosen.map(({ neuron }) => [neuron])];
  const ablate = asPublished ? ablateAsPublishedWithoutDisplay : ablateWithoutDisplay;
  const call = {
    label: "ablation",
    total: variants.length,
    done: () => `ablated ${counted(chosen.length, "neuron")}, one at a time, of a network with N = ${question.n}`,
  };
  const [{ mean: baseline }, ...accuracies] = await withProgress(progress, call, () =>
    ablate(network, question, variants, { ...testing, threads, atATime: 16 }, (done) =>
      tell(progress, done, { N: question.n }),
    ),
  );
  return {
    baseline,
    rows: chosen.map(({ group, neuron }, i) => ({
      group,
      neuron,
      tau: taus[neuron],
      accuracy: accuracies[i].mean,
      std: accuracies[i].std,
      relativeAccuracy: relativeAccuracy(accuracies[i].mean, baseline),
    })),
  };
}

/**
 * The neurons that an ablation takes out, by their τ as stored: trained values also differ below 1, where all are used
 * as 1.
 *
 * @throws RangeError if the model has no τ, or the same τ in all neurons, or has not enough neurons for three groups
 */
export function neuronsToAblate(
  network: Pick<AblatedNetwork, "cell" | "parameters">,
  count: number,
  seed: number,
): Record<NeuronGroup, number[]> {
  const taus = tauInUse(network);
  const { data: stored } = network.parameters.tau;
  const told = stored.length === taus.length ? stored : taus;
  return neuronGroups(told, count, RandomStream.named(seed, "ablation"));
}
