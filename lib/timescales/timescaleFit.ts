import { checkOptionsOf } from "../knownFields.js";
import { mustBeCount } from "../mustBe.js";
import { type BoundedMinimum, boundedLeastSquares } from "./boundedLeastSquares.js";
import { correlationOrFailure, largestShare, noAutocovariance } from "./correlationOrFailure.js";
import { decayStarts } from "./decayStarts.js";
import {
  akaike,
  boundOf,
  type DecayFit,
  doubleDecay,
  fittedLags,
  singleDecay,
  withDerivatives,
} from "./exponentialDecay.js";

/** τ_net of one neuron: both fits, and the one that was chosen. */
export interface TimescaleFit {
  /** τ of the chosen model in steps, the larger of two; null if there is no fit. */
  tauNet: number | null;
  /** The one with the lower AIC: one decay or two. */
  model: "single" | "double" | null;
  /**
   * The bound that τ_net is at: "upper" (100 steps) means that it is at least that, "lower" (0) that nothing of the
   * autocorrelation is left at lag 1. Then τ_net is a bound, and no estimate.
   */
  atBound: "lower" | "upper" | null;
  /** The fit of one decay. */
  single: DecayFit | null;
  /** The fit of two decays. */
  double: DecayFit | null;
  /** Why there is no fit, or none of one of the models. */
  failure: string | null;
  /** As published: the share of draws in which the double model was chosen. */
  doubleShare?: number;
}

/**
 * From the autocovariance of a neuron at lags 0 … 30 (more are ignored) to its τ_net: fits of one and of two decays to
 * the autocorrelation, a, c ∈ [0, 1], τ ∈ [0, 100] steps, of which Akaike's criterion chooses one. Never NaN: what
 * cannot be fitted is null, with the reason. A τ_net at a bound is told as `atBound`.
 *
 * @throws RangeError if there are fewer than 31 lags
 */
export type FitProcedure = (autocovariance: ArrayLike<number>) => TimescaleFit;

/**
 * The best fits there are: from the three best points of a grid over τ, by closed-form derivatives, to the end.
 *
 * @throws RangeError if there are fewer than 31 lags
 */
export const multiStart: FitProcedure = (autocovariance) => {
  const scaled = autocorrelationOf(autocovariance);
  return typeof scaled === "string" ? failed(scaled) : chosen(...bestFits(scaled));
};

/** How often the published fit is repeated. */
export interface AsPublishedOptions {
  /**
   * Starts that differ by less than 10⁻⁶, of whose outcomes the most frequent counts; 1 is one of them. Default: 15.
   */
  draws?: number;
}

/**
 * The published procedure, repeated so that chance does not decide; with `draws: 1`, the estimator "single-draw", as the
 * paper's code has it: SciPy's bounded least squares with forward differences, from the middle of the bounds,
 * τ₁ = τ₂ = 50, a = c = ½.
 *
 * At that start the two decays are the same, so that nothing tells τ₁ from τ₂, nor has c any effect: only rounding
 * errors in the differences part them, and whether they do so in time to find a second timescale is chance. In two
 * published networks one neuron in twenty chooses another model when the data change in the 14th digit, and in some
 * even how the formula is written, bracketed or multiplied out, decides. So the procedure is repeated from starts that
 * differ by less than 10⁻⁶, and the model that most of them choose is taken; of its τ_net, the median. Neurons for
 * which even the best double fit is worse than the single one need no repetition.
 *
 * @throws RangeError if the number of draws is not a positive integer, or there is another option
 * @source Khajehabdollahi et al. 2024 (published code)
 */
export function asPublished(options: AsPublishedOptions = {}): FitProcedure {
  checkOptionsOf("asPublished", options, { draws: true });
  const { draws = 15 } = options;
  mustBeCount("draws", draws);
  return (autocovariance) => {
    const scaled = autocorrelationOf(autocovariance);
    if (typeof scaled === "string") return failed(scaled);
    const single = fitted(boundedLeastSquares(singleDecay(scaled), [0.5, 50]));
    const drawn = (draw: number) => {
      const weight = 0.5 + (1e-6 * draw) / draws;
      return chosen(single, fitted(boundedLeastSquares(doubleDecay(scaled), [0.5, 50, 50, weight])));
    };
    const first = drawn(0);
    if (draws === 1) return first;
    const best = bestFits(scaled)[1];
    if (single && best && best.aic > single.aic && first.model === "single") return { ...first, doubleShare: 0 };
    const all = [first];
    for (let draw = 1; draw < draws; draw++) all.push(drawn(draw));
    const doubles = all.filter(({ model }) => model === "double");
    const doubleShare = doubles.length / draws;
    const usual = doubleShare > 0.5 ? doubles : all.filter(({ model }) => model !== "double");
    const byTau = usual.sort((a, b) => (a.tauNet ?? 0) - (b.tauNet ?? 0));
    return { ...byTau[Math.floor(byTau.length / 2)], doubleShare };
  };
}

function bestFits(autocorrelation: Float64Array): [DecayFit | null, DecayFit | null] {
  const starts = decayStarts(autocorrelation);
  const best = (problem: typeof singleDecay, points: number[][]) => {
    const problemHere = withDerivatives(problem(autocorrelation));
    const fits = points
      .slice(0, 3)
      .map((start) => boundedLeastSquares(problemHere, start, { tolerance: 1e-10, maxEvaluations: 2000 }));
    const ended = fits.filter(({ hasConverged }) => hasConverged);
    return ended.length === 0 ? null : fitted(ended.reduce((a, b) => (b.rss < a.rss ? b : a)));
  };
  return [best(singleDecay, starts.single), best(doubleDecay, starts.double)];
}

/** AC / AC(0), or why there is none. */
function autocorrelationOf(autocovariance: ArrayLike<number>): Float64Array | string {
  const scaled = correlationOrFailure(autocovariance, fittedLags - 1);
  if (typeof scaled === "string") return scaled;
  const odd = scaled.findIndex((value, lag) => !(Math.abs(value) <= largestShare(autocovariance.length, lag)));
  if (odd >= 0) return noAutocovariance(autocovariance, odd);
  return scaled;
}

/** Null if the method was still on its way when it had to stop. */
function fitted({ parameters, rss, hasConverged }: BoundedMinimum): DecayFit | null {
  if (!hasConverged) return null;
  const [amplitude, first, second, weight] = parameters;
  const taus = second === undefined ? [first] : [first, second];
  return { amplitude, taus, weight: weight ?? 1, rss, aic: akaike(parameters.length, rss) };
}

function chosen(single: DecayFit | null, double: DecayFit | null): TimescaleFit {
  if (!single && !double) return failed("neither fit converged");
  const fit = single && double ? (double.aic < single.aic ? double : single) : (single ?? (double as DecayFit));
  const failure = single && double ? null : `the ${single ? "double" : "single"} fit did not converge`;
  const tauNet = Math.max(...fit.taus);
  const model = fit === single ? "single" : "double";
  return { tauNet, model, atBound: boundOf(tauNet), single, double, failure };
}

function failed(failure: string): TimescaleFit {
  return { tauNet: null, model: null, atBound: null, single: null, double: null, failure };
}
