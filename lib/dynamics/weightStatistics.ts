import { recurrentWeight, type WeightedNetwork } from "./leakyParameters.js";

/** Statistics over the n(n − 1) recurrent weights between different neurons; null where there are none. */
export interface WeightStatistics {
  /** The strength of Figure 6a. */
  mean: number;
  /** With the number of weights in the denominator. */
  std: number;
  /** Share of the weights that are above 0. */
  positiveShare: number;
  /** Mean of the weights that are above 0. */
  positiveMean: number | null;
  /** Share of the weights that are below 0. */
  negativeShare: number;
  /** Mean of the weights that are below 0, a negative number. */
  negativeMean: number | null;
}

/**
 * How strong a network's recurrent weights are. The mean over neurons of the mean incoming weight, the strength of
 * Figure 6a, is `mean`: every neuron has as many senders.
 *
 * @throws RangeError if the model has no recurrent weight matrix, its neurons are not leaky, or there is one only
 * @source Khajehabdollahi et al. 2024, Figure 6a
 */
export function weightStatistics(network: WeightedNetwork): WeightStatistics {
  const weight = recurrentWeight(network);
  const { neurons: n } = network.cell;
  const count = n * (n - 1);
  if (count === 0) throw new RangeError("weight statistics: expected at least 2 neurons, got 1");
  let [positives, positiveSum, negatives, negativeSum] = [0, 0, 0, 0];
  for (const value of weight) {
    if (value > 0) {
      positives++;
      positiveSum += value;
    } else if (value < 0) {
      negatives++;
      negativeSum += value;
    }
  }
  const mean = (positiveSum + negativeSum) / count;
  let squares = -n * mean * mean; // the diagonal's n zeros are no weights
  for (const value of weight) squares += (value - mean) ** 2;
  return {
    mean,
    std: Math.sqrt(Math.max(0, squares) / count),
    positiveShare: positives / count,
    positiveMean: positives === 0 ? null : positiveSum / positives,
    negativeShare: negatives / count,
    negativeMean: negatives === 0 ? null : negativeSum / negatives,
  };
}
