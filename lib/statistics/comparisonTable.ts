import { mean } from "simple-statistics";
import { RandomStream } from "../random/stream.js";
import { permutationTest } from "./permutationTest.js";
import { tTest, welchTest } from "./tTest.js";

/** Two samples, a value per network. */
export interface SampleComparison {
  label: string;
  first: readonly number[];
  second: readonly number[];
}

/**
 * A small table of p-values as text: unpaired two-sided t-test, Welch's test and permutation test.
 *
 * @returns lines, the first of them headings
 */
export function comparisonTable(comparisons: readonly SampleComparison[]): string[] {
  const width = Math.max(10, ...comparisons.map(({ label }) => label.length));
  const heading = ["".padEnd(width), "networks", "means".padEnd(18), "   t-test", "  Welch", "  permutation"].join(
    "  ",
  );
  return [heading, ...comparisons.map((comparison) => `${comparison.label.padEnd(width)}  ${line(comparison)}`)];
}

/** Three digits, however small. */
function short(value: number): string {
  return Math.abs(value) >= 0.1 || value === 0 ? value.toFixed(3) : value.toExponential(2);
}

function line({ first, second }: SampleComparison): string {
  const sizes = `${first.length} vs ${second.length}`.padEnd(8);
  if (first.length === 0 || second.length === 0) return `${sizes}  nothing to compare`;
  const means = `${short(mean([...first]))} vs ${short(mean([...second]))}`.padEnd(18);
  if (first.length < 2 || second.length < 2) return `${sizes}  ${means}  too few networks for a test`;
  const figure = (p: number | null) => (p === null ? "–" : p < 0.001 ? p.toExponential(1) : p.toFixed(3));
  const { p: permuted } = permutationTest(first, second, RandomStream.named(1, "comparison"));
  return [
    ...[sizes, means, figure(tTest(first, second).p).padStart(9), figure(welchTest(first, second).p).padStart(7)],
    figure(permuted).padStart(13),
  ].join("  ");
}
