import { ar1Time } from "./ar1Time.js";
import { autocorrelationWidth } from "./autocorrelationWidth.js";
import type { TimescaleEstimator } from "./estimator.js";
import { fittedLags } from "./exponentialDecay.js";
import { integratedTime } from "./integratedTime.js";
import { asPublished, type FitProcedure, multiStart } from "./timescaleFit.js";

const estimators: Readonly<Record<string, () => TimescaleEstimator>> = {
  "as-published": () => fitting("as-published", asPublished()),
  "single-draw": () => fitting("single-draw", asPublished({ draws: 1 })),
  "multi-start": () => fitting("multi-start", multiStart),
  ar1: () => ar1Time,
  integrated: () => integratedTime,
  "acw-50": () => autocorrelationWidth(50),
  "acw-0": () => autocorrelationWidth(0),
};

/**
 * Names of the estimators. "single-draw": the published fit of one and two decays, done once; "as-published", as in all
 * our tables: the same from 15 starts that hardly differ, and what most of them choose, since of a single one chance
 * decides; "multi-start": the best fits, for two timescales of which the longer counts. "ar1":
 * one decay, from lag 1 only, where noise of measurement is small; "integrated": the area below the autocorrelation,
 * whatever its shape; "acw-50" and "acw-0": its width, to compare with recordings that are told so.
 */
export const estimatorNames: readonly string[] = Object.keys(estimators);

/**
 * The estimator of a name. What fits of decays give at a bound, 0 or 100 steps, is no estimate: see `fitting`.
 *
 * @throws RangeError if there is no such estimator; the message lists all
 */
export function estimatorNamed(name: string): TimescaleEstimator {
  if (!Object.hasOwn(estimators, name)) {
    throw new RangeError(`estimator: expected one of ${estimatorNames.join(", ")}, got ${JSON.stringify(name)}`);
  }
  return estimators[name]();
}

/**
 * Estimators by name, or one's own.
 *
 * @throws RangeError if there is none of such a name
 */
export function chosenEstimators(estimators: readonly (string | TimescaleEstimator)[]): TimescaleEstimator[] {
  return estimators.map((estimator) => (typeof estimator === "string" ? estimatorNamed(estimator) : estimator));
}

/**
 * An estimator that takes τ_net from a fit of decays, at lags 0 … 30. It is within 0 … 100 steps: a longer timescale
 * gives 100, and no correlation at lag 1 nearly 0, which `fit.atBound` tells.
 *
 * @param name       what rows and tables call it
 * @param procedure  e.g. `multiStart`, or `asPublished()`
 */
export function fitting(name: string, procedure: FitProcedure): TimescaleEstimator {
  return {
    name,
    maxLag: fittedLags - 1,
    meaning: "τ",
    estimate(autocovariance) {
      const fit = procedure(autocovariance);
      return { tauNet: fit.tauNet, failure: fit.tauNet === null ? fit.failure : null, fit };
    },
  };
}
