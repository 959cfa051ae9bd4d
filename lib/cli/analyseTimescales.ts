import { basename } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { counted } from "../counted.js";
import { GraphEngine } from "../engine/graphEngine.js";
import { terminalProgress } from "../progress/terminalProgress.js";
import { loadNetwork } from "../runs/checkpoint.js";
import { estimateTimescales } from "../timescales/estimateTimescales.js";
import { estimatorNames } from "../timescales/estimatorNamed.js";
import { readActivity } from "../timescales/readActivity.js";
import { recordedTimescales } from "../timescales/recordedTimescales.js";
import type { TimescaleRows } from "../timescales/timescaleRows.js";
import { type TimescaleSummary, timescaleSummary } from "../timescales/timescaleSummary.js";
import { gathered, integer, number, partsOption, UserError } from "./command.js";
import { checkOutput, naming, onesProbability, percentCell, tidyTable } from "./measurement.js";
import { writeOutputFile } from "./outputFile.js";

interface TimescalesOptions {
  steps: number;
  trials: number;
  onesProbability: "random" | number;
  procedure?: string;
  estimator?: string[];
  observe?: string;
  active?: number;
  activity?: string;
  interval?: number;
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
    .usage("CHECKPOINT [options]\n       analyse timescales --activity FILE [options]")
    .argument("[checkpoint]", "a network file, e.g. data/runs/…/N005.safetensors")
    .option("--steps <n>", "steps per trial, after a burn-in of 500", integer(33, 100_000_000), 100_000)
    .option("--trials <n>", "independent sequences", integer(1, 10_000), 10)
    .option(
      "--ones-probability <p>",
      "probability of a one in the input: random, anew for each trial, or a number",
      onesProbability,
      "random",
    )
    .option(
      "--procedure <name>",
      "how decays are fitted: as-published or multi-start (default: as-published, and --estimator of recordings)",
      procedure,
    )
    .option(
      "--estimator <list>",
      `instead of the procedure, some of ${estimatorNames.join(", ")}, e.g. ar1,multi-start (default of recordings: ar1,integrated)`,
      gathered(estimators),
    )
    .option("--observe <name>", "another state than the one that heads read, e.g. c of an LSTM")
    .option(
      "--active <share>",
      "only neurons whose activity is above 0 in at least this share of the steps, e.g. 0.1",
      number(0, 1),
    )
    .addOption(
      new Option("--activity <file>", "instead of a network, recorded activity: a CSV file, see below").conflicts([
        ...["steps", "trials", "onesProbability", "observe", "active", "seed", "threads"],
      ]),
    )
    .option("--interval <ms>", "with --activity, time between rows: timescales in ms (default: in steps)", interval)
    .option("--seed <n>", "seed of the sequences", integer(0), 1)
    .option("--threads <n>", "threads of the engine", integer(1, 256), 1)
    .addOption(partsOption())
    .option("--csv <file>", "write one row per neuron and estimator")
    .option("--json", "print one JSON object")
    .allowExcessArguments()
    .addHelpText("after", aboutEstimators)
    .addHelpText("after", aboutActivity)
    .action((network: string | undefined, options: TimescalesOptions, { args }: Command) => {
      const files = options.activity === undefined ? 1 : 0;
      const more = args.slice(files); // "FILE --estimator ar1 multi-start" is understood, too
      if (args.length < files) throw new UserError("expected a network file, or recorded activity as --activity FILE");
      if (more.length > 0 && !(options.estimator && more.every((word) => estimatorNames.includes(word)))) {
        const expected = files === 1 ? "one network file" : "no network file beside --activity";
        throw new UserError(`expected ${expected}, got ${args.join(" ")}`);
      }
      const chosen = { ...options, estimator: options.estimator?.concat(more) };
      if (options.activity !== undefined) return recorded(options.activity, chosen);
      if (options.interval !== undefined) throw new UserError("--interval: expected --activity with it, got a network");
      return timescales(network ?? args[0], chosen);
    });
}

const aboutEstimators = `
single-draw is the published fit of one and two decays, done once, where chance
decides in some neurons which of the two is chosen. as-published repeats it from
15 starts that hardly differ, and takes what most of them choose. multi-start
fits as well as can be. These three find τ of at most 100 steps. ar1 takes the
autocorrelation at lag 1, integrated the area below it.`;

const aboutActivity = `
Recorded activity is a CSV file (separated by commas, semicolons or tabs):
names in the first line, a row per step, a column per neuron. A column named
trial tells which trial a row belongs to.
Every neuron's mean over each trial is taken off, and the products at lag k of
all trials are summed and divided by their number, T − 1 − k a trial (unbiased).
That takes the activity for stationary, and makes τ too short where trials are
not many times as long as τ. Its τ comes from ar1 and, of trials of 202 rows or
more, integrated, both too short where there is noise of measurement, and far
too short of counts of spikes. Fits of decays, e.g. multi-start, allow for that,
but often find a second decay in the noise of the autocorrelation, which makes τ
several times too long: see notebook S5. What is at a bound of a fit is left out
of the summary.`;

async function timescales(file: string, options: TimescalesOptions): Promise<void> {
  const { steps, trials, onesProbability: p, observe, active, seed, threads, csv, json } = options;
  await checkOutput(options);
  const estimators = options.estimator ?? [options.procedure ?? "as-published"];
  const { parameters, description, cell } = await loadNetwork(file);
  const engine = new GraphEngine(cell, { threads });
  const protocol = { estimators, onesProbability: p, steps, trials, seed, observed: observe };
  const whole = await naming(file, () =>
    estimateTimescales({ cell, parameters, engine }, { ...protocol, progress: terminalProgress() }),
  ).finally(() => engine.dispose());
  const result = active === undefined ? whole : ofActiveNeurons(whole, active);
  if (json) {
    const { task, curriculum, model } = description;
    const request = {
      checkpoint: file,
      task,
      curriculum,
      model,
      observe,
      steps,
      trials,
      onesProbability: p,
      estimators,
      seed,
      active,
    };
    const { rows: neurons, population } = result;
    const summary = result.summary.map((row) => ({ ...row, std: spreadOf(row) }));
    console.log(JSON.stringify({ ...request, neurons, summary, population }));
    return;
  }
  if (csv !== undefined) await writeOutputFile(csv, tidyTable(result.rows));
  console.log(
    `${basename(file)}: ${description.task}, ${counted(trials, "trial")} of ${counted(steps, "step")}, p = ${p}, seed ${seed}`,
  );
  if (active !== undefined) {
    const [kept, all] = [result, whole].map(({ rows }) => new Set(rows.map(({ neuron }) => neuron)).size);
    console.log(
      `${kept} of ${counted(all, "neuron")} ${all === 1 ? "is" : "are"} active in at least ${Number((100 * active).toPrecision(12))} % of the steps`,
    );
  }
  printSummary(result, "counted above as it is");
}

/** By the published formula, which counts the neurons as they are, that of a single neuron is 0. */
function spreadOf({ neurons, std }: Pick<TimescaleSummary, "neurons" | "std">): number | null {
  return neurons > 1 ? std : null;
}

/** Rows and summary of neurons that are active often enough; the population stays that of all. */
function ofActiveNeurons({ rows, summary, population }: TimescaleRows, least: number): TimescaleRows {
  const active = rows.filter(({ activeShare }) => activeShare >= least);
  const estimators = [...new Set(summary.map(({ estimator }) => estimator))];
  return {
    rows: active,
    summary: estimators.flatMap((estimator) =>
      timescaleSummary(active.filter((row) => row.estimator === estimator)).map((part) => ({ estimator, ...part })),
    ),
    population,
  };
}

/** Timescales of recorded activity. */
async function recorded(file: string, options: TimescalesOptions): Promise<void> {
  const { interval, csv, json } = options;
  await checkOutput(options);
  const asked = options.estimator ?? (options.procedure === undefined ? undefined : [options.procedure]);
  const { neurons: names, trials, activity } = await readActivity(file);
  const result = await naming(file, () =>
    recordedTimescales(activity, { estimators: asked, interval, progress: terminalProgress() }),
  );
  const estimators = result.population.map(({ estimator }) => estimator);
  const steps = activity.map(([first]) => first.length);
  const neurons = result.rows.map(({ neuron, ...row }) => ({ neuron, column: names[neuron], ...row }));
  if (json) {
    const request = { activity: file, columns: names, trials, steps, interval, estimators };
    console.log(JSON.stringify({ ...request, neurons, summary: result.summary, population: result.population }));
    return;
  }
  if (csv !== undefined) await writeOutputFile(csv, tidyTable(neurons));
  const [least, most] = [Math.min(...steps), Math.max(...steps)];
  const length = least === most ? `${least}` : `${least} … ${most}`;
  const unit = interval === undefined ? "steps" : "ms";
  const counts = `${counted(names.length, "neuron")}, ${counted(trials.length, "trial")} of ${length} steps`;
  console.log(`${basename(file)}: ${counts}, timescales in ${unit}`);
  printSummary(result, "left out above", unit, interval);
  warnOfShortTrials(result, least, interval ?? 1, unit);
  if (activity.flat().every(areCounts)) warnOfCounts(estimators);
}

/** Counts of spikes in a bin are below this; samples of an analogue signal that are written as integers are not. */
const mostCounted = 100;

function areCounts(series: Float64Array): boolean {
  return series.every((value) => Number.isInteger(value) && value >= 0 && value < mostCounted);
}

/** Which spike comes when is chance, anew at every step: a noise that only fits of decays allow for. */
function warnOfCounts(estimators: readonly string[]): void {
  const misled = estimators.filter((name) => !["as-published", "single-draw", "multi-start"].includes(name));
  if (misled.length === 0) return;
  console.log(
    `all values are small whole numbers: if they count spikes, the chance in each makes τ_net of ${misled.join(" and ")} far too short; --estimator multi-start allows for it (--help tells what to heed)`,
  );
}

/** A trial's mean, which is taken off, holds about 2 τ / T of the variance: a tenth of τ is lost at this T / τ. */
const longEnough = 20;

function warnOfShortTrials({ summary }: TimescaleRows, steps: number, interval: number, unit: string): void {
  const slowest = summary.reduce((longest, { median }) => Math.max(longest, median ?? 0), 0);
  if (steps * interval >= longEnough * slowest) return;
  const [trial, times] = [`${steps * interval} ${unit}`, ((steps * interval) / slowest).toFixed(1)];
  console.log(
    `the shortest trial, ${trial}, is ${times} times as long as the longest median above: τ_net of trials so short comes out too short (estimatorBias tells by how much)`,
  );
}

/**
 * @param bounds    what the summary has done with a τ_net at a bound
 * @param interval  one step, in the unit
 */
function printSummary(
  { rows, summary, population }: TimescaleRows,
  bounds: string,
  unit = "steps",
  interval?: number,
): void {
  const longer = interval === undefined ? "τ_net > 1" : `τ_net > ${interval} ${unit}`;
  console.log("estimator      neurons kept      mean     STD   median   quartiles         double   failed");
  const figure = (value: number | null, width = 8) => (value === null ? "–" : value.toFixed(3)).padStart(width);
  for (const row of summary) {
    const kept = `${row.neurons} (${row.kept === "all" ? "all" : longer})`;
    const quartiles = `${figure(row.lowerQuartile)} … ${figure(row.upperQuartile, 0)}`;
    console.log(
      [
        row.estimator.padEnd(13),
        kept.padEnd(16),
        figure(row.mean),
        figure(spreadOf(row)),
        figure(row.median),
        quartiles.padEnd(19),
        percentCell(row.doubleShare, 1) + percentCell(row.failedShare, 1),
      ].join(" "),
    );
  }
  for (const estimator of new Set(rows.map((row) => row.estimator))) {
    const at = (bound: "lower" | "upper") =>
      rows.filter((row) => row.estimator === estimator && row.atBound === bound).length;
    const [lower, upper] = [at("lower"), at("upper")];
    if (lower + upper === 0) continue;
    console.log(
      `${estimator}: τ_net is at a bound of the fit, no estimate, of ${counted(lower + upper, "neuron")}: ${upper} at 100 steps, ${lower} at 0; ${bounds}`,
    );
  }
  for (const { estimator, tauNet, atBound, failure } of population) {
    const told = tauNet === null ? failure : `${tauNet.toFixed(3)} ${unit}${atBound ? ", a bound of the fit" : ""}`;
    console.log(`population, ${estimator}: ${told}`);
  }
}

function interval(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new InvalidArgumentError(`expected a number of ms above 0, got ${JSON.stringify(text)}.`);
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
