import { combinations, mean, shuffle } from "simple-statistics";
import type { RandomStream } from "../random/stream.js";
import { checkSample } from "./sample.js";

/** What a permutation test found. */
export interface PermutationTest {
  /** Mean of the first sample less that of the second. */
  difference: number;
  /** Share of the ways to deal out the values in which the means differ at least as much. */
  p: number;
  /** Ways that were tried beside the one that was found; all there are, if `exact`. */
  permutations: number;
  /** Whether all ways were tried, which are at most 20,000. */
  exact: boolean;
}

/** Up to so many ways are all tried. Four networks against four: 70. */
const mostExact = 20_000;

/**
 * Two-sided permutation test of the difference of means, which assumes nothing about the distribution. Small samples
 * are dealt out in all ways, larger ones in 10,000 random ways; the way that was found counts as one more, so that p is
 * never 0.
 *
 * Not simple-statistics' own test (7.12.1 as tried): its p can be 0, and equal differences count as they are rounded.
 *
 * @param stream  what random ways are drawn from; not used where all are tried
 * @throws RangeError if a sample is empty or holds a value that is not finite
 * @source of the random ways: Phipson & Smyth 2010, doi:10.2202/1544-6115.1585
 * @example permutationTest([1, 2], [3, 4], stream).p // 2 of 6 ways: 1/3
 */
export function permutationTest(
  first: readonly number[],
  second: readonly number[],
  stream: RandomStream,
): PermutationTest {
  if (first.length === 0 || second.length === 0) {
    throw new RangeError(`permutation test: expected values in both samples, got ${first.length} and ${second.length}`);
  }
  checkSample("permutation test", "the first sample", first);
  checkSample("permutation test", "the second sample", second);
  const all = [...first, ...second];
  const difference = mean([...first]) - mean([...second]);
  const total = all.reduce((sum, value) => sum + value, 0);
  // The same split summed in another order is the same split.
  const rounding = 4 * all.length * Number.EPSILON * Math.max(...all.map(Math.abs));
  const isExtreme = (part: readonly number[]) => {
    const sum = part.reduce((partial, value) => partial + value, 0);
    const others = all.length - part.length;
    return Math.abs(sum / part.length - (total - sum) / others) >= Math.abs(difference) - rounding;
  };
  if (ways(all.length, first.length) > mostExact) {
    const permutations = 10_000;
    let extreme = 1;
    for (let i = 0; i < permutations; i++) {
      if (isExtreme(shuffle(all, () => stream.uniform()).slice(0, first.length))) extreme++;
    }
    return { difference, p: extreme / (permutations + 1), permutations, exact: false };
  }
  // Of the smaller sample: `combinations` goes through all beginnings, of which a large one has many more.
  const dealt: number[][] = combinations(all, Math.min(first.length, second.length));
  return { difference, p: dealt.filter(isExtreme).length / dealt.length, permutations: dealt.length, exact: true };
}

/** Binomial coefficient. */
function ways(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return Math.round(result);
}
