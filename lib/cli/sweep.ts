import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, extname, join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { counted } from "../counted.js";
import { wrappedText } from "../notebook/plainTable.js";
import { atomicWrite } from "../runs/atomicWrite.js";
import { type Plan, type PlannedRun, readPlanFile, sweptFields } from "../runs/plan.js";
import { type PlannedStatus, statusOf } from "../runs/planStatus.js";
import { sweep } from "../runs/sweep.js";
import { sha256 } from "../sha256.js";
import { goOnWithoutReader } from "./closedPipe.js";
import { command, integer, partsOption, runCommand, UserError } from "./command.js";
import { makeOutputFolder } from "./makeOutputFolder.js";
import { shellWord } from "./shellWord.js";
import { type SlurmOptions, submitToSlurm } from "./slurm.js";
import { countLine, sweepTable } from "./sweepTable.js";
import { untilStopped } from "./untilStopped.js";

interface SweepCliOptions extends SlurmOptions {
  jobs: number;
  parts?: string;
  out: string;
  turn?: number;
  only?: number;
  fromLastNetwork?: boolean;
  list?: boolean;
  watch?: boolean;
  slurm?: boolean;
  json?: boolean;
}

/** A lock of a process that died on another machine counts for three minutes: a job of a cluster waits for longer. */
const clusterPatience = 240;

const aboutPlans = `
A plan is a JSON file like this one, of 24 runs, e.g. in plans/:

  {
    "about": "what it is for",
    "profile": "quick",
    "runs": [
      {
        "task": ["n-parity", "n-dms"],
        "curriculum": ["multi-head", { "name": "sliding-window", "width": 5, "drop": 1 }],
        "model": { "name": "leaky-rnn", "tau": 1 },
        "learningRate": [0.02, 0.05, 0.2],
        "seeds": [1, 2],
        "epochs": 20
      }
    ]
  }

An entry of "runs" is every combination of its values, with every seed. task,
curriculum and seeds must be there. task, curriculum and model hold a name, one
with options, or a list of these; these hold a value or a list of values:
  ${wrappedText(sweptFields.join(", "), 78).join("\n  ")}
These hold one value, and say where a run ends:
  maxN, epochs, seconds
All of them but task, curriculum and model may stand beside "runs" instead, and
then hold for every entry that does not say it itself. A list of repeats is one
value; several are lists in a list. With "retrain": { "fromN": 15, "on": [20,
25] } the networks of the entry that solved N = 15 are trained further instead,
each on N = 20 and on N = 25.

A module whose default export is such an object is a plan, too (plans/mine.mjs;
TypeScript from Node 22.18 on).`;

const program = command(
  "sweep",
  "Trains what is missing of a plan: goes on with what was interrupted, skips what is done.",
)
  .usage("PLAN [options]")
  .argument("<plan>", "a plan, e.g. plans/quick.json")
  .option("--jobs <n>", "networks at the same time, one thread each", integer(1, 1024), availableParallelism())
  .addOption(partsOption())
  .option("--out <folder>", "where the runs' folders go", "runs")
  .option("--turn <minutes>", "networks take turns, always the one next that has had the least time", integer(1, 10080))
  .option("--list", "only tell how every run stands")
  .option("--watch", "only show how the runs go, whoever trains them")
  .option("--slurm", "train on a cluster, as a Slurm job array: one run per task")
  .option("--partition <name>", "Slurm: partition")
  .option("--time <limit>", "Slurm: time limit of a job, e.g. 4:00:00; a run goes on in the next job")
  .option("--array-limit <n>", "Slurm: jobs at the same time", integer(1))
  .option("--lead <seconds>", "Slurm: seconds before the time limit at which a run is saved", integer(1, 65535), 120)
  .option("--from-last-network", "runs without their state, as published ones, go on from their last network")
  .option("--json", "print how every run stands as JSON")
  .option("--only <index>", "only the plan's run of this index, from 0, when no other process has it", integer(0))
  .addHelpText("after", aboutPlans)
  .action(main);

/** What only --slurm uses: without it they would be taken, and the networks trained here. */
const slurmOptions = ["partition", "time", "arrayLimit", "lead"];

async function main(file: string, options: SweepCliOptions, { options: known }: Command): Promise<void> {
  for (const option of options.slurm ? [] : known) {
    const name = option.attributeName();
    if (slurmOptions.includes(name) && program.getOptionValueSource(name) === "cli") {
      throw new UserError(
        `${option.long}: expected --slurm with it; without, the networks are trained on this machine`,
      );
    }
  }
  const out = await stat(options.out).catch(() => undefined);
  if (out && !out.isDirectory()) throw new UserError(`--out: expected a folder, got the file ${options.out}`);
  const { plan, runs: all } = await readPlanFile(file);
  const runs = chosen(file, all, options.only);
  if (options.list) return tell(await statusesOf(runs, options.out), options);
  if (options.slurm && options.turn) {
    throw new UserError(
      "--turn: jobs of a cluster take turns by its scheduler; give --time instead, got both --turn and --slurm",
    );
  }
  for (const name of ["slurm", "watch"] as const) {
    if (options[name] && options.json) {
      throw new UserError(`--json: expected it without --${name}; --list --json tells how every run stands`);
    }
  }
  if (options.slurm) return submit(file, plan, all, options);
  if (options.watch) return watch(file, runs, options);
  return train(file, runs, options);
}

/** All runs of the plan, or that of an index only. */
function chosen(file: string, runs: readonly PlannedRun[], only: number | undefined): readonly PlannedRun[] {
  if (only === undefined) return runs;
  if (only < runs.length) return [runs[only]];
  throw new UserError(
    `--only: ${file} has ${counted(runs.length, "run")}, expected at most ${runs.length - 1}, got ${only}`,
  );
}

async function train(file: string, runs: readonly PlannedRun[], options: SweepCliOptions): Promise<void> {
  const { only, out, jobs, turn, json, fromLastNetwork } = options;
  goOnWithoutReader();
  const stop = untilStopped(); // if at once, the workers notice, and save
  const table = sweepTable(basename(file), jobs);
  let isAnyTrained = false;
  const statuses = await sweep(runs, {
    ...{ parent: out, jobs, fromLastNetwork, signal: stop.signal },
    turn: turn && 60 * turn,
    patience: only === undefined ? 0 : clusterPatience,
    onChange: (all, index, event) => {
      isAnyTrained ||= event?.kind === "started" || event?.kind === "resumed";
      table.show(all, index, event);
    },
  });
  const failed = statuses.filter(({ state }) => state === "failed");
  table.finish([`${basename(file)}: ${countLine(statuses)}`]);
  if (json) tell(statuses, { json });
  const elsewhere = statuses.filter(({ state }) => state === "elsewhere");
  if (elsewhere.length > 0) {
    const lines = elsewhere.map(({ planned, detail }) => `  ${planned.name}: ${detail}`);
    process.stderr.write(`sweep: ${elsewhere.length} left to another process\n${lines.join("\n")}\n`);
  }
  const waiting = statuses.filter(({ state }) => state === "waiting");
  if (waiting.length > 0) {
    const lines = waiting.map(({ planned, detail }) => `  ${planned.name} ${detail}`);
    process.stderr.write(`sweep: ${waiting.length} not begun\n${lines.join("\n")}\n`);
  }
  if (failed.length > 0) {
    const lines = failed.map(({ planned, detail }) => `  ${planned.name}: ${detail}`);
    process.stderr.write(`sweep: ${failed.length} failed\n${lines.join("\n")}\n`);
  }
  if (stop.signal.aborted) {
    process.stderr.write("stopped; the same command goes on from here\n");
    process.exitCode = stop.code();
  } else {
    const isNothingDone = waiting.length === statuses.length || (elsewhere.length > 0 && !isAnyTrained);
    if (failed.length > 0 || isNothingDone) process.exitCode = 1;
  }
}

function statusesOf(runs: readonly PlannedRun[], out: string): Promise<PlannedStatus[]> {
  return Promise.all(runs.map((run) => statusOf(run, out)));
}

function tell(statuses: readonly PlannedStatus[], { json }: { json?: boolean }): void {
  const facts = statuses.map(({ planned, folder, state, detail, epochs, seconds }) => ({
    ...{ name: planned.name, folder, state, detail, epochs: epochs.length, seconds },
    n: epochs.at(-1)?.nMax,
  }));
  if (json) console.log(JSON.stringify(facts, null, 2));
  else for (const { name, ...fact } of facts) console.log(`${name}: ${inWords(fact)}`);
}

function inWords({
  state,
  detail,
  epochs,
  n,
}: Pick<PlannedStatus, "state" | "detail"> & { epochs: number; n?: number }) {
  if (state === "waiting") return detail ?? state;
  if (state === "interrupted" && n !== undefined) return `${state} after ${counted(epochs, "epoch")}, N ${n}`;
  return detail ? `${state}, ${detail}` : state;
}

/** @param all  the runs of the whole plan, by whose indices a job names them */
async function submit(file: string, plan: Plan, all: readonly PlannedRun[], options: SweepCliOptions): Promise<void> {
  const runs = chosen(file, all, options.only);
  const statuses = await statusesOf(runs, options.out);
  const indices = statuses.flatMap(({ state, planned }) =>
    state === "missing" || state === "interrupted" ? [all.indexOf(planned)] : [],
  );
  if (indices.length === 0) {
    console.log(`nothing to submit: ${countLine(statuses)}`);
    return;
  }
  const name = basename(file, extname(file)).replace(/[^\w.-]/g, "_");
  const program = fileURLToPath(import.meta.url);
  const logs = join(options.out, "slurm");
  // A copy: jobs that wait mean the runs of these indices also when the plan is another by then.
  const text = JSON.stringify(plan, null, 2);
  const copy = resolve(logs, `${name}-${sha256(text).slice(0, 8)}.json`);
  await makeOutputFolder(logs);
  await atomicWrite(copy, `${text}\n`);
  const more = [
    ...(options.fromLastNetwork ? ["--from-last-network"] : []),
    ...(options.parts === undefined ? [] : ["--parts", resolve(options.parts)]),
  ];
  const id = await submitToSlurm(
    {
      name,
      command: [process.execPath, program, copy, "--jobs", "1", "--out", resolve(options.out), ...more, "--only"],
      indices,
      logs,
    },
    options,
  );
  console.log(`job ${id}: ${indices.length} of ${counted(all.length, "run")}; ${countLine(statuses)}`);
  console.log(`watch with: ${watching(file, options)}`);
  if (options.watch) await watch(file, runs, options);
}

/** The command that shows how the runs of a plan go. */
function watching(file: string, { out, parts }: SweepCliOptions): string {
  const words = [file, "--out", out, ...(parts === undefined ? [] : ["--parts", parts]), "--watch"];
  return ["npm run sweep --", ...words.map((word) => shellWord(word))].join(" ");
}

/** Shows how the runs go, from their folders, until there is nothing left to train. */
async function watch(file: string, runs: readonly PlannedRun[], { out, jobs }: SweepCliOptions): Promise<void> {
  const table = sweepTable(basename(file), jobs);
  let shown = "";
  for (;;) {
    const statuses = await statusesOf(runs, out);
    table.show(statuses);
    const counts = `${basename(file)}: ${countLine(statuses)}`;
    if (!process.stderr.isTTY && counts !== shown) console.log(counts);
    shown = counts;
    if (statuses.every(({ state }) => state === "done" || state === "failed" || state === "waiting")) {
      const failed = statuses.filter(({ state }) => state === "failed");
      const left = statuses.filter(({ state }) => state === "failed" || state === "waiting");
      table.finish([counts, ...left.map(({ planned, detail }) => `  ${planned.name}: ${detail}`)]);
      if (failed.length > 0) process.exitCode = 1;
      return;
    }
    await setTimeout(2000);
  }
}

await runCommand(program);
