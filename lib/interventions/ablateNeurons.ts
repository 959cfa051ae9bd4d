import { asGiven } from "../asGiven.js";
import { counted } from "../counted.js";
import {
  type AccuracyOptions,
  accuracyWithoutDisplay,
  overTrials,
  testingOptions,
  testSequences,
} from "../dynamics/accuracyInTime.js";
import { type TestedNetwork, taskOf } from "../dynamics/asTested.js";
import { mustBeNeurons } from "../dynamics/mustBeNeurons.js";
import { mustBeQuestions, type Question, scoreWithoutDisplay } from "../dynamics/scoreSequences.js";
import { GraphEngine } from "../engine/graphEngine.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeNetwork } from "../models/mustBeNetwork.js";
import { mustBeCount } from "../mustBe.js";
import { silent, tell, withProgress } from "../progress/progress.js";
import { type Tensors, tensor } from "../tensor/tensor.js";
import { ablatable, alive } from "./ablatable.js";

/** A network whose neurons can be ablated; a loaded checkpoint is one. It runs on engines of the call's own. */
export type AblatedNetwork = Omit<TestedNetwork, "engine">;

/** How networks without some neurons are tested. */
export interface AblationOptions extends AccuracyOptions {
  /** Networks that run as one batch; changes no result, only memory and time. Default: 48. */
  atATime?: number;
  /** Of the engine. Default: 1. */
  threads?: number;
}

const ablationOptions: Readonly<Record<keyof AblationOptions, true>> = {
  ...testingOptions,
  onesProbability: true,
  atATime: true,
  threads: true,
};

/**
 * Accuracy of a network without some of its neurons. All variants see the same sequences, so differences are due to the
 * neurons.
 *
 * @param question  the head that answers, and its N
 * @param variants  the neurons that each variant lacks, by index from 0; an empty list ablates nobody
 * @returns share of right answers, mean and standard deviation over trials (NaN for one trial), one per variant
 * @throws RangeError if a neuron does not exist, an option is unknown, or `atATime` is no integer of at least 1; and as
 *   `accuracyOf` does
 * @source Khajehabdollahi et al. 2024, Figure 7
 */
export async function ablateNeurons(
  network: AblatedNetwork,
  question: Question,
  variants: readonly (readonly number[])[],
  options: AblationOptions = {},
): Promise<{ mean: number; std: number }[]> {
  checkOptionsOf("ablateNeurons", options, ablationOptions);
  return withDisplay(ablateWithoutDisplay, network, question, variants, options);
}

/** An ablation that tells how many networks are through, also parts of one or of several that run as one batch. */
export type ToldAblation = (
  network: AblatedNetwork,
  question: Question,
  variants: readonly (readonly number[])[],
  options: Omit<AblationOptions, "progress">,
  told?: (done: number) => void | Promise<void>,
) => Promise<{ mean: number; std: number }[]>;

function withDisplay(
  ablate: ToldAblation,
  network: AblatedNetwork,
  question: Question,
  variants: readonly (readonly number[])[],
  { progress = silent, ...options }: AblationOptions,
): Promise<{ mean: number; std: number }[]> {
  const call = {
    label: "ablation",
    total: variants.length,
    done: () => `tested ${counted(variants.length, "network")} without some neurons`,
  };
  return withProgress(progress, call, () =>
    ablate(network, question, variants, options, (done) => tell(progress, done)),
  );
}

/** `ablateNeurons` for what has a display of its own. */
export const ablateWithoutDisplay: ToldAblation = async (network, question, variants, options, told) => {
  const { atATime = 48, threads = 1, ...testing } = options;
  mustBeNetwork(network);
  mustBeQuestions([question]);
  const { cell, parameters } = network;
  const task = taskOf(network);
  mustBeNeurons("variants", variants.flat(), cell.neurons);
  mustBeCount("atATime", atATime);
  const { neurons: n } = cell;
  const masked = ablatable(cell);
  const engine = new GraphEngine(masked, { threads });
  const { bits, steps, batch: trials, initial, repeats, dropped } = testSequences(cell, task, testing);
  const windows = [{ from: dropped, to: steps }];
  const results: { mean: number; std: number }[] = [];
  try {
    for (let from = 0; from < variants.length; from += atATime) {
      const group = variants.slice(from, from + atATime);
      const batch = group.length * trials; // variant-major
      const mask = new Float32Array(batch * n).fill(1);
      group.forEach((neurons, v) => {
        for (const neuron of neurons) {
          for (let trial = 0; trial < trials; trial++) mask[(v * trials + trial) * n + neuron] = 0;
        }
      });
      const states: Tensors = { [alive]: tensor(mask, [batch, n]) };
      for (const [name, { data }] of Object.entries(initial)) {
        states[name] = tensor(
          repeated(data, group.length).map((value, i) => value * mask[i]),
          [batch, n],
        );
      }
      const allBits = new Float32Array(steps * batch);
      for (let t = 0; t < steps; t++) {
        allBits.set(repeated(bits.subarray(t * trials, (t + 1) * trials), group.length), t * batch);
      }
      const tested = { cell: masked, task, engine, parameters };
      const input = { bits: allBits, steps, batch, initial: states, repeats };
      const [[accuracies]] = await scoreWithoutDisplay(tested, input, [question], windows, (done, all) =>
        told?.(from + (group.length * done) / all),
      );
      group.forEach((_, v) => {
        results.push(overTrials(accuracies.subarray(v * trials, (v + 1) * trials)));
      });
    }
  } finally {
    await engine.dispose();
  }
  return results;
};

/**
 * `ablateNeurons` of a leaky network, one variant after the other, as the published code does it: of the readout only
 * the column of head 0 is set to 0. In a network of several heads a later head then still reads the ablated neuron,
 * which its biases keep at a constant activity.
 *
 * @param question  the head that answers, and its N
 * @param variants  the neurons that each variant lacks, by index from 0; an empty list ablates nobody
 * @returns share of right answers, mean and standard deviation over trials (NaN for one trial), one per variant
 * @throws RangeError if a neuron does not exist, an option is unknown, or the model has no recurrent weight matrix of n
 *   neurons; and as `accuracyOf` does
 * @source the authors' published code
 */
export async function ablateNeuronsAsPublished(
  network: AblatedNetwork,
  question: Question,
  variants: readonly (readonly number[])[],
  options: AblationOptions = {},
): Promise<{ mean: number; std: number }[]> {
  checkOptionsOf("ablateNeuronsAsPublished", options, ablationOptions);
  return withDisplay(ablateAsPublishedWithoutDisplay, network, question, variants, options);
}

/** `ablateNeuronsAsPublished` for what has a display of its own. */
export const ablateAsPublishedWithoutDisplay: ToldAblation = async (network, question, variants, options, told) => {
  const { atATime: _, threads = 1, ...testing } = options;
  mustBeNetwork(network);
  mustBeQuestions([question]);
  const { cell, parameters } = network;
  const task = taskOf(network);
  mustBeNeurons("variants", variants.flat(), cell.neurons);
  const engine = new GraphEngine(cell, { threads });
  const results: { mean: number; std: number }[] = [];
  try {
    for (const neurons of variants) {
      const tested = { cell, task, engine, parameters: withoutNeurons(parameters, neurons, cell.neurons, [0]) };
      const [{ mean, std }] = await accuracyWithoutDisplay(tested, [question], testing, (done, all) =>
        told?.(results.length + done / all),
      );
      results.push({ mean, std });
    }
  } finally {
    await engine.dispose();
  }
  return results;
};

/**
 * Parameters of a leaky network with the rows, columns and input weights of some neurons set to 0, and their columns of
 * some readout heads.
 *
 * @param neurons  indices, from 0
 * @param n        neurons of the network
 * @param heads    indices of the heads, from 0
 * @returns a copy
 * @throws RangeError if the model has no recurrent weight matrix of n neurons, or a neuron or head does not exist
 */
export function withoutNeurons(
  parameters: Tensors,
  neurons: readonly number[],
  n: number,
  heads: readonly number[],
): Tensors {
  if (!parameters["recurrent.weight"] || !parameters["input.weight"]) {
    throw new RangeError("ablation as published: expected recurrent.weight and input.weight, got no such tensors");
  }
  const { shape } = parameters["recurrent.weight"];
  if (shape.length !== 2 || shape[0] !== n || shape[1] !== n) {
    throw new RangeError(
      `recurrent.weight: expected [${n}, ${n}] of ${counted(n, "neuron")}, got [${shape.join(", ")}]`,
    );
  }
  mustBeNeurons("neurons", neurons, n);
  const [stored] = parameters["readout.weight"].shape;
  for (const head of heads) {
    if (!Number.isInteger(head) || head < 0 || head >= stored) {
      throw new RangeError(`expected heads 0 … ${stored - 1}, got ${asGiven(head)}`);
    }
  }
  const changed = structuredClone(parameters);
  const recurrent = changed["recurrent.weight"].data;
  const readout = changed["readout.weight"].data; // [heads, 2, n]
  for (const neuron of neurons) {
    for (let other = 0; other < n; other++) {
      recurrent[neuron * n + other] = 0;
      recurrent[other * n + neuron] = 0;
    }
    changed["input.weight"].data[neuron] = 0;
    for (const head of heads) {
      readout[2 * head * n + neuron] = 0;
      readout[(2 * head + 1) * n + neuron] = 0;
    }
  }
  return changed;
}

function repeated(data: Float32Array, times: number): Float32Array {
  const result = new Float32Array(data.length * times);
  for (let i = 0; i < times; i++) result.set(data, i * data.length);
  return result;
}
