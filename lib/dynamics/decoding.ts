import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { asGiven } from "../asGiven.js";
import { counted } from "../counted.js";
import type { Input } from "../engine/engine.js";
import { withEngine } from "../engine/withEngine.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeNetwork } from "../models/mustBeNetwork.js";
import { mustBeCount, mustBeFilledList, mustBeOneOf } from "../mustBe.js";
import { type Progress, silent, tell, withProgress } from "../progress/progress.js";
import { checkedLabelsInTime } from "../tasks/checkedLabels.js";
import { type AccuracyOptions, overTrials, testSequences } from "./accuracyInTime.js";
import { type TestedNetwork, taskOf } from "./asTested.js";
import { mustBeInDiscreteTime } from "./continuousTime.js";
import { mustBeFinite, mustStayFinite } from "./mustBeFinite.js";
import { StreamingCovariance } from "./streamingCovariance.js";

/** How well a linear readout tells the label for one N, or one bit, from the states of a network. */
export interface DecodingRow {
  /** The N whose label is decoded; the network need not have been trained on it. Of bits: N − 1 steps back. */
  n: number;
  /** Share of right answers in sequences that the readout was not fitted to, 0 … 1, mean over trials. */
  mean: number;
  /** Standard deviation over trials, with trials − 1 in the denominator: NaN for one trial. */
  std: number;
}

/** How labels are decoded. Sequences are as long, and as random, as those of `accuracyOf`. */
export interface DecodingOptions extends Omit<AccuracyOptions, "repeats"> {
  /** Sequences that the readout is fitted to; accuracy is that in `trials` others. Default: 30. */
  fitTrials?: number;
  /** What is decoded: the labels of the task, or the single bits that came N − 1 steps before. Default: "labels". */
  of?: "labels" | "bits";
  /** Neurons that are read from, by their indices. Default: all. */
  neurons?: readonly number[];
}

/** Added to the diagonal of the states' covariance, as a share of its mean: for neurons that do not move. */
const ridge = 1e-6;

/**
 * Decodes the label of any N from the states of a network, by a linear readout that is fitted anew to each: by least
 * squares (labels −1 and 1), whose direction for two classes is that of Fisher's linear discriminant. It tells what a
 * network still holds in a form that a head could read, whether or not it has a head for it. The network is not
 * changed.
 *
 * A head of its own says less: where a network has only one, for N, its answers to N′ are at chance by construction
 * (with p = 0.5 the labels for N and N′ are independent), whatever the states hold.
 *
 * Of "bits" it tells what a network remembers of its input, whatever its task makes of it; of some `neurons`, who holds
 * it.
 *
 * @param ns  any N, trained on or not; at most the number of dropped answers + 1
 * @returns one row per N, in their order
 * @throws RangeError as `accuracyOf` does, if there is no N, `fitTrials` is not positive, `neurons` are not some of the
 *   network's, each once, or the network is in continuous time
 */
export async function decoding(
  network: TestedNetwork,
  ns: readonly number[],
  options: DecodingOptions = {},
): Promise<DecodingRow[]> {
  checkOptionsOf("decoding", options, {
    fitTrials: true,
    trials: true,
    steps: true,
    dropped: true,
    onesProbability: true,
    seed: true,
    neurons: true,
    of: true,
    progress: true,
  });
  mustBeNetwork(network);
  mustBeFilledList("ns", ns);
  const { cell, parameters } = network;
  const {
    fitTrials = 30,
    trials = 10,
    of = "labels",
    neurons: read = allOf(cell.neurons),
    progress = silent,
    ...testing
  } = options;
  mustBeOneOf("of", of, ["labels", "bits"]);
  const task = taskOf(network);
  mustBeInDiscreteTime(cell);
  mustBeFinite(parameters);
  for (const [name, value] of Object.entries({ fitTrials, trials })) mustBeCount(name, value);
  const { dropped, ...sequences } = testSequences(cell, task, { ...testing, trials: fitTrials + trials });
  const { bits, steps, batch } = sequences;
  mustBeReadable(read, cell.neurons);
  for (const n of ns) mustBeCount("N", n); // of bits no task checks it
  if (ns.some((n) => n > dropped + 1)) {
    throw new RangeError(
      `N = ${Math.max(...ns)}: expected at most ${dropped + 1}, whose bits are all seen when scoring`,
    );
  }
  const labels = ns.map((n) =>
    of === "bits" ? bitsBefore(bits, (n - 1) * batch) : checkedLabelsInTime(task, bits, steps, batch, n),
  ); // [N][T, B]
  const call = {
    label: "decoding",
    total: steps,
    done: () => `decoded N = ${Math.min(...ns)} … ${Math.max(...ns)} from ${counted(read.length, "neuron")}`,
  };
  const { tested, covariance, means } = await withProgress(progress, call, () =>
    statesAndLabels(network, sequences, { dropped, trials, labels, read, progress }),
  );
  const neurons = read.length;
  const weights = readoutWeights(covariance, neurons, ns.length);
  return ns.map((n, k) => {
    const readout = weights.getColumn(k);
    const offset = means[neurons + k] - readout.reduce((sum, weight, i) => sum + weight * means[i], 0);
    const isRight = (states: Float32Array, trial: number, t: number) => {
      let value = offset;
      for (let i = 0; i < neurons; i++) value += readout[i] * states[t * neurons + i];
      return Number(value > 0) === labels[k][(dropped + t) * batch + trial];
    };
    const accuracies = tested.map((states, trial) => {
      let right = 0;
      for (let t = 0; t < steps - dropped; t++) if (isRight(states, trial, t)) right++;
      return right / (steps - dropped);
    });
    return { n, ...overTrials(accuracies) };
  });
}

/**
 * Runs the network on all sequences: keeps the states of the first trials, to be tested, and the mean and covariance of
 * the states and labels of the others. The n neurons that are read, k labels, after the `dropped` steps.
 *
 * @returns tested, [trials][T, n]; of states and then labels, −1 and 1: covariance, [n + k, n + k], and means, [n + k]
 */
async function statesAndLabels(
  network: TestedNetwork,
  { bits, steps, batch, initial: first }: Omit<Input, "heads">,
  {
    dropped,
    trials,
    labels,
    read,
    progress,
  }: {
    dropped: number;
    trials: number;
    labels: readonly Uint8Array[];
    read: readonly number[];
    progress: Progress;
  },
): Promise<{ tested: Float32Array[]; covariance: Float64Array; means: Float64Array }> {
  const { cell, parameters } = network;
  const neurons = read.length;
  const width = neurons + labels.length;
  const fitTrials = batch - trials;
  const scored = steps - dropped;
  const tested = Array.from({ length: trials }, () => new Float32Array(scored * neurons));
  const sums = new Float64Array(width);
  const covariance = new StreamingCovariance(width, 1);
  const chunk = Math.max(1, Math.floor(4e6 / (batch * Math.max(width, cell.neurons)))); // about 16 MB at a time
  try {
    await withEngine(network, async (engine) => {
      let initial = first;
      for (let from = 0; from < steps; from += chunk) {
        const length = Math.min(chunk, steps - from);
        const input = { bits: bits.subarray(from * batch, (from + length) * batch), steps: length, batch, initial };
        const { states, last } = await engine.states(parameters, input, cell.readout);
        initial = last;
        mustStayFinite(last, from + length);
        await tell(progress, from + length);
        const start = Math.max(from, dropped);
        if (start >= from + length) continue;
        const fitted = new Float32Array((from + length - start) * fitTrials * width); // states and labels, side by side
        for (let t = start, row = 0; t < from + length; t++) {
          for (let b = 0; b < batch; b++) {
            const at = ((t - from) * batch + b) * cell.neurons;
            const [into, begin] = b < trials ? [tested[b], (t - dropped) * neurons] : [fitted, row];
            for (let i = 0; i < neurons; i++) into[begin + i] = states[at + read[i]];
            if (b < trials) continue;
            labels.forEach((label, k) => {
              fitted[row + neurons + k] = 2 * label[t * batch + b] - 1;
            });
            row += width;
          }
        }
        for (let i = 0; i < fitted.length; i++) sums[i % width] += fitted[i];
        await covariance.add({ states: fitted, steps: fitted.length / width, trials: 1, neurons: width });
      }
    });
    const [all] = covariance.finish();
    return { tested, covariance: all, means: sums.map((sum) => sum / (scored * fitTrials)) };
  } finally {
    await covariance.dispose();
  }
}

/** The bits so many places before, 0 where there are none. */
function bitsBefore(bits: Float32Array, places: number): Uint8Array {
  return Uint8Array.from(bits, (_, i) => (i < places ? 0 : bits[i - places]));
}

function allOf(neurons: number): number[] {
  return Array.from({ length: neurons }, (_, neuron) => neuron);
}

function mustBeReadable(read: readonly number[], neurons: number): void {
  if (read.length === 0) throw new RangeError("neurons: expected at least one to read from, got none");
  const seen = new Set<number>();
  for (const neuron of read) {
    if (!Number.isInteger(neuron) || neuron < 0 || neuron >= neurons || seen.has(neuron)) {
      const got = seen.has(neuron) ? `${neuron} again` : asGiven(neuron);
      throw new RangeError(`neurons: expected indices of 0 … ${neurons - 1}, each once, got ${got}`);
    }
    seen.add(neuron);
  }
}

/**
 * Least squares from covariances.
 *
 * @param covariance  of n states and k labels, [n + k, n + k]
 * @returns [n, k]
 */
function readoutWeights(covariance: Float64Array, n: number, k: number): Matrix {
  const all = Matrix.from1DArray(n + k, n + k, covariance);
  const ofStates = all.subMatrix(0, n - 1, 0, n - 1);
  const added = ridge * (ofStates.trace() / n) || 1; // states that never move
  for (let i = 0; i < n; i++) ofStates.set(i, i, ofStates.get(i, i) + added);
  return new CholeskyDecomposition(ofStates).solve(all.subMatrix(0, n - 1, n, n + k - 1));
}
