import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { counted } from "../counted.js";
import { type CurriculumOptions, curriculumNames } from "../curricula/curriculumNamed.js";
import { availableProvider } from "../engine/provider.js";
import type { ProviderName } from "../engine/providerName.js";
import { activationNames } from "../models/activation.js";
import { modelNames } from "../models/cellDescribed.js";
import { terminalProgress } from "../progress/terminalProgress.js";
import { createRun, openRun, type Run } from "../runs/runFolder.js";
import { runName } from "../runs/runName.js";
import { configHash, withLimits } from "../runs/runRecord.js";
import { readRun, type StoredRun } from "../runs/storedRun.js";
import { engineNamed, hasEnded, trainRun } from "../runs/trainRun.js";
import { variantOf } from "../runs/variantOf.js";
import { taskNames } from "../tasks/taskNamed.js";
import { largestSeed, type TrainingConfig } from "../training/config.js";
import { optimiserNames } from "../training/optimiser.js";
import { profiles } from "../training/profiles.js";
import { trainingConfig } from "../training/trainingConfig.js";
import { goOnWithoutReader } from "./closedPipe.js";
import {
  command,
  integer,
  nameOption,
  number,
  partsOption,
  providerOption,
  repeats,
  runCommand,
  UserError,
} from "./command.js";
import { epochLine } from "./epochLine.js";
import { folderOf } from "./folderOf.js";
import { shellWord } from "./shellWord.js";
import { untilStopped } from "./untilStopped.js";

interface TrainCliOptions extends CurriculumOptions {
  task: string;
  curriculum: string;
  profile: string;
  seed: number;
  maxN?: number;
  epochs?: number;
  seconds?: number;
  neurons?: number;
  batch?: number;
  steps?: number;
  optimiser?: string;
  testBatches?: number;
  learningRate?: number;
  momentum?: number;
  clipNorm?: number;
  solvedAbove?: number;
  onesProbability?: number;
  repeats?: number[];
  model: string;
  leak?: string;
  activation?: string;
  tau?: number | string;
  time?: string;
  parts?: string;
  out: string;
  resume?: string;
  fromLastNetwork?: boolean;
  threads: number;
  provider: ProviderName;
  json?: boolean;
}

const curriculumOptions = ["n", "width", "drop", "start", "add", "holdAt"] as const;
const modelOptions = ["leak", "activation", "tau", "time"] as const;

/** What may be said of a run that is there already; the rest is its own. */
const resumeOptions = [
  "resume",
  "fromLastNetwork",
  "epochs",
  "maxN",
  "seconds",
  "threads",
  "provider",
  "parts",
  "json",
];

const program = command("train", "Trains one network and writes it down as a run that can be resumed.")
  .addOption(nameOption("--task <name>", "memory task", taskNames).default("n-parity"))
  .addOption(nameOption("--curriculum <name>", "order of N", curriculumNames).default("multi-head"))
  .addOption(new Option("--profile <name>", "size of the experiment").choices(Object.keys(profiles)).default("quick"))
  .option("--seed <n>", "seed of all random numbers", integer(0, largestSeed), 1)
  .option("--max-n <n>", "end when this N is solved", integer(1, 1000))
  .option("--epochs <n>", "epochs at most, over all N", integer(1))
  .option("--seconds <n>", "end after so many seconds, all stretches together", number(1e-3, 1e9))
  .option("--neurons <n>", "neurons", integer(1, 2000))
  .option("--batch <n>", "sequences per step", integer(1))
  .option("--steps <n>", "steps per epoch", integer(1))
  .option("--test-batches <n>", "batches that an epoch ends with, on which accuracy is measured", integer(1))
  .addOption(nameOption("--optimiser <name>", "optimiser", optimiserNames))
  .option("--learning-rate <rate>", "learning rate", number(1e-9, 1e3))
  .option("--momentum <share>", "Nesterov momentum of SGD, from 0, less than 1", number(0, 1))
  .option("--clip-norm <norm>", "norm to which gradients are clipped", number(1e-9, 1e9))
  .option(
    "--solved-above <share>",
    "an N is solved when the share of right answers is above this, less than 1",
    number(0, 1),
  )
  .option("--ones-probability <p>", "probability of a one in the sequences", number(0, 1))
  .addOption(nameOption("--model <name>", "model", modelNames).default("leaky-rnn"))
  .addOption(new Option("--leak <where>", "leaky RNN: leak inside or outside").choices(["inside", "outside"]))
  .addOption(new Option("--activation <name>", "leaky RNN: nonlinearity").choices(activationNames))
  .option("--tau <steps>", "leaky RNN: one fixed τ instead of trained ones, or shared, or random", tau)
  .addOption(new Option("--time <kind>", "leaky RNN: kind of time").choices(["discrete", "continuous"]))
  .option("--repeats <k>", "continuous time: steps that a bit lasts, e.g. 10 or 7,8,9,10", repeats)
  .option("--n <n>", "no-curriculum: the only N", integer(1, 1000))
  .option("--width <heads>", "sliding-window: number of heads", integer(1, 1000))
  .option("--drop <heads>", "sliding-window: heads that go at a time", integer(1, 1000))
  .option("--start <heads>", "several-heads: heads at first", integer(1, 1000))
  .option("--add <heads>", "several-heads: heads that come at a time", integer(1, 1000))
  .option("--hold-at <n>", "single-head: stay at this N, however often it is solved", integer(1, 1000))
  .addOption(partsOption())
  .option("--out <folder>", "where the run's folder goes", "runs")
  .option("--resume <run>", "go on with this run, by its name or folder; --epochs and --max-n then move its end")
  .option("--from-last-network", "with --resume: a run without its state, as a published one, goes on from a network")
  .option("--threads <n>", "threads of the engine; with --resume those of before, unless given", integer(1, 256), 1)
  .addOption(providerOption())
  .option("--json", "print one line of JSON per epoch")
  .action(main);

/** A τ as typed: a number of steps, or a word that the model knows. */
function tau(text: string): number | string {
  if (["trained", "shared", "random"].includes(text)) return text;
  if (Number.isFinite(Number(text))) return number(1, 1e6)(text);
  throw new InvalidArgumentError(`expected trained, shared, random or a number of steps, got "${text}".`);
}

async function main(options: TrainCliOptions, { options: known }: Command): Promise<void> {
  const { json, seconds, fromLastNetwork } = options;
  const provider = await availableProvider(options.provider);
  const engine = engineNamed(provider);
  const resumed = options.resume === undefined ? undefined : folderOf(options.resume);
  if (resumed !== undefined) {
    for (const option of known) {
      const name = option.attributeName();
      if (program.getOptionValueSource(name) === "cli" && !resumeOptions.includes(name)) {
        throw new UserError(`${option.long} is what ${options.resume} began with; it cannot become another`);
      }
    }
    if (await isNothingLeft(options, resumed)) return;
  }
  if (fromLastNetwork && resumed === undefined) {
    throw new UserError("--from-last-network: expected --resume RUN with it, to say of which run");
  }
  const threads = resumed === undefined ? options.threads : await threadsOf(resumed, options.threads);
  const run =
    resumed === undefined
      ? await newRun(options, engine)
      : await openRun(resumed, { threads, engine, fromLastNetwork });
  goOnWithoutReader();
  const stop = untilStopped();
  try {
    if (resumed !== undefined) await run.extend(options);
    if (run.note) process.stderr.write(`train: ${run.note}\n`);
    const stored = await trainRun(run, {
      seconds,
      threads,
      provider,
      signal: stop.signal,
      progress: json ? undefined : terminalProgress(),
      onProblem: (problem) => process.stderr.write(`train: ${problem}\n`),
      onEpoch: (epoch) => {
        if (json) console.log(JSON.stringify(epoch));
        else if (!process.stderr.isTTY) console.log(epochLine(epoch));
      },
    });
    if (json) return;
    const name = relative(process.cwd(), run.folder);
    if (stop.signal.aborted) console.log(`stopped; go on with: ${goingOn(name)}`);
    else console.log(`${name}: ${reached(stored)}`);
  } finally {
    await run.close();
    if (stop.signal.aborted) process.exitCode = stop.code();
  }
}

/** The threads that a run goes on with: those that it had, for which it is the same bit for bit, unless others are typed. */
async function threadsOf(folder: string, asked: number): Promise<number> {
  if (program.getOptionValueSource("threads") === "cli") return asked;
  return (await readRun(folder)).record.stretches.at(-1)?.threads ?? asked;
}

/** The command that goes on with a run as it is trained now. */
function goingOn(folder: string): string {
  const same = ["--threads", "--provider", "--seconds", "--parts"].flatMap((long) => {
    const option = program.options.find((one) => one.long === long);
    const name = option?.attributeName() ?? "";
    return program.getOptionValueSource(name) === "cli" ? [long, shellWord(String(program.getOptionValue(name)))] : [];
  });
  return ["npm run train --", "--resume", shellWord(folder), ...same].join(" ");
}

/** Whether a run has ended and is not to be trained further; says so then. */
async function isNothingLeft({ epochs, maxN, seconds, json }: TrainCliOptions, folder: string): Promise<boolean> {
  const stored = await readRun(folder);
  const wanted = refusedAsTyped(() => withLimits(stored.record.config, { epochs, maxN }));
  const isMoreWanted = configHash(wanted) !== stored.record.configHash;
  if (isMoreWanted || !hasEnded(stored.record, seconds)) return false;
  const say = json ? console.error : console.log;
  const advice = adviceAfter(stored.record.outcome?.reason);
  say(`${folder} has ended: ${reached(stored)}; ${advice}`);
  return true;
}

function adviceAfter(reason: string | undefined): string {
  if (reason === "diverged") return "it would diverge again";
  if (reason === "time-limit") return "to train it further, give more --seconds, or none";
  return "to train it further, give more --epochs or a larger --max-n";
}

function reached({ record: { outcome }, epochs, solved }: StoredRun): string {
  const largest = solved.at(-1)?.n;
  return [
    outcome?.reason ?? "stopped",
    counted(epochs.length, "epoch"),
    largest === undefined ? "no N solved" : `largest N solved: ${largest}`,
  ].join(", ");
}

async function newRun(options: TrainCliOptions, engine: string): Promise<Run> {
  const config = refusedAsTyped(() => requestedConfig(options));
  const variant = variantOf(config);
  const folder = join(options.out, runName(config, variant));
  if (existsSync(join(folder, "run.json"))) {
    throw new UserError(
      `${folder} is a run already; go on with it by --resume ${shellWord(folder)}, or choose another --seed or --out`,
    );
  }
  return createRun(options.out, config, { variant, threads: options.threads, engine });
}

/** A config, or what is wrong with the options, as they are typed. */
function refusedAsTyped(make: () => TrainingConfig): TrainingConfig {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) throw new UserError(asTyped(error.message));
    throw error;
  }
}

/** What is said of options of the library, said of those of the command. */
function asTyped(message: string): string {
  const longOf = (name: string) =>
    program.options.find((option) => option.attributeName() === (name === "lastN" ? "maxN" : name))?.long;
  const [, of, option, takes] = /^(.* ".*") has no option (\w+); it has: (.*)$/.exec(message) ?? [];
  if (option !== undefined) {
    const others = takes.split(", ").flatMap((name) => longOf(name) ?? []);
    return `${longOf(option) ?? option}: ${of} has no such option; it has: ${others.join(", ") || "none"}`;
  }
  return message
    .replace(/^(\w+)(?=: )/, (name) => longOf(name) ?? name)
    .replace(/(needs) the option (\w+)/, (all, needs, name) => (longOf(name) ? `${needs} ${longOf(name)}` : all));
}

function requestedConfig(options: TrainCliOptions): TrainingConfig {
  const { task, curriculum, profile, seed, maxN, epochs, neurons, batch, steps, model } = options;
  const { testBatches, optimiser, learningRate, momentum, clipNorm, solvedAbove, onesProbability, repeats } = options;
  return trainingConfig({
    task,
    curriculum: { name: curriculum, ...given(options, curriculumOptions) },
    model: { name: model, ...given(options, modelOptions) },
    ...{ profile, seed, maxN, epochs, neurons, batch, steps, testBatches },
    ...{ optimiser, learningRate, momentum, clipNorm, solvedAbove, onesProbability, repeats },
  });
}

/** Those of the options that were given. */
function given<K extends keyof TrainCliOptions>(
  options: TrainCliOptions,
  names: readonly K[],
): Pick<TrainCliOptions, K> {
  return Object.fromEntries(
    names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  ) as Pick<TrainCliOptions, K>;
}

await runCommand(program);
