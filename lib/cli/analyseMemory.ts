import { type Command, Option } from "commander";
import { type AccuracyAtP, accuracyAgainstP } from "../dynamics/accuracyAgainstP.js";
import type { OnesProbability } from "../dynamics/chance.js";
import { type DecodingRow, decoding } from "../dynamics/decoding.js";
import { checkedSmallest, forgetting } from "../dynamics/forgetting.js";
import { lengthGeneralisation } from "../dynamics/lengthGeneralisation.js";
import { GraphEngine } from "../engine/graphEngine.js";
import { integers } from "../integers.js";
import type { Progress } from "../progress/progress.js";
import type { LoadedNetwork } from "../runs/checkpoint.js";
import { taskNamed } from "../tasks/taskNamed.js";
import { gathered, integer, UserError } from "./command.js";
import {
  type Measured,
  type MeasurementOptions,
  measurement,
  mustBeTestable,
  numbers,
  onesProbability,
  percentCell,
  plusMinus,
} from "./measurement.js";

interface AccuracyOptions extends MeasurementOptions {
  onesProbability?: number[];
  longer?: number;
  trials: number;
  steps: number;
  dropped: number;
}

interface ForgettingOptions extends MeasurementOptions {
  onesProbability?: OnesProbability[];
  smallest?: number;
  trials: number;
  steps: number;
  dropped: number;
}

interface DecodingOptions extends MeasurementOptions {
  smallest?: number;
  beyond: number;
  fitTrials: number;
  trials: number;
  steps: number;
  dropped: number;
}

/** The measurements `accuracy`, `forgetting` and `decoding` of `npm run analyse`. */
export function addMemory(program: Command): void {
  const timed = (command: Command) =>
    command
      .option("--trials <n>", "sequences", integer(1, 100_000), 10)
      .option("--steps <n>", "answers scored per sequence", integer(1, 10_000_000), 1000)
      .option("--dropped <n>", "answers at the beginning that are not scored", integer(0, 10_000_000), 100);
  timed(
    measurement<AccuracyOptions>(
      program,
      "accuracy",
      "Accuracy of every head against the probability of a one, or in sequences longer than any of training.",
      accuracy,
      { check: mustBeTestable },
    ),
  )
    .option("--ones-probability <list>", "probabilities of a one, e.g. 0.1,0.5,0.9 (default: 0.5)", numbers(0, 1))
    .addOption(
      new Option("--longer <doublings>", "instead, windows of steps that double so often from 4 N + 1, at one p")
        .argParser(integer(0, 20))
        .conflicts(["steps", "dropped"])
        .implies({ steps: undefined, dropped: undefined }), // not told as part of the request
    )
    .hook("preAction", (command) => {
      const { onesProbability: p = [], longer } = command.opts<AccuracyOptions>();
      if (longer === undefined || p.length <= 1) return;
      throw new UserError(`--ones-probability: expected one probability with --longer, got ${p.join(", ")}`);
    });
  timed(
    measurement<ForgettingOptions>(
      program,
      "forgetting",
      "Accuracy on every N up to the largest solved, beside what guessing and knowing another N would give; ten times as many trials with a random p.",
      remembered,
      {
        check(network, { smallest }) {
          mustBeTestable(network);
          if (smallest !== undefined) checkedSmallest(smallest, network.description.heads);
        },
      },
    ),
  )
    .option(
      "--ones-probability <p>",
      "probability of a one: random, or a number; may be given several times (default: 0.5 and random)",
      gathered((text: string, before: OnesProbability[] = []) => [...before, onesProbability(text)]),
    )
    .option("--smallest <n>", "the N that the curriculum began with", integer(1));
  timed(
    measurement<DecodingOptions>(
      program,
      "decoding",
      "What the states hold of every N, head or no head: accuracy of a linear readout that is fitted anew to each N, in other sequences; p = 0.5.",
      decoded,
      { check: mustBeTestable },
    ),
  )
    .option("--fit-trials <n>", "sequences that the readout is fitted to", integer(1, 100_000), 30)
    .option("--smallest <n>", "the smallest N that is decoded (default: the task's)", integer(1))
    .option("--beyond <n>", "so many N more than the network has solved", integer(0, 1000), 3);
}

async function accuracy(
  network: LoadedNetwork,
  { onesProbability: p = [0.5], longer, trials, steps, dropped, seed }: AccuracyOptions,
  progress: Progress,
): Promise<Measured> {
  const { description, cell } = network;
  const questions = description.heads.map((n, head) => ({ n, head }));
  const engine = new GraphEngine(cell);
  const tested = { ...network, engine, task: taskNamed(description.task) };
  try {
    if (longer !== undefined) {
      const rows = await lengthGeneralisation(tested, questions, {
        doublings: longer,
        trials,
        onesProbability: p[0],
        seed,
        progress,
      });
      const line = (row: (typeof rows)[number]) =>
        `N ${String(row.n).padStart(3)}, steps ${`${row.from} … ${row.to}`.padEnd(15)} ${percentCell(row.mean)}${plusMinus(row.std)}`;
      return { rows, summary: rows.map(line) };
    }
    const rows = await accuracyAgainstP(tested, questions, p, { trials, steps, dropped, seed, progress });
    const line = (row: AccuracyAtP) =>
      `p ${row.p.toFixed(2)}, N ${String(row.n).padStart(3)} ${percentCell(row.mean)}${plusMinus(row.std)}, chance ${percentCell(row.chance).trim()}`;
    return { rows, summary: rows.map(line) };
  } finally {
    await engine.dispose();
  }
}

async function remembered(
  network: LoadedNetwork,
  { onesProbability: onesProbabilities, smallest, trials, steps, dropped, seed }: ForgettingOptions,
  progress: Progress,
): Promise<Measured> {
  const { description, cell } = network;
  const engine = new GraphEngine(cell);
  const tested = { ...network, engine, task: taskNamed(description.task) };
  try {
    const testing = { trials, steps, dropped, seed, progress };
    const rows = await forgetting(tested, description.heads, { onesProbabilities, smallest, ...testing });
    return {
      rows,
      summary: [
        "input p     N   head for   accuracy        guessing   knowing the head's N only",
        ...rows.map(({ onesProbability, n, headN, mean, chance, chanceOfHead }) =>
          [
            String(onesProbability).padEnd(7),
            String(n).padStart(5),
            String(headN).padStart(10),
            percentCell(mean).padStart(10),
            percentCell(chance).padStart(15),
            percentCell(chanceOfHead).padStart(15),
          ].join(" "),
        ),
      ],
    };
  } finally {
    await engine.dispose();
  }
}

async function decoded(
  network: LoadedNetwork,
  { smallest, beyond, seed, fitTrials, trials, steps, dropped }: DecodingOptions,
  progress: Progress,
): Promise<Measured> {
  const { heads, task } = network.description;
  const from = smallest ?? taskNamed(task).smallestN;
  const to = Math.max(...heads) + beyond;
  if (from > to) throw new UserError(`--smallest: expected an N of at most ${to}, got ${from}`);
  const ns = integers(from, to);
  const rows = await decoding(network, ns, { fitTrials, trials, steps, dropped, seed, progress });
  const headOf = ({ n }: DecodingRow) => (heads.includes(n) ? "  has a head" : "");
  const line = (row: DecodingRow) =>
    `N ${String(row.n).padStart(3)} ${percentCell(row.mean)}${plusMinus(row.std)}${headOf(row)}`;
  return { rows, summary: rows.map(line) };
}
