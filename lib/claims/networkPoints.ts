import { mean } from "simple-statistics";
import { grouped } from "../grouped.js";
import type { Perturbed } from "../interventions/perturb.js";
import type { SimulatedInputs } from "../results/measureTimescales.js";
import { fitsFilter, type RunFilter } from "../runs/runFilter.js";
import type { ClaimData } from "./claimData.js";

/** A value of one network, as it was when it had solved N. */
export interface NetworkPoint {
  readonly run: string;
  readonly n: number;
  readonly value: number;
}

/** Which networks: the paper's own model unless said otherwise. */
export type Condition = Pick<RunFilter, "variant" | "model"> & { profile: string; task: string; curriculum: string };

/** Something that is measured of networks, against N. */
export type Measure = (data: ClaimData, condition: Condition) => NetworkPoint[];

/** Mean or standard deviation of τ over neurons, in steps, of networks that have just solved N. */
export function trainedTau(statistic: "tauMean" | "tauStd"): Measure {
  return ({ runs }, condition) =>
    runs
      .filter(fits(condition))
      .flatMap(({ run, epochs }) =>
        epochs.flatMap(({ nMax, solved, [statistic]: value }) =>
          solved && value !== undefined ? [{ run, n: nMax, value }] : [],
        ),
      );
}

/** Mean τ_net over the neurons that the paper's figures keep, in steps. */
export function meanTauNet(inputs: SimulatedInputs): Measure {
  return ({ timescales }, condition) =>
    timescales
      .filter((row) => fits(condition)(row) && row.inputs === inputs && row.kept === "above-1")
      .flatMap(({ run, n, mean: value }) => (value === null ? [] : [{ run, n, value }]));
}

/** Mean recurrent weight. */
export const meanWeight: Measure = ({ weights }, condition) =>
  weights.filter(fits(condition)).map(({ run, n, mean: value }) => ({ run, n, value }));

/** Principal components for 90 % of the variance. */
export const components: Measure = ({ dimensionality }, condition) =>
  dimensionality.filter(fits(condition)).map(({ run, n, components: value }) => ({ run, n, value }));

/** Relative accuracy after ablating one of the neurons of shortest τ, less that after ablating one of longest τ. */
export const shortLessLong: Measure = ({ ablation }, condition) =>
  byNetwork(ablation.filter(fits(condition)), (rows) => {
    const of = (group: string) => rows.find((row) => row.group === group)?.relativeAccuracy ?? undefined;
    const [short, long] = [of("short"), of("long")];
    return short === undefined || long === undefined ? undefined : short - long;
  });

/** Relative accuracy after a perturbation, mean over its sizes ε > 0. */
export function robustness(perturbed: Perturbed): Measure {
  return ({ perturbation }, condition) =>
    byNetwork(
      perturbation.filter((row) => fits(condition)(row) && row.perturbed === perturbed && row.epsilon > 0),
      (rows) => {
        const values = rows.flatMap(({ relativeAccuracy }) => relativeAccuracy ?? []);
        return values.length === 0 ? undefined : mean(values);
      },
    );
}

/**
 * What the states hold of the earlier N: accuracy above one half with which an N below the largest is decoded, relative
 * to that of the largest, mean over all of them.
 */
export const retained: Measure = ({ decoding }, condition) =>
  byNetwork(decoding.filter(fits(condition)), (rows) => {
    const earlier = rows.filter(({ testedN, n }) => testedN < n);
    const now = (rows.find(({ testedN, n }) => testedN === n)?.accuracy ?? 0) - 0.5;
    return earlier.length === 0 || !(now > 0) ? undefined : mean(earlier.map(({ accuracy }) => (accuracy - 0.5) / now));
  });

function fits(condition: Condition) {
  return (row: Parameters<typeof fitsFilter>[0]) => fitsFilter(row, condition);
}

/** One value for all rows of a network; none where it is undefined. */
function byNetwork<Row extends { run: string; n: number }>(
  rows: readonly Row[],
  measureOf: (rows: Row[]) => number | undefined,
): NetworkPoint[] {
  const networks = grouped(rows, ({ run, n }) => `${run} ${n}`);
  return [...networks.values()].flatMap((own) => {
    const value = measureOf(own);
    return value === undefined ? [] : [{ run: own[0].run, n: own[0].n, value }];
  });
}
