import { mean } from "simple-statistics";
import { RandomStream } from "../random/stream.js";
import { permutationTest } from "./permutationTest.js";
import { tTest, welchTest } from "./tTest.js";

/** Two samples, a value per network. */
export interface SampleComparison {
  /** What the line is called. */
  label: string;
  first: readonly number[];
  second: readonly number[];
}

/** The headings of `comparisonCells`. */
export const comparisonColumns = ["", "networks", "means", "t-test", "Welch", "permutation"] as const;

/**
 * A small table of p-values as text: unpaired two-sided t-test, Welch's test and permutation test.
 *
 * @returns lines, the first of them headings
 * @throws RangeError if both samples of a comparison have at least 2 values and one is not finite
 */
export function comparisonTable(comparisons: readonly SampleComparison[]): string[] {
  const width = Math.max(10, ...comparisons.map(({ label }) => label.length));
  const heading = ["".padEnd(width), "networks", "means".padEnd(18), "   t-test", "  Welch", "  permutation"].join(
    "  ",
  );
  return [heading, ...comparisons.map((comparison) => `${comparison.label.padEnd(width)}  ${line(comparison)}`)];
}

/**
 * A line of a table of p-values: label, number of networks, means, and the p-values of the three tests, "–" where a
 * test cannot be made.
 *
 * @throws RangeError if both samples have at least 2 values and one is not finite
 * @example comparisonCells({ label: "N", first: [1, 2, 3, 4], second: [3, 4, 5, 6] })
 * // ["N", "4 vs 4", "2.500 vs 4.500", "0.071", "0.071", "0.143"]
 */
export function comparisonCells({ label, first, second }: SampleComparison): string[] {
  const sizes = `${first.length} vs ${second.length}`;
  if (first.length === 0 || second.length === 0) return [label, sizes, "–", "–", "–", "–"];
  const means = `${short(mean([...first]))} vs ${short(mean([...second]))}`;
  if (first.length < 2 || second.length < 2) return [label, sizes, means, "–", "–", "–"];
  const figure = (p: number | null) => (p === null ? "–" : p < 0.001 ? p.toExponential(1) : p.toFixed(3));
  const { p: permuted } = permutationTest(first, second, RandomStream.named(1, "comparison"));
  return [label, sizes, means, figure(tTest(first, second).p), figure(welchTest(first, second).p), figure(permuted)];
}

/** Three digits, however small. */
function short(value: number): string {
  return Math.abs(value) >= 0.1 || value === 0 ? value.toFixed(3) : value.toExponential(2);
}

function line(comparison: SampleComparison): string {
  const { first, second } = comparison;
  const [, sizes, means, tP, welchP, permutedP] = comparisonCells(comparison);
  if (first.length === 0 || second.length === 0) return `${sizes.padEnd(8)}  nothing to compare`;
  if (first.length < 2 || second.length < 2) {
    return `${sizes.padEnd(8)}  ${means.padEnd(18)}  too few networks for a test`;
  }
  return [sizes.padEnd(8), means.padEnd(18), tP.padStart(9), welchP.padStart(7), permutedP.padStart(13)].join("  ");
}
