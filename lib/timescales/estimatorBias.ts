import { mean, median, standardDeviation } from "simple-statistics";
import { asGiven } from "../asGiven.js";
import { counted } from "../counted.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeCount } from "../mustBe.js";
import { RandomStream } from "../random/stream.js";
import { autocovariance } from "./autocovariance.js";
import { estimatorNamed } from "./estimatorNamed.js";
import { ornsteinUhlenbeck, type ProcessPart } from "./ornsteinUhlenbeck.js";

/** What is estimated how often. */
export interface BiasOptions {
  /** By name. */
  estimators: readonly string[];
  /** Steps per trial, at least 2 more than the largest lag that an estimator looks at. */
  lengths: readonly number[];
  /** Trials, over which the autocovariance is averaged. Default: 10. */
  trials?: number;
  /** Independent recordings of every length, each giving one estimate. Default: 20. */
  recordings?: number;
  /** Of the recordings, any integer. Default: 1. */
  seed?: number;
}

/** How far one estimator's τ are from the truth, for recordings of one length. */
export interface BiasRow {
  estimator: string;
  /** The longest τ of the process, in steps. */
  tau: number;
  /** Per trial. */
  steps: number;
  /** τ_net, in steps, of every recording that has one. */
  estimates: number[];
  /** Mean of the estimates over τ, less 1: −0.2 is 20 % too short. Null without estimates. */
  bias: number | null;
  /** Median of the estimates over τ, less 1. */
  medianBias: number | null;
  /** Standard deviation of the estimates, with their number in the denominator, over τ; null for fewer than two. */
  spread: number | null;
  /** Of the recordings that decays could be fitted to, the share for which two were chosen; null for estimators without models. */
  doubleShare: number | null;
  /** Share of the recordings without an estimate. */
  failedShare: number;
}

/**
 * Bias and spread of estimators against the length of trials, on a process whose timescales are known. All estimators
 * see the same recordings.
 *
 * @param process  its parts; their shares sum to 1
 * @returns one row per length and estimator
 * @throws RangeError if there is no estimator, or none of such a name, the process is not valid, or a number of trials,
 *   recordings or steps is not, or there is another option
 */
export function estimatorBias(process: readonly ProcessPart[], options: BiasOptions): BiasRow[] {
  checkOptionsOf("estimatorBias", options, {
    estimators: true,
    lengths: true,
    trials: true,
    recordings: true,
    seed: true,
  });
  const { estimators, lengths, trials = 10, recordings = 20, seed = 1 } = options;
  for (const [name, value] of Object.entries({ trials, recordings })) mustBeCount(name, value);
  if (estimators.length === 0) throw new RangeError("estimators: expected at least one, got none");
  const chosen = estimators.map(estimatorNamed);
  const maxLag = Math.max(...chosen.map((estimator) => estimator.maxLag));
  const short = lengths.find((steps) => !(Number.isInteger(steps) && steps >= maxLag + 2));
  if (short !== undefined) {
    throw new RangeError(
      `lengths: expected integers of at least ${maxLag + 2} steps for ${counted(maxLag, "lag")}, got ${asGiven(short)}`,
    );
  }
  const tau = Math.max(...process.map((part) => part.tau));
  const stream = RandomStream.named(seed, "estimator bias");
  return lengths.flatMap((steps) => {
    const recorded = Array.from({ length: recordings }, () => {
      const sum = new Float64Array(maxLag + 1);
      for (let trial = 0; trial < trials; trial++) {
        const each = autocovariance(ornsteinUhlenbeck(stream, process, steps), maxLag);
        for (let lag = 0; lag <= maxLag; lag++) sum[lag] += each[lag];
      }
      return sum;
    });
    return chosen.map((estimator): BiasRow => {
      const all = recorded.map((one) => estimator.estimate(one));
      const estimates = all.flatMap(({ tauNet }) => tauNet ?? []);
      const statistic = (of: (values: number[]) => number) => (estimates.length === 0 ? null : of(estimates) / tau);
      const [average, middle] = [statistic(mean), statistic(median)];
      const models = all.flatMap(({ fit }) => fit?.model ?? []);
      return {
        estimator: estimator.name,
        tau,
        steps,
        estimates,
        bias: average === null ? null : average - 1,
        medianBias: middle === null ? null : middle - 1,
        spread: estimates.length > 1 ? statistic(standardDeviation) : null,
        doubleShare: models.length === 0 ? null : models.filter((model) => model === "double").length / models.length,
        failedShare: (recordings - estimates.length) / recordings,
      };
    });
  });
}
