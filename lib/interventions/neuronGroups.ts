import { asGiven } from "../asGiven.js";
import type { RandomStream } from "../random/stream.js";

/** Which neurons are ablated: those with the smallest τ, those with the largest, or any others, as a control. */
export type NeuronGroup = "short" | "long" | "random";

/**
 * The neurons with the smallest and the largest τ, and as many random ones of the rest.
 *
 * @param taus    single-neuron timescales, [n]; of equal ones the first counts as the smaller
 * @param count   neurons of each group
 * @param stream  what the random ones are drawn from
 * @returns indices, of `short` by rising τ, of `long` by falling τ, of `random` in random order
 * @throws RangeError if the count is not a positive integer, there are fewer than three times as many neurons, a τ is
 *   not finite, or all are equal
 * @source Khajehabdollahi et al. 2024, Figure 7: 20 and 20; the random ones are ours
 */
export function neuronGroups(
  taus: ArrayLike<number>,
  count: number,
  stream: RandomStream,
): Record<NeuronGroup, number[]> {
  const n = taus.length;
  if (!Number.isInteger(count) || count < 1 || 3 * count > n) {
    throw new RangeError(`neurons per group: expected an integer from 1 to ${Math.floor(n / 3)}, got ${count}`);
  }
  const strange = Array.from(taus).findIndex((tau) => !Number.isFinite(tau));
  if (strange >= 0)
    throw new RangeError(`taus: expected finite numbers, got ${asGiven(taus[strange])} of neuron ${strange}`);
  if (Array.from(taus).every((tau) => tau === taus[0])) {
    throw new RangeError(`taus: expected some smaller and some larger, got ${asGiven(taus[0])} of all ${n} neurons`);
  }
  const order = Array.from({ length: n }, (_, neuron) => neuron).sort((a, b) => taus[a] - taus[b] || a - b);
  const rest = order.slice(count, n - count).sort((a, b) => a - b);
  const random: number[] = [];
  while (random.length < count) random.push(...rest.splice(stream.integer(0, rest.length - 1), 1));
  return { short: order.slice(0, count), long: order.slice(n - count).reverse(), random };
}
