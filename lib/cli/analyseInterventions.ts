import type { Command } from "commander";
import { mean } from "simple-statistics";
import { tauInUse } from "../dynamics/leakyParameters.js";
import { GraphEngine } from "../engine/graphEngine.js";
import { grouped } from "../grouped.js";
import { ablation, neuronsToAblate } from "../interventions/ablation.js";
import { groupMeans } from "../interventions/groupMeans.js";
import type { Perturbed } from "../interventions/perturb.js";
import { perturbation } from "../interventions/perturbation.js";
import { percentText } from "../percent.js";
import type { Progress } from "../progress/progress.js";
import type { LoadedNetwork } from "../runs/checkpoint.js";
import { meanInterval } from "../statistics/meanInterval.js";
import { taskNamed } from "../tasks/taskNamed.js";
import { integer } from "./command.js";
import {
  headOf,
  type Measured,
  type MeasurementOptions,
  measurement,
  mustBeTestable,
  numbers,
  oneOf,
  percentCell,
} from "./measurement.js";

interface AblationOptions extends MeasurementOptions {
  n?: number;
  neurons: number;
  asPublished?: boolean;
  trials: number;
  steps: number;
  dropped: number;
  threads: number;
}

interface PerturbationOptions extends MeasurementOptions {
  of: Perturbed | "both";
  n?: number;
  epsilons?: number[];
  draws: number;
  trials: number;
  steps: number;
  dropped: number;
}

/** The measurements `ablation` and `perturbation` of `npm run analyse`. */
export function addInterventions(program: Command): void {
  const timed = (command: Command) =>
    command
      .option("--n <n>", "the N whose head answers (default: the largest)", integer(1))
      .option("--trials <n>", "sequences", integer(1, 100_000), 10)
      .option("--steps <n>", "answers scored per sequence", integer(1, 10_000_000), 1000)
      .option("--dropped <n>", "answers at the beginning that are not scored", integer(0, 10_000_000), 100);
  timed(
    measurement<AblationOptions>(
      program,
      "ablation",
      "Accuracy without one neuron: those with the smallest and largest τ, and random ones, one at a time.",
      ablate,
      {
        check(network, { n, neurons }) {
          mustBeTestable(network);
          headOf(network, n);
          neuronsToAblate(network, neurons, 1);
        },
        conclude: overNetworks,
      },
    ),
  )
    .option("--neurons <n>", "neurons of each group", integer(1, 1_000_000), 20)
    .option("--as-published", "of the readout, set only head 0's column to 0, whichever head answers")
    .option("--threads <n>", "threads of the engine", integer(1, 256), 1);
  timed(
    measurement<PerturbationOptions>(
      program,
      "perturbation",
      "Accuracy after random changes of the recurrent weights and of τ, against their size ε.",
      disturb,
      {
        check(network, { n, of }) {
          mustBeTestable(network);
          headOf(network, n);
          if (of !== "recurrent-weight") tauInUse(network);
        },
      },
    ),
  )
    .option("--of <what>", "recurrent-weight, tau or both", oneOf("recurrent-weight", "tau", "both"), "both")
    .option("--epsilons <list>", "sizes, e.g. 0,0.1,1 (default: the published ones)", numbers(0, 1e6))
    .option("--draws <n>", "random directions of each size", integer(1, 10_000), 10);
}

async function ablate(
  network: LoadedNetwork,
  { n, neurons: count, asPublished, trials, steps, dropped, threads, seed }: AblationOptions,
  progress: Progress,
): Promise<Measured> {
  const question = headOf(network, n);
  const { baseline, rows } = await ablation({ ...network, task: taskNamed(network.description.task) }, question, {
    count,
    asPublished,
    trials,
    steps,
    dropped,
    threads,
    seed,
    progress,
  });
  const groups = groupMeans({ rows });
  const lines = groups.map(
    ({ group, tau, accuracy, relativeAccuracy }) =>
      `${group.padEnd(6)} τ ${tau.toFixed(3)}: accuracy ${percentCell(accuracy)}, relative ${percentCell(relativeAccuracy)}`,
  );
  const [short, long] = groups;
  const shortLessLong = short.accuracy - long.accuracy;
  return {
    rows: rows.map((row) => ({ n: question.n, baseline, ...row })),
    more: { n: question.n, baseline, shortLessLong },
    summary: [
      `N = ${question.n}, the whole network ${percentCell(baseline)}`,
      ...lines,
      `without short-τ less without long-τ neurons: ${points(shortLessLong)}`,
    ],
  };
}

/** The difference over networks, which are the unit: neurons of one network tell of that network alone. */
function overNetworks(networks: readonly { network: LoadedNetwork; measured: Measured }[]): string[] {
  const differences = networks.map(({ network: { description }, measured }) => {
    const { n, shortLessLong } = measured.more as { n: number; shortLessLong: number };
    const { task, curriculum = "unknown curriculum", model } = description;
    return { condition: `${task}, ${curriculum}, ${model.name}, N = ${n}`, shortLessLong };
  });
  return [...grouped(differences, ({ condition }) => condition)].flatMap(([condition, own]) => {
    const { mean: middle, low, high, count } = meanInterval(own.map(({ shortLessLong }) => shortLessLong));
    if (low === null || high === null) return [];
    const range = `${points(low)} … ${points(high)}`;
    return [
      `${condition}: without short-τ less without long-τ neurons ${points(middle)}, mean of ${count} networks (${range}, 95 % confidence)`,
    ];
  });
}

/** A difference of shares, in points of a percentage. */
function points(difference: number): string {
  return `${difference < 0 ? "−" : ""}${percentText(Math.abs(difference), 2)}`;
}

async function disturb(
  network: LoadedNetwork,
  { of, n, epsilons, draws, trials, steps, dropped, seed }: PerturbationOptions,
  progress: Progress,
): Promise<Measured> {
  const question = headOf(network, n);
  const engine = new GraphEngine(network.cell);
  const tested = { ...network, engine, task: taskNamed(network.description.task) };
  const kinds: Perturbed[] = of === "both" ? ["recurrent-weight", "tau"] : [of];
  const all: object[] = [];
  const summary: string[] = [];
  try {
    for (const kind of kinds) {
      const options = { epsilons, draws, trials, steps, dropped, seed, progress };
      const { baseline, rows } = await perturbation(tested, kind, question, options);
      all.push(...rows.map((row) => ({ n: question.n, baseline, ...row })));
      summary.push(`${kind}, N = ${question.n}, the whole network ${percentCell(baseline)}`);
      for (const epsilon of new Set(rows.map((row) => row.epsilon))) {
        const accuracy = mean(rows.filter((row) => row.epsilon === epsilon).map((row) => row.accuracy));
        summary.push(`  ε ${epsilon.toPrecision(3).padEnd(8)} ${percentCell(accuracy)}`);
      }
    }
  } finally {
    await engine.dispose();
  }
  return { rows: all, more: { n: question.n }, summary };
}
