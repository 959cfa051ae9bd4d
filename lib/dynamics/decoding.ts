import { CholeskyDecomposition, Matrix } from "ml-matrix";
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
 * squares (labels −1 and 1), which for two classes is Fisher's linear discriminant. It tells what a network still holds
 * in a form that a head could read, whether or not it has a head for it. The network is not changed.
 *
 * A head of its own says less: where a network has only one, for N, its answers to N′ are at chance by construction
 * (with p = 0.5 the labels for N and N′ are independent), whatever the states hold.
 *
 * @param ns  any N, trained on or not
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
  const { neurons } = cell;
  const width = neurons + ns.length;
  const scored = steps - dropped;
  const tested = Array.from({ length: trials }, () => new Float32Array(scored * neurons)); // [trials][T, n]
  const sums = new Float64Array(width);
  const covariance = new StreamingCovariance(width, 1);
  try {
    await withEngine(network, async (engine) => {
      const chunk = Math.max(1, Math.floor(4e6 / (batch * width))); // about 16 MB at a time
      let initial = sequences.initial;
      for (let from = 0; from < steps; from += chunk) {
        const length = Math.min(chunk, steps - from);
        const part = bits.subarray(from * batch, (from + length) * batch);
        const { states, last } = await engine.states(
          parameters,
          { bits: part, steps: length, batch, initial },
          cell.readout,
        );
        initial = last;
        const first = Math.max(from, dropped);
        if (first >= from + length) continue;
        const fitted = new Float32Array((from + length - first) * fitTrials * width); // states and labels, side by side
        for (let t = first, row = 0; t < from + length; t++) {
          for (let b = 0; b < batch; b++) {
            const at = ((t - from) * batch + b) * neurons;
            const state = states.subarray(at, at + neurons);
            if (b < trials) tested[b].set(state, (t - dropped) * neurons);
            else {
              fitted.set(state, row);
              for (let k = 0; k < ns.length; k++) fitted[row + neurons + k] = 2 * labels[k][t * batch + b] - 1;
              row += width;
            }
          }
        }
        for (let i = 0; i < fitted.length; i++) sums[i % width] += fitted[i];
        await covariance.add({ states: fitted, steps: fitted.length / width, trials: 1, neurons: width });
      }
    });
    const weights = readoutWeights(covariance.finish()[0], neurons, ns.length);
    const means = sums.map((sum) => sum / (scored * fitTrials));
    return ns.map((n, k) => {
      const readout = weights.getColumn(k);
      const offset = means[neurons + k] - readout.reduce((sum, weight, i) => sum + weight * means[i], 0);
      const accuracies = tested.map((states, trial) => {
        let right = 0;
        for (let t = 0; t < scored; t++) {
          let value = offset;
          for (let i = 0; i < neurons; i++) value += readout[i] * states[t * neurons + i];
          if (Number(value > 0) === labels[k][(dropped + t) * batch + trial]) right++;
        }
        return right / scored;
      });
      return { n, ...overTrials(accuracies) };
    });
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
