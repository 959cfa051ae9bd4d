import { basename } from "node:path";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { GraphEngine } from "../engine/graphEngine.js";
import { atomicWrite } from "../runs/atomicWrite.js";
import { loadNetwork } from "../runs/checkpoint.js";
import { estimateTimescales, type Timescales } from "../timescales/estimateTimescales.js";
import { estimatorNames } from "../timescales/estimatorNamed.js";
import { integer, number, UserError } from "./command.js";
import { checkOutput, naming, tidyTable } from "./measurement.js";
import { terminalProgress } from "./terminalProgress.js";

interface TimescalesOptions {
  steps: number;
  trials: number;
  inputP: "random" | number;
  procedure: string;
  estimator?: string[];
  observe?: string;
  seed: number;
  threads: number;
  csv?: string;
  json?: boolean;
}

/** The measurement `timescales` of `npm run analyse`. */
export function addTimescales(program: Command): void {
  program
    .command("timescales")
    .description("Network-mediated timescale τ_net of every neuron, from the decay of its autocorrelation.")
    .usage("CHECKPOINT [options]")
    .argument("<checkpoint>", "a network file, e.g. data/runs/…/N005.safetensors")
    .option("--steps <n>", "steps per trial, after a burn-in of 500", integer(33, 100_000_000), 100_000)
    .option("--trials <n>", "independent sequences", integer(1, 10_000), 10)
    .option(
      "--input-p <p>",
      "probability of a one in the input: random, anew for each trial, or a number",
      inputs,
      "random",
    )
    .option("--procedure <name>", "how decays are fitted: as-published or multi-start", procedure, "as-published")
    .option(
      "--estimator <list>",
      `instead of the procedure, some of ${estimatorNames.join(", ")}, e.g. ar1,multi-start`,
      estimators,
    )
    .option("--observe <name>", "another state than the one that heads read, e.g. c of an LSTM")
    .option("--seed <n>", "seed of the sequences", integer(0), 1)
    .option("--threads <n>", "threads of the engine", integer(1, 256), 1)
    .option("--csv <file>", "write one row per neuron and estimator")
    .option("--json", "print one JSON object")
    .allowExcessArguments()
    .action((file: string, options: TimescalesOptions, { args }: Command) => {
      const more = args.slice(1); // "FILE --estimator ar1 multi-start" is understood, too
      if (more.length > 0 && !(options.estimator && more.every((word) => estimatorNames.includes(word)))) {
        throw new UserError(`expected one network file, got ${args.join(" ")}`);
      }
      return timescales(file, { ...options, estimator: options.estimator?.concat(more) });
    });
}

async function timescales(file: string, options: TimescalesOptions): Promise<void> {
  const { steps, trials, inputP, observe, seed, threads, csv, json } = options;
  await checkOutput(options);
  const estimators = options.estimator ?? [options.procedure];
  const { parameters, description, cell } = await loadNetwork(file);
  const engine = new GraphEngine(cell, { threads });
  const protocol = { estimators, inputs: inputP, steps, trials, seed, observed: observe };
  const result = await naming(file, () =>
    estimateTimescales({ cell, parameters, engine }, { ...protocol, progress: terminalProgress() }),
  ).finally(() => engine.dispose());
  if (json) {
    const { task, curriculum, model } = description;
    const request = { checkpoint: file, task, curriculum, model, observe, steps, trials, inputP, estimators, seed };
    const { rows: neurons, summary, population } = result;
    console.log(JSON.stringify({ ...request, neurons, summary, population }));
    return;
  }
  if (csv !== undefined) await atomicWrite(csv, tidyTable(result.rows));
  console.log(
    `${basename(file)}: ${description.task}, ${trials} trials of ${steps} steps, p = ${inputP}, seed ${seed}`,
  );
  printSummary(result);
}

function printSummary({ summary, population }: Timescales): void {
  console.log("estimator      neurons kept      mean     STD   median   quartiles         double   failed");
  const figure = (value: number | null, width = 8) => (value === null ? "–" : value.toFixed(3)).padStart(width);
  const percent = (value: number | null) => (value === null ? "–" : `${(100 * value).toFixed(1)} %`).padStart(9);
  for (const row of summary) {
    const kept = `${row.neurons} (${row.kept === "all" ? "all" : "τ_net > 1"})`;
    const quartiles = `${figure(row.lowerQuartile)} … ${figure(row.upperQuartile, 0)}`;
    console.log(
      [
        row.estimator.padEnd(13),
        kept.padEnd(16),
        figure(row.mean),
        figure(row.std),
        figure(row.median),
        quartiles.padEnd(19),
        percent(row.doubleShare) + percent(row.failedShare),
      ].join(" "),
    );
  }
  for (const { estimator, tauNet, failure } of population) {
    console.log(`population, ${estimator}: ${tauNet === null ? failure : `${tauNet.toFixed(3)} steps`}`);
  }
}

function inputs(text: string): "random" | number {
  if (text === "random") return text;
  try {
    return number(0, 1)(text);
  } catch {
    throw new InvalidArgumentError(`expected random or a number from 0 to 1, got ${JSON.stringify(text)}.`);
  }
}

function estimators(text: string, before: string[] = []): string[] {
  const names = text.split(",");
  const unknown = names.find((name) => !estimatorNames.includes(name));
  if (unknown === undefined) return [...before, ...names];
  throw new InvalidArgumentError(`expected some of ${estimatorNames.join(", ")}, got ${JSON.stringify(unknown)}.`);
}

function procedure(text: string): string {
  if (text === "as-published" || text === "multi-start") return text;
  throw new InvalidArgumentError(`expected as-published or multi-start, got ${JSON.stringify(text)}.`);
}
