import { setImmediate } from "node:timers/promises";
import { asGiven } from "../asGiven.js";
import { counted } from "../counted.js";
import { checkOptionsOf } from "../knownFields.js";
import { type Progress, silent, withProgress } from "../progress/progress.js";
import { ar1Time } from "./ar1Time.js";
import { recordedAtRest } from "./atRest.js";
import { autocovariance, checkMaxLag } from "./autocovariance.js";
import type { TimescaleEstimator } from "./estimator.js";
import { chosenEstimators } from "./estimatorNamed.js";
import { integratedTime } from "./integratedTime.js";
import type { Autocovariances } from "./streamingAutocovariance.js";
import { type TimescaleRow, type TimescaleRows, timescaleRows } from "./timescaleRows.js";

/** Recorded activity of every neuron in every trial, [trials][neurons][T], any unit; trials may differ in length. */
export type RecordedActivity = readonly (readonly ArrayLike<number>[])[];

/** By what the timescales of a recording are estimated, and in which unit of time. */
export interface RecordedOptions {
  /**
   * By name, or one's own. Default: "ar1", and "integrated" where every trial has the 202 steps that it needs; both
   * take the noise of an autocorrelation for no second timescale, as fits of decays do.
   */
  estimators?: readonly (string | TimescaleEstimator)[];
  /** Time from one step to the next, e.g. in ms: the unit of all timescales. Default: 1, timescales in steps. */
  interval?: number;
  /**
   * Largest lag of the autocovariances that are returned, in steps. Default, and at least: what the estimators need.
   */
  maxLag?: number;
  progress?: Progress;
}

/** Timescales of a recording, all in the unit of `interval`. */
export interface RecordedTimescales extends TimescaleRows {
  /** Lags in steps; `steps` are those of the shortest trial. */
  autocovariances: Autocovariances;
}

/**
 * Timescale of every neuron of one's own recording, and of the population, the sum over neurons: rows and summary as of
 * `estimateTimescales`. `tau` is null, and τ_net > 1 means longer than a step, whatever the interval. The summary leaves
 * out a τ_net at a bound of the fit, which is no estimate, and has no standard deviation of a single neuron.
 *
 * The autocovariance at lag k takes each neuron's mean of every trial off and divides the sum of products of all trials
 * by Σ (T − 1 − k), so that lags with fewer products are not damped. It takes the activity for stationary within a
 * trial: a slow drift counts as a long timescale. The mean that is taken off holds a part of slow changes itself: τ
 * comes out too short where trials are not many times as long, e.g. by a fifth or more of τ = 10 from trials of 100
 * steps, however many there are. `estimatorBias` tells by how much. Fits of decays look at lags up to 30 and find τ of
 * at most 100 steps; a second decay that they find in the noise of the autocorrelation makes τ several times too long
 * where a recording is not as long as a simulation. Noise of measurement, anew at every step, makes τ of "ar1" and
 * "integrated" too short; fits of decays allow for it.
 *
 * @param activity  as many neurons in every trial
 * @throws RangeError if there is none, a value is not finite, a trial is too short for the lags, an option is not
 *   valid, or an estimator gives a τ_net that is neither finite and at least 0 nor null
 * @source Khajehabdollahi et al. 2024 (published code); bias: Marriott & Pope 1954, doi:10.1093/biomet/41.3-4.390
 * @example (await recordedTimescales([[spikeCounts]], { estimators: ["ar1"], interval: 20 })).rows[0].tauNet // in ms
 */
export async function recordedTimescales(
  activity: RecordedActivity,
  options: RecordedOptions = {},
): Promise<RecordedTimescales> {
  checkOptionsOf("recordedTimescales", options, { estimators: true, interval: true, maxLag: true, progress: true });
  const { estimators, interval = 1, maxLag = 0, progress = silent } = options;
  if (!(typeof interval === "number" && interval > 0 && interval < Infinity)) {
    throw new RangeError(`interval: expected a time above 0, got ${asGiven(interval)}`);
  }
  checkMaxLag(maxLag);
  const chosen = chosenEstimators(estimators ?? usualEstimators(activity));
  const lags = Math.max(maxLag, ...chosen.map((estimator) => estimator.maxLag));
  checkActivity(activity, lags);
  const autocovariances = await pooledAutocovariances(activity, lags, progress);
  const inFloat32 = activity[0].map((_, neuron) => activity.some((trial) => trial[neuron] instanceof Float32Array));
  const rest = recordedAtRest(autocovariances, inFloat32);
  const estimates = await timescaleRows(autocovariances, rest, chosen, null, progress, "left out");
  const { rows, summary, population } = estimates;
  const time = (steps: number | null) => (steps === null ? null : steps * interval);
  const inTime = <Row extends Pick<TimescaleRow, "tauNet" | "tau1" | "tau2">>(row: Row): Row => {
    return { ...row, tauNet: time(row.tauNet), tau1: time(row.tau1), tau2: time(row.tau2) };
  };
  return {
    rows: rows.map(inTime),
    summary: summary.map((row) => ({
      ...row,
      mean: time(row.mean),
      std: row.neurons > 1 ? time(row.std) : null,
      median: time(row.median),
      lowerQuartile: time(row.lowerQuartile),
      upperQuartile: time(row.upperQuartile),
    })),
    population: population.map(inTime),
    autocovariances,
  };
}

/** Those that are right of any recording of a first-order process, as far as its trials are long enough for them. */
function usualEstimators(activity: RecordedActivity): string[] {
  const isLong = [activity].flat(2).every((series) => series?.length >= integratedTime.maxLag + 2);
  return isLong ? [ar1Time.name, integratedTime.name] : [ar1Time.name];
}

/** Of every neuron and of the sum of all, over all trials, each weighed with its number of products. */
async function pooledAutocovariances(
  activity: RecordedActivity,
  maxLag: number,
  progress: Progress,
): Promise<Autocovariances> {
  const trials = activity.length;
  const lengths = activity.map(([first]) => first.length);
  const products = Array.from({ length: maxLag + 1 }, (_, lag) =>
    lengths.reduce((sum, steps) => sum + steps - 1 - lag, 0),
  );
  const pooled = (series: (trial: number) => ArrayLike<number>): Float64Array => {
    const sums = new Float64Array(maxLag + 1);
    for (const [trial, steps] of lengths.entries()) {
      autocovariance(series(trial), maxLag).forEach((value, lag) => {
        sums[lag] += value * (steps - 1 - lag);
      });
    }
    return sums.map((sum, lag) => sum / products[lag]);
  };
  const neurons: Float64Array[] = [];
  const meanSquares = new Float64Array(activity[0].length);
  const activeShares = new Float64Array(activity[0].length);
  const allSteps = lengths.reduce((sum, steps) => sum + steps, 0);
  const correlation = {
    label: "autocorrelation",
    total: meanSquares.length,
    done: () => `autocorrelation of ${counted(neurons.length, "neuron")} in ${counted(trials, "trial")}`,
  };
  return withProgress(progress, correlation, async () => {
    for (const neuron of meanSquares.keys()) {
      neurons.push(pooled((trial) => activity[trial][neuron]));
      for (const trial of activity) {
        meanSquares[neuron] += meanOf(trial[neuron]) ** 2 / trials;
        activeShares[neuron] += stepsAbove0(trial[neuron]) / allSteps;
      }
      progress.update(neuron + 1);
      await setImmediate(); // so that a display is drawn, and an interrupt heard
      progress.signal?.throwIfAborted();
    }
    const population = pooled((trial) => {
      const sum = new Float64Array(lengths[trial]);
      for (const series of activity[trial]) for (let t = 0; t < sum.length; t++) sum[t] += series[t];
      return sum;
    });
    return { neurons, population, meanSquares, activeShares, steps: Math.min(...lengths), trials };
  });
}

function meanOf(series: ArrayLike<number>): number {
  let sum = 0;
  for (let t = 0; t < series.length; t++) sum += series[t];
  return sum / series.length;
}

function stepsAbove0(series: ArrayLike<number>): number {
  let count = 0;
  for (let t = 0; t < series.length; t++) if (series[t] > 0) count++;
  return count;
}

function checkActivity(activity: RecordedActivity, lags: number): void {
  if (!Array.isArray(activity) || activity.length === 0 || !activity.every(Array.isArray)) {
    throw new RangeError("activity: expected one list of neurons per trial, [trials][neurons][T], got none");
  }
  const [{ length: neurons }] = activity;
  if (neurons === 0) throw new RangeError("activity: expected at least 1 neuron, got none");
  for (const [trial, all] of activity.entries()) {
    if (all.length !== neurons) {
      throw new RangeError(
        `activity: expected ${counted(neurons, "neuron")} in every trial, got ${all.length} in trial ${trial + 1}`,
      );
    }
    const steps = all[0]?.length;
    for (const [neuron, series] of all.entries()) {
      const where = `neuron ${neuron + 1} of trial ${trial + 1}`;
      if (typeof series !== "object" || series === null || !(series.length >= lags + 2)) {
        const got = typeof series === "object" && series !== null ? series.length : asGiven(series);
        throw new RangeError(
          `activity: expected at least ${lags + 2} steps for ${counted(lags, "lag")}, got ${got} of ${where}`,
        );
      }
      if (series.length !== steps) {
        throw new RangeError(
          `activity: expected ${counted(steps, "step")} as of neuron 1, got ${series.length} of ${where}`,
        );
      }
      for (let t = 0; t < steps; t++) {
        if (Number.isFinite(series[t])) continue;
        throw new RangeError(
          `activity: expected finite numbers, got ${asGiven(series[t])} at step ${t + 1} of ${where}`,
        );
      }
    }
  }
}
