import { availableParallelism } from "node:os";
import { counted } from "../counted.js";
import { terminalProgress } from "../progress/terminalProgress.js";
import { measureAll, planAll } from "../results/measureAll.js";
import { measurementNamed, networkMeasurements } from "../results/measurements.js";
import type { MeasurementPlan } from "../results/measureRuns.js";
import { dataFolder } from "../runs/dataFolder.js";
import { loadRuns } from "../runs/loadRuns.js";
import type { StoredRun } from "../runs/storedRun.js";
import { goOnWithoutReader } from "./closedPipe.js";
import { command, integer, partsOption, runCommand, UserError } from "./command.js";
import { makeOutputFolder } from "./makeOutputFolder.js";
import { integers, type RunFilterOptions, runFilter, withRunFilter } from "./runFilterOptions.js";
import { untilStopped } from "./untilStopped.js";

interface MeasureOptions extends RunFilterOptions {
  runs: string;
  results: string;
  n?: number[];
  jobs: number;
  parts?: string;
  list?: boolean;
}

const known = networkMeasurements.map(({ name }) => name).join(", ");

const described = command(
  "measure",
  "Measures what is missing of stored networks, by the paper's protocols, into the tables of data/results.",
)
  .usage("[MEASUREMENT…] [options]")
  .argument("[measurements...]", `some of ${known} (default: all)`)
  .addOption(partsOption())
  .option("--runs <folder>", "where the runs are", dataFolder("runs"))
  .option("--results <folder>", "where the tables are", dataFolder("results"));

const program = withRunFilter(described)
  .option("--n <list>", "only networks that solved these N", integers(1))
  .option("--jobs <n>", "networks at the same time, one process each", integer(1, 256), availableParallelism())
  .option("--list", "only tell how many networks are missing of each measurement")
  .action(main);

async function main(names: string[], { results, jobs, list, parts: _, ...filter }: MeasureOptions): Promise<void> {
  const measurements = names.length === 0 ? networkMeasurements : names.map(measurementNamed);
  const failed: string[] = [];
  const runs = await storedRuns(filter, ({ message }) => {
    process.stderr.write(`measure: left out: ${message}\n`);
    failed.push(message);
  });
  const onProblem = (problem: string) => process.stderr.write(`measure: ${problem}\n`);
  if (list) {
    for (const { measurement, missing } of await planAll(measurements, runs, { folder: results, onProblem })) {
      console.log(`${measurement.name}: ${counted(missing.length, "network")} missing`);
    }
    if (failed.length > 0) process.exitCode = 1;
    return;
  }
  await makeOutputFolder(results);
  goOnWithoutReader();
  const failedOf = new Map<string, number>();
  const stop = untilStopped();
  try {
    const counts = await measureAll(measurements, runs, {
      ...{ folder: results, jobs, signal: stop.signal },
      progress: terminalProgress(),
      onPlan: tellPlan,
      onProblem,
      onFailure({ measurement, problem }) {
        failedOf.set(measurement, (failedOf.get(measurement) ?? 0) + 1);
        failed.push(`${measurement}: ${problem}`);
      },
    });
    for (const [name, count] of counts) {
      const failures = failedOf.get(name) ?? 0;
      const parts = [
        ...(count > 0 ? [`${counted(count, "network")} measured`] : []),
        ...(failures > 0 ? [`${failures} failed`] : []),
      ];
      console.log(`${name}: ${parts.join(", ") || "nothing was missing"}`);
    }
    if (failed.length > 0) tellFailed(failed);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stderr.write("stopped; the same command goes on from here\n");
    process.exitCode = stop.code();
  }
}

/** Before hours of measuring, how much there is of it. */
function tellPlan(plans: readonly MeasurementPlan[]): void {
  const toDo = plans.filter(({ missing }) => missing.length > 0);
  if (toDo.length === 0) return;
  const counts = toDo.map(({ measurement, missing }) => `${measurement.name} of ${counted(missing.length, "network")}`);
  process.stderr.write(`measure: to be made: ${counts.join(", ")}; --help tells how to limit it\n`);
}

/** What could not be measured, at the end, where it is seen. */
function tellFailed(failed: readonly string[]): void {
  process.stderr.write(`measure: ${failed.length} failed\n${failed.map((problem) => `  ${problem}\n`).join("")}`);
  process.exitCode = 1;
}

async function storedRuns(
  { runs: folder, n, ...filter }: Omit<MeasureOptions, "results" | "jobs" | "list">,
  onDamaged: (error: Error) => void,
): Promise<StoredRun[]> {
  const runs = await loadRuns(runFilter(filter), folder, onDamaged);
  if (runs.length === 0) throw new UserError(`expected runs in ${folder}, found none that fit`);
  if (n === undefined) return runs;
  const known = [...new Set(runs.flatMap(({ solved }) => solved.map((network) => network.n)))].sort((a, b) => a - b);
  const unknown = n.find((one) => !known.includes(one));
  if (unknown !== undefined) {
    const found = known.join(", ") || "none";
    throw new UserError(`--n: there is no network that solved N = ${unknown} among these runs; found: ${found}`);
  }
  return runs.map((run) => ({ ...run, solved: run.solved.filter((network) => n.includes(network.n)) }));
}

await runCommand(program);
