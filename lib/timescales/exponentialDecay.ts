import type { BoundedProblem } from "./boundedLeastSquares.js";

/** Lags that are fitted: 0 … 30. */
export const fittedLags = 31;

/** Largest τ that a fit may have, in steps. */
export const largestTau = 100;

/** A fitted decay, a·e^{−t/τ} or a·(c·e^{−t/τ₁} + (1 − c)·e^{−t/τ₂}), of an autocorrelation. */
export interface DecayFit {
  /** a */
  amplitude: number;
  /** One τ or two, in steps. */
  taus: readonly number[];
  /** c, the share of the first τ; 1 if there is only one. */
  weight: number;
  /** Residual sum of squares over the lags. */
  rss: number;
  /** Akaike's information criterion; the lower the better. */
  aic: number;
}

/**
 * The decay at one lag.
 *
 * @param lag  in steps
 * @example decayAt({ amplitude: 1, taus: [2], weight: 1 }, 2) // 1 / e
 */
export function decayAt({ amplitude, taus, weight }: Pick<DecayFit, "amplitude" | "taus" | "weight">, lag: number) {
  const [first, second] = taus;
  const slow = second === undefined ? 0 : (1 - weight) * Math.exp(-lag / second);
  return amplitude * (weight * Math.exp(-lag / first) + slow);
}

/** A fit with residuals of a millionth is exact: no simulation is long enough to know an autocorrelation better. */
const exactResidual = 1e-6;

/**
 * Which bound of the fits a τ is at, if any: "upper" within a thousandth of the largest τ; "lower" where the decay is
 * over before lag 1, to a millionth, so that any shorter τ fits as well. It only says that τ is longer, or shorter.
 */
export function boundOf(tau: number): "lower" | "upper" | null {
  if (Math.exp(-1 / tau) < exactResidual) return "lower";
  return tau > largestTau * (1 - 1e-3) ? "upper" : null;
}

/**
 * Akaike's information criterion of a least-squares fit, 2k + n ln(RSS / n). Of two fits that are both exact it prefers
 * the one with fewer parameters, whatever is left by rounding.
 *
 * @param parameters  k
 * @param rss         residual sum of squares
 * @param points      n. Default: 31, the lags that are fitted
 * @source Khajehabdollahi et al. 2024 (published code)
 */
export function akaike(parameters: number, rss: number, points = fittedLags): number {
  return 2 * parameters + points * Math.log(Math.max(rss / points, exactResidual ** 2));
}

/** Least squares of a·e^{−t/τ}; parameters [a, τ]. */
export function singleDecay(autocorrelation: ArrayLike<number>): BoundedProblem {
  return {
    lower: [0, 0],
    upper: [1, largestTau],
    residuals: fittedLags,
    evaluate([a, tau], residuals) {
      for (let t = 0; t < fittedLags; t++) residuals[t] = a * Math.exp(-t / tau) - autocorrelation[t];
    },
  };
}

/** Least squares of a·c·e^{−t/τ₁} + a·(1 − c)·e^{−t/τ₂}; parameters [a, τ₁, τ₂, c]. */
export function doubleDecay(autocorrelation: ArrayLike<number>): BoundedProblem {
  return {
    lower: [0, 0, 0, 0],
    upper: [1, largestTau, largestTau, 1],
    residuals: fittedLags,
    evaluate([a, first, second, c], residuals) {
      const [one, other] = [a * c, a * (1 - c)];
      for (let t = 0; t < fittedLags; t++) {
        residuals[t] = one * Math.exp(-t / first) + other * Math.exp(-t / second) - autocorrelation[t];
      }
    },
  };
}

/** The same problem with its derivatives in closed form. */
export function withDerivatives(problem: BoundedProblem): BoundedProblem {
  const differentiate: BoundedProblem["differentiate"] = (parameters, columns) => {
    const [a, first, second = 1, c = 1] = parameters;
    for (let t = 0; t < fittedLags; t++) {
      const one = Math.exp(-t / first);
      const other = Math.exp(-t / second);
      columns[0][t] = c * one + (1 - c) * other;
      columns[1][t] = (a * c * one * t) / first ** 2;
      if (columns.length === 2) continue;
      columns[2][t] = (a * (1 - c) * other * t) / second ** 2;
      columns[3][t] = a * (one - other);
    }
  };
  return { ...problem, differentiate };
}
