import { fittedLags, largestTau } from "./exponentialDecay.js";

/** The τ that starts are looked for at: 0.1 … 98 steps, evenly in log τ. */
const taus = Array.from({ length: 28 }, (_, i) => 0.1 * (0.98 * largestTau * 10) ** (i / 27));
const decays = taus.map((tau) => Float64Array.from({ length: fittedLags }, (_, t) => Math.exp(-t / tau)));
const products = decays.map((one) => decays.map((other) => one.reduce((sum, value, t) => sum + value * other[t], 0)));

/** Starting points for one and two decays, the best first: on a grid of τ, with the amplitudes that fit best. */
export function decayStarts(autocorrelation: ArrayLike<number>): { single: number[][]; double: number[][] } {
  const overlaps = decays.map((decay) => decay.reduce((sum, value, t) => sum + value * autocorrelation[t], 0));
  /** RSS, but for Σ y². */
  const cost = (i: number, j: number, p: number, q: number) =>
    p * p * products[i][i] +
    2 * p * q * products[i][j] +
    q * q * products[j][j] -
    2 * (p * overlaps[i] + q * overlaps[j]);
  const single = taus.map((tau, i) => {
    const a = clamp(overlaps[i] / products[i][i]);
    return { cost: cost(i, i, a, 0), start: [inside(a), tau] };
  });
  const double: { cost: number; start: number[] }[] = [];
  for (let i = 0; i < taus.length; i++) {
    for (let j = i + 1; j < taus.length; j++) {
      const [ii, jj, ij] = [products[i][i], products[j][j], products[i][j]];
      const determinant = ii * jj - ij * ij;
      const p = (jj * overlaps[i] - ij * overlaps[j]) / determinant;
      const q = (ii * overlaps[j] - ij * overlaps[i]) / determinant;
      // On the edge p + q = 1 the fit is one-dimensional; outside, the best point has both amplitudes there or one at 0.
      const edge = clamp((overlaps[i] - overlaps[j] + jj - ij) / (ii - 2 * ij + jj));
      const candidates = [
        [edge, 1 - edge],
        [clamp(overlaps[i] / ii), 0],
        [0, clamp(overlaps[j] / jj)],
      ];
      if (p >= 0 && q >= 0 && p + q <= 1) candidates.push([p, q]);
      const costs = candidates.map(([one, other]) => cost(i, j, one, other));
      const least = Math.min(...costs);
      const [one, other] = candidates[costs.indexOf(least)];
      const share = one + other > 0 ? one / (one + other) : 0.5;
      double.push({ cost: least, start: [inside(one + other), taus[i], taus[j], inside(share)] });
    }
  }
  const best = (all: { cost: number; start: number[] }[]) =>
    all.sort((a, b) => a.cost - b.cost).map(({ start }) => start);
  return { single: best(single), double: best(double) };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function inside(value: number): number {
  return Math.min(0.999, Math.max(0.001, value));
}
