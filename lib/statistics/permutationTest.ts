import { combinations, mean, permutationTest as randomPermutations } from "simple-statistics";
import type { RandomStream } from "../random/stream.js";

export interface PermutationTest {
  /** Mean of the first sample less that of the second. */
  difference: number;
  /** Share of the ways to deal out the values in which the means differ at least as much. */
  p: number;
  /** Ways that were tried; all there are, if `exact`. */
  permutations: number;
  exact: boolean;
}

/** Up to so many ways are all tried. Four networks against four: 70. */
const mostExact = 20_000;

/**
 * Two-sided permutation test of the difference of means, which assumes nothing about the distribution. Small samples
 * are dealt out in all ways, larger ones in 10,000 random ways.
 *
 * @param stream  of large samples
 * @throws RangeError if a sample is empty
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
  const difference = mean([...first]) - mean([...second]);
  if (ways(first.length + second.length, first.length) > mostExact) {
    const permutations = 10_000;
    const p = randomPermutations([...first], [...second], "two_side", permutations, () => stream.uniform());
    return { difference, p, permutations, exact: false };
  }
  const all = [...first, ...second];
  const total = all.reduce((sum, value) => sum + value, 0);
  const tolerance = 1e-12 * (1 + Math.abs(difference)); // the same split summed in another order is the same split
  const dealt: number[][] = combinations(all, first.length);
  const extreme = dealt.filter((part) => {
    const sum = part.reduce((sum, value) => sum + value, 0);
    return Math.abs(sum / first.length - (total - sum) / second.length) >= Math.abs(difference) - tolerance;
  });
  return { difference, p: extreme.length / dealt.length, permutations: dealt.length, exact: true };
}

/** Binomial coefficient. */
function ways(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return Math.round(result);
}
