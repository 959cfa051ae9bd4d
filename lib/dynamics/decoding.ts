import { CholeskyDecomposition, Matrix } from "ml-matrix";
import type { Input } from "../engine/engine.js";
import { withEngine } from "../engine/withEngine.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeCount } from "../mustBe.js";
import { checkedLabelsInTime } from "../tasks/checkedLabels.js";
import { type AccuracyOptions, overTrials, testSequences } from "./accuracyInTime.js";
import { type TestedNetwork, taskOf } from "./asTested.js";
import { mustBeInDiscreteTime } from "./continuousTime.js";
import { mustBeFinite } from "./mustBeFinite.js";
import { StreamingCovariance } from "./streamingCovariance.js";

/** How well a linear readout tells the label for one N from the states of a network. */
export interface DecodingRow {
  /** The N whose label is decoded; the network need not have been trained on it. */
  n: number;
  /** Share of right answers in sequences that the readout was not fitted to, 0 … 1, mean over trials. */
  mean: number;
  /** Standard deviation over trials, with trials − 1 in the denominator; 0 for one trial. */
  std: number;
}

/** How labels are decoded. Sequences are as long, and as random, as those of `accuracyOf`. */
export interface DecodingOptions extends Omit<AccuracyOptions, "repeats" | "onSteps"> {
  /** Sequences that the readout is fitted to; accuracy is that in `trials` others. Default: 30. */
  fitTrials?: number;
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
 * @param ns  any N, trained on or not; at most the number of dropped answers + 1
 * @returns one row per N, in their order
 * @throws RangeError as `accuracyOf` does, if `fitTrials` is not positive, or the network is in continuous time
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
  });
  const { fitTrials = 30, trials = 10, ...testing } = options;
  const { cell, parameters } = network;
  const task = taskOf(network);
  mustBeInDiscreteTime(cell);
  mustBeFinite(parameters);
  for (const [name, value] of Object.entries({ fitTrials, trials })) mustBeCount(name, value);
  const { dropped, ...sequences } = testSequences(cell, task, { ...testing, trials: fitTrials + trials });
  const { bits, steps, batch } = sequences;
  if (ns.some((n) => n > dropped + 1)) {
    throw new RangeError(
      `N = ${Math.max(...ns)}: expected at most ${dropped + 1}, whose bits are all seen when scoring`,
    );
  }
  const labels = ns.map((n) => checkedLabelsInTime(task, bits, steps, batch, n)); // [N][T, B]
  const { tested, covariance, means } = await statesAndLabels(network, sequences, { dropped, trials, labels });
  const { neurons } = cell;
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
 * the states and labels of the others. n neurons, k labels, after the `dropped` steps.
 *
 * @returns tested, [trials][T, n]; of states and then labels, −1 and 1: covariance, [n + k, n + k], and means, [n + k]
 */
async function statesAndLabels(
  network: TestedNetwork,
  { bits, steps, batch, initial: first }: Omit<Input, "heads">,
  { dropped, trials, labels }: { dropped: number; trials: number; labels: readonly Uint8Array[] },
): Promise<{ tested: Float32Array[]; covariance: Float64Array; means: Float64Array }> {
  const { cell, parameters } = network;
  const { neurons } = cell;
  const width = neurons + labels.length;
  const fitTrials = batch - trials;
  const scored = steps - dropped;
  const tested = Array.from({ length: trials }, () => new Float32Array(scored * neurons));
  const sums = new Float64Array(width);
  const covariance = new StreamingCovariance(width, 1);
  const chunk = Math.max(1, Math.floor(4e6 / (batch * width))); // about 16 MB at a time
  try {
    await withEngine(network, async (engine) => {
      let initial = first;
      for (let from = 0; from < steps; from += chunk) {
        const length = Math.min(chunk, steps - from);
        const input = { bits: bits.subarray(from * batch, (from + length) * batch), steps: length, batch, initial };
        const { states, last } = await engine.states(parameters, input, cell.readout);
        initial = last;
        const start = Math.max(from, dropped);
        if (start >= from + length) continue;
        const fitted = new Float32Array((from + length - start) * fitTrials * width); // states and labels, side by side
        for (let t = start, row = 0; t < from + length; t++) {
          for (let b = 0; b < batch; b++) {
            const at = ((t - from) * batch + b) * neurons;
            const state = states.subarray(at, at + neurons);
            if (b < trials) {
              tested[b].set(state, (t - dropped) * neurons);
              continue;
            }
            fitted.set(state, row);
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
