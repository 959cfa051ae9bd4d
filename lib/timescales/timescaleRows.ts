import { setImmediate } from "node:timers/promises";
import { asGiven } from "../asGiven.js";
import { counted } from "../counted.js";
import { type Progress, withProgress } from "../progress/progress.js";
import type { AtRest } from "./atRest.js";
import type { TimescaleEstimate, TimescaleEstimator } from "./estimator.js";
import type { Autocovariances } from "./streamingAutocovariance.js";
import { type TimescaleSummary, timescaleSummary } from "./timescaleSummary.js";

/** One neuron by one estimator. Times in steps. */
export interface TimescaleRow {
  /** Its index, from 0. */
  neuron: number;
  estimator: string;
  /** Single-neuron timescale, as used; null if neurons are not leaky. */
  tau: number | null;
  /**
   * Share of the steps in which the neuron's activity is above 0. A rectified neuron is almost silent below, and its
   * τ_net rests on the few steps above.
   */
  activeShare: number;
  /** Network-mediated timescale; null if there is none. */
  tauNet: number | null;
  /** Of estimators that fit decays, the model that was chosen. */
  model: "single" | "double" | null;
  /**
   * Of estimators that fit decays, the bound that τ_net is at, 100 steps or 0; then it is no estimate, but says that τ
   * is longer, or shorter.
   */
  atBound: "lower" | "upper" | null;
  /** a of the chosen model: see `DecayFit`. */
  amplitude: number | null;
  /** τ₁ of the chosen model. */
  tau1: number | null;
  /** τ₂ of the chosen model; null if it has one τ. */
  tau2: number | null;
  /** Share of τ₁, c, of the chosen model. */
  weight: number | null;
  /** Residual sum of squares of the chosen model over lags 0 … 30. */
  rss: number | null;
  /** Akaike's information criterion of the fit of one decay. */
  aicSingle: number | null;
  /** Akaike's information criterion of the fit of two decays. */
  aicDouble: number | null;
  /** As published: the share of draws in which the double model was chosen. */
  doubleShare: number | null;
  /** Why a fit failed. */
  failure: string | null;
}

/** What estimators make of autocovariances. */
export interface TimescaleRows {
  /** One row per neuron and estimator. */
  rows: TimescaleRow[];
  /** Two per estimator: of all neurons, and of those with τ_net > 1. */
  summary: ({ estimator: string } & TimescaleSummary)[];
  /** The same estimates for the sum over all neurons, one per estimator. */
  population: Omit<TimescaleRow, "neuron" | "tau" | "activeShare">[];
}

/**
 * The timescale of every neuron, and of the population, by every estimator.
 *
 * @param rest    of which no timescale is estimated
 * @param taus    single-neuron timescales, [neurons]; null where there are none
 * @param bounds  what the summary does with a τ_net at a bound of the fit: see `timescaleSummary`
 * @throws RangeError if an estimator gives a τ_net that is neither a finite number of at least 0 nor null
 */
export async function timescaleRows(
  autocovariances: Autocovariances,
  rest: AtRest,
  estimators: readonly TimescaleEstimator[],
  taus: ArrayLike<number> | null,
  progress: Progress,
  bounds: "counted" | "left out" = "counted",
): Promise<TimescaleRows> {
  const rows: TimescaleRow[] = [];
  const summary: TimescaleRows["summary"] = [];
  const population: TimescaleRows["population"] = [];
  for (const estimator of estimators) {
    const own: TimescaleRow[] = [];
    const estimation = {
      label: `timescales, ${estimator.name}`,
      total: autocovariances.neurons.length,
      done() {
        const failed = own.filter(({ tauNet }) => tauNet === null).length;
        return `${estimator.name}: ${own.length - failed} of ${counted(own.length, "neuron")} ${own.length === 1 ? "has" : "have"} a timescale`;
      },
    };
    await withProgress(progress, estimation, async () => {
      for (const [neuron, autocovariance] of autocovariances.neurons.entries()) {
        const estimate = estimateRow(estimator, autocovariance, rest.neurons[neuron]);
        own.push({
          neuron,
          tau: taus?.[neuron] ?? null,
          activeShare: autocovariances.activeShares[neuron],
          ...estimate,
        });
        if (neuron % 20 !== 19) continue;
        progress.update(neuron + 1);
        await setImmediate(); // so that a display is drawn, and an interrupt heard
        progress.signal?.throwIfAborted();
      }
      rows.push(...own);
      summary.push(...timescaleSummary(own, bounds).map((part) => ({ estimator: estimator.name, ...part })));
      population.push(estimateRow(estimator, autocovariances.population, rest.population));
    });
  }
  return { rows, summary, population };
}

const flicker: TimescaleEstimate = {
  tauNet: null,
  failure: "the activity does not change: its variance is that of rounding errors",
};

function estimateRow(
  estimator: TimescaleEstimator,
  autocovariance: ArrayLike<number>,
  isAtRest: boolean,
): Omit<TimescaleRow, "neuron" | "tau" | "activeShare"> {
  const isFlicker = isAtRest && autocovariance[0] !== 0; // of a variance of 0 the estimator tells itself
  const { tauNet, failure, fit } = isFlicker ? flicker : estimator.estimate(autocovariance);
  if (tauNet !== null && !(Number.isFinite(tauNet) && tauNet >= 0)) {
    throw new RangeError(
      `estimator ${estimator.name}: expected a finite tauNet of at least 0, or null, got ${asGiven(tauNet)}`,
    );
  }
  const best = fit?.model ? fit[fit.model] : null;
  return {
    estimator: estimator.name,
    tauNet,
    model: fit?.model ?? null,
    atBound: fit?.atBound ?? null,
    amplitude: best?.amplitude ?? null,
    tau1: best?.taus[0] ?? null,
    tau2: best?.taus[1] ?? null,
    weight: best?.weight ?? null,
    rss: best?.rss ?? null,
    aicSingle: fit?.single?.aic ?? null,
    aicDouble: fit?.double?.aic ?? null,
    doubleShare: fit?.doubleShare ?? null,
    failure: failure ?? fit?.failure ?? null,
  };
}
