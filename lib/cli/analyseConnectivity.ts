import type { Command } from "commander";
import { mustBeInDiscreteTime } from "../dynamics/continuousTime.js";
import { dimensionality } from "../dynamics/dimensionality.js";
import { recurrentWeight, tauInUse } from "../dynamics/leakyParameters.js";
import { linearPart } from "../dynamics/linearPart.js";
import { type Spectrum, spectrum } from "../dynamics/spectrum.js";
import { strengthAgainstTau } from "../dynamics/strengthAgainstTau.js";
import { weightStatistics } from "../dynamics/weightStatistics.js";
import { grouped } from "../grouped.js";
import { percent, percentText } from "../percent.js";
import type { Progress } from "../progress/progress.js";
import type { LoadedNetwork } from "../runs/checkpoint.js";
import { dimensionalityLines } from "../statistics/dimensionalityLines.js";
import { linearFit } from "../statistics/linearFit.js";
import { integer, number } from "./command.js";
import { type Measured, type MeasurementOptions, measurement, oneOf, onesProbability } from "./measurement.js";

interface WeightsOptions extends MeasurementOptions {
  rows: "network" | "neurons" | "eigenvalues";
}

interface DimensionalityOptions extends MeasurementOptions {
  steps: number;
  trials: number;
  onesProbability: "random" | number;
  share: number;
  threads: number;
  rows: "trials" | "components";
}

/** The measurements `weights` and `dimensionality` of `npm run analyse`. */
export function addConnectivity(program: Command): void {
  measurement<WeightsOptions>(
    program,
    "weights",
    "The recurrent weights: statistics, strength against τ, spectral radius, eigenvalues.",
    weights,
    {
      check(network) {
        recurrentWeight(network);
        tauInUse(network);
      },
    },
  ).option(
    "--rows <what>",
    "one row per network, neurons or eigenvalues",
    oneOf("network", "neurons", "eigenvalues"),
    "network",
  );
  measurement<DimensionalityOptions>(
    program,
    "dimensionality",
    "Principal components of the population's activity, per trial; of several networks, the line against N.",
    dimensions,
    { check: ({ cell }) => mustBeInDiscreteTime(cell), conclude: lineAgainstN },
  )
    .option("--steps <n>", "steps per trial, after a burn-in of 500", integer(2, 100_000_000), 100_000)
    .option("--trials <n>", "independent sequences", integer(1, 10_000), 10)
    .option(
      "--ones-probability <p>",
      "probability of a one: random, anew for each trial, or a number",
      onesProbability,
      "random",
    )
    .option("--share <share>", "share of the variance that components are counted for", number(0.01, 1), 0.9)
    .option("--threads <n>", "threads of the covariance", integer(1, 256), 2)
    .option("--rows <what>", "one row per trial or component", oneOf("trials", "components"), "trials");
}

async function weights(network: LoadedNetwork, { rows }: WeightsOptions, progress: Progress): Promise<Measured> {
  const { neurons: n } = network.cell;
  const statistics = weightStatistics(network);
  const { neurons, incomingCorrelation, outgoingCorrelation } = strengthAgainstTau(network);
  progress.start("eigenvalues", 2);
  const ofWeights = spectrum(recurrentWeight(network), n);
  progress.update(1);
  const ofLinearPart = spectrum(linearPart(network), n);
  progress.finish("eigenvalues of W and of the linear part");
  const all = {
    ...statistics,
    incomingCorrelation,
    outgoingCorrelation,
    spectralRadius: ofWeights.radius,
    linearPartRadius: ofLinearPart.radius,
  };
  const figure = (value: number | null) => (value === null ? "–" : value.toPrecision(4));
  const eigenvalues = () => [...eigenvalueRows("W", ofWeights), ...eigenvalueRows("linear-part", ofLinearPart)];
  return {
    rows: rows === "network" ? [all] : rows === "neurons" ? neurons : eigenvalues(),
    more: rows === "network" ? {} : all,
    summary: [
      `weights: mean ${figure(all.mean)}, STD ${figure(all.std)}; ${percentText(all.positiveShare, 1)} positive ` +
        `(mean ${figure(all.positiveMean)}), ${percentText(all.negativeShare, 1)} negative ` +
        `(mean ${figure(all.negativeMean)})`,
      `Pearson's r with τ: incoming ${figure(incomingCorrelation)}, outgoing ${figure(outgoingCorrelation)}`,
      `spectral radius: W ${figure(ofWeights.radius)}, (1 − 1/τ) I + W/τ ${figure(ofLinearPart.radius)}`,
    ],
  };
}

function eigenvalueRows(matrix: string, { real, imaginary }: Spectrum): object[] {
  return Array.from(real, (value, i) => ({ matrix, real: value, imaginary: imaginary[i] }));
}

async function dimensions(
  network: LoadedNetwork,
  { steps, trials, onesProbability, share, seed, threads, rows }: DimensionalityOptions,
  progress: Progress,
): Promise<Measured> {
  const result = await dimensionality(network, { steps, trials, onesProbability, share, seed, threads, progress });
  const { components, componentsStd, participationRatio } = result;
  const spread = Number.isNaN(componentsStd) ? ", of one trial" : ` ± ${componentsStd.toFixed(2)} (STD over trials)`;
  return {
    rows: result.trials.flatMap(({ explained, ...trial }, t): object[] =>
      rows === "trials"
        ? [{ trial: t + 1, ...trial }]
        : Array.from(explained, (value, i) => ({ trial: t + 1, component: i + 1, explained: value })),
    ),
    more: { components, componentsStd, participationRatio },
    summary: [
      `components for ${percent(share)} % of the variance: ${components.toFixed(2)}${spread}`,
      `participation ratio: ${participationRatio === null ? "nothing varies" : participationRatio.toFixed(2)}`,
    ],
  };
}

/**
 * Of each task and curriculum, the line of dimensionality against N: the mean over the lines of its networks, which are
 * the unit of all statistics here; of a single one its own line.
 */
function lineAgainstN(networks: readonly { network: LoadedNetwork; measured: Measured }[]): string[] {
  const points = networks.map(({ network: { description }, measured }) => {
    const { task, curriculum = "unknown curriculum", heads, profile, seed } = description;
    const { components } = measured.more as { components: number };
    return { task, curriculum, n: Math.max(...heads), components, network: `${profile} ${seed}` };
  });
  return [...grouped(points, ({ task, curriculum }) => `${task}, ${curriculum}`)].flatMap(([condition, own]) => {
    const ofNetworks = [...grouped(own, ({ network }) => network).values()];
    const [mean] = dimensionalityLines(ofNetworks.flatMap((one, seed) => one.map((point) => ({ ...point, seed }))));
    if (mean) {
      const { intercept, slope, slopeLow, slopeHigh, networks: count } = mean;
      const range = `${slopeLow.toFixed(4)} … ${slopeHigh.toFixed(4)}`;
      return [
        `${condition}: components = ${intercept.toFixed(3)} + ${slope.toFixed(4)} N, mean of ${count} networks (slope ${range}, 95 % confidence)`,
      ];
    }
    if (ofNetworks.length > 1 || new Set(own.map(({ n }) => n)).size < 3) return [];
    const { slope, intercept } = linearFit(own.map(({ n, components }) => [n, components]));
    return [`${condition}: components = ${intercept.toFixed(3)} + ${slope.toFixed(4)} N, in one network`];
  });
}
