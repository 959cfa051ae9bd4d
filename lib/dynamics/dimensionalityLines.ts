import { linearFit } from "../statistics/linearFit.js";

/** Dimensionality of one network. */
export interface DimensionalityPoint {
  task: string;
  curriculum: string;
  /** Largest N solved. */
  n: number;
  /** Components for 90 % of the variance. */
  components: number;
}

/** The line through the dimensionality of a condition's networks, with its 95 % confidence band. */
export interface DimensionalityLine {
  task: string;
  curriculum: string;
  slope: number;
  intercept: number;
  slopeError: number;
  /** Two-sided, of a slope of 0. */
  p: number | null;
  points: { n: number; y: number; low: number; high: number }[];
}

/**
 * Linear fits of dimensionality against N, one per task and curriculum.
 *
 * @returns none for conditions with fewer than 3 networks, or a single N
 * @source Khajehabdollahi et al. 2024, Figure 6b
 */
export function dimensionalityLines(points: readonly DimensionalityPoint[]): DimensionalityLine[] {
  const conditions = new Map<string, DimensionalityPoint[]>();
  for (const point of points) {
    const key = `${point.task} ${point.curriculum}`;
    conditions.set(key, [...(conditions.get(key) ?? []), point]);
  }
  return [...conditions.values()].flatMap((own) => {
    const ns = own.map(({ n }) => n);
    if (own.length < 3 || new Set(ns).size < 2) return [];
    const { task, curriculum } = own[0];
    const { slope, intercept, slopeError, p, at } = linearFit(own.map(({ n, components }) => [n, components]));
    const [low, high] = [Math.min(...ns), Math.max(...ns)];
    const grid = Array.from({ length: 25 }, (_, i) => low + ((high - low) * i) / 24);
    return [{ task, curriculum, slope, intercept, slopeError, p, points: grid.map((n) => ({ n, ...at(n) })) }];
  });
}
