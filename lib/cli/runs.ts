import { existsSync } from "node:fs";
import type { Command } from "commander";
import { listRuns, runParents, summariseRun } from "../runs/listRuns.js";
import { readRun } from "../runs/storedRun.js";
import { neededToGoOn, needlessToGoOn, type VerifiedFile, verifyRun } from "../runs/verifyRun.js";
import { command, gathered, runCommand, UserError } from "./command.js";
import { folderOf } from "./folderOf.js";
import { type RunFilterOptions, runFilter, typedRunFilter, withRunFilter } from "./runFilterOptions.js";
import { runLines, runListLines } from "./runLines.js";

interface JsonOption {
  json?: boolean;
}

const json = ["--json", "print JSON"] as const;
const where = `Runs are looked for in ${runParents.join(" and ")}; --runs names another place.`;

const described = command("runs", `Lists runs, shows one, or checks what is stored of them. ${where}`)
  .usage("[options] [show RUN | verify [RUN…]]")
  .option(
    "--runs <folder>",
    "folder of runs in place of these; may be given several times",
    gathered((folder: string, before: string[] = []) => [...before, folder]),
  )
  .option(...json);

const program = withRunFilter(described).allowExcessArguments().action(list);

program
  .command("show <run>")
  .description("shows a run: config, how it was computed, every N it solved")
  .allowExcessArguments(false) // that of the command is inherited
  .option(...json)
  .action(show);

program
  .command("verify [runs...]")
  .description("hashes and reads all networks and saved states of these runs, or of all; exit code 1 if one is damaged")
  .option(...json)
  .action(verify);

/** Options of the command itself may stand before or after the subcommand's name. */
function common(options: JsonOption): { json: boolean; parents: string[]; filter: RunFilterOptions } {
  const { json, runs: parents, ...filter } = program.opts<JsonOption & RunFilterOptions & { runs?: string[] }>();
  const absent = parents?.find((parent) => !existsSync(parent)); // the usual places may well not be there yet
  if (absent !== undefined) throw new UserError(`--runs: there is no folder ${absent}`);
  return { json: Boolean(json || options.json), parents: parents ?? [...runParents], filter };
}

/** Of runs that are named, a filter would choose none. */
function refuseFilter(filter: RunFilterOptions): void {
  const option = typedRunFilter(filter);
  if (option !== undefined) throw new UserError(`${option}: expected it without the name of a run`);
}

async function list(options: JsonOption, { args: [word], commands }: Command): Promise<void> {
  if (word !== undefined) {
    const known = commands.map((subcommand) => subcommand.name()).join(", ");
    throw new UserError(`there is no command "${word}"; expected one of: ${known}; or nothing, to list all runs`);
  }
  const { json, parents, filter } = common(options);
  const runs = await listRuns(parents, runFilter(filter));
  if (json) console.log(JSON.stringify(runs, null, 2));
  else if (runs.length === 0) console.log(noRuns(parents, filter));
  else for (const line of runListLines(runs, terminalWidth())) console.log(line);
}

function noRuns(parents: readonly string[], filter: RunFilterOptions): string {
  const places = parents.join(" and ");
  return typedRunFilter(filter)
    ? `No run in ${places} fits.`
    : `There are no runs in ${places}. npm run train makes one.`;
}

/** Of the terminal that is written to; a file or a pipe takes lines of any length. */
function terminalWidth(): number | undefined {
  return process.stdout.isTTY ? process.stdout.columns : undefined;
}

async function show(name: string, options: JsonOption): Promise<void> {
  const { json, parents, filter } = common(options);
  refuseFilter(filter);
  const folder = folderOf(name, parents);
  const summary = await summariseRun(folder);
  const run = await readRun(folder);
  if (json) {
    const { record, epochs, seconds, solved } = run;
    console.log(JSON.stringify({ ...summary, record, epochRows: epochs, epochSeconds: seconds, solved }, null, 2));
    return;
  }
  for (const line of runLines(run, summary)) console.log(line);
}

async function verify(names: string[], options: JsonOption): Promise<void> {
  const { json, parents, filter } = common(options);
  if (names.length > 0) refuseFilter(filter);
  const folders =
    names.length > 0
      ? names.map((name) => folderOf(name, parents))
      : (await listRuns(parents, runFilter(filter))).map(({ folder }) => folder);
  const verified: Array<{ folder: string; files: VerifiedFile[] }> = [];
  for (const folder of folders) {
    const files = await verifyRun(folder);
    verified.push({ folder, files });
    if (!json)
      console.log(
        [`${folder}: ${stateCounts(files)}`, ...problemsOf(files), ...goingOn(files), ...adviceOn(files)].join("\n  "),
      );
  }
  if (json) console.log(JSON.stringify(verified, null, 2));
  // In a script, nothing to verify must not look like everything verified.
  else if (folders.length === 0 && typedRunFilter(filter)) throw new UserError(noRuns(parents, filter));
  else if (folders.length === 0) console.log(noRuns(parents, filter));
  const isDamaged = verified.some(({ files }) => files.some(({ state }) => state === "damaged"));
  if (isDamaged) process.exitCode = 1;
}

function stateCounts(files: readonly VerifiedFile[]): string {
  const networks = files.filter(({ file }) => file.endsWith(".safetensors"));
  const count = (state: VerifiedFile["state"]) => networks.filter((file) => file.state === state).length;
  const parts = [
    [count("good"), "good"],
    [count("no hash"), "with no hash recorded, readable"],
    [count("absent"), "not here"],
    [files.filter(({ state }) => state === "damaged").length, "damaged"],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return told.length > 0 ? told.join(", ") : "no networks";
}

/** Which state a run would go on from; nothing of one that has none, as those that are shipped. */
function goingOn(files: readonly VerifiedFile[]): string[] {
  return files.flatMap(({ file, goesOnInEpoch }) =>
    goesOnInEpoch === undefined ? [] : [`--resume goes on from ${file}, in epoch ${goesOnInEpoch}`],
  );
}

function problemsOf(files: readonly VerifiedFile[]): string[] {
  return files.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
}

/** What a person can do about what is damaged. */
function adviceOn(files: readonly VerifiedFile[]): string[] {
  const isBarred = ({ problem }: VerifiedFile) => problem?.includes("permission denied") ?? false;
  const all = files.filter(({ state }) => state === "damaged");
  const damaged = all.filter((file) => !isBarred(file)).map(({ file }) => file);
  const isNetwork = (file: string) => file.endsWith(".safetensors");
  const isState = (file: string) => file.endsWith(".json") && file !== "run.json";
  const advice = [];
  if (all.some(isBarred)) advice.push("what may not be read may well be good: mend its permissions");
  const needed = damaged.filter((file) => neededToGoOn.includes(file));
  if (needed.length > 0) {
    advice.push(
      `to go on, the run needs its ${needed.join(" and ")}: bring back a copy, or train it anew in another folder`,
    );
  }
  const needless = damaged.filter((file) => needlessToGoOn.includes(file));
  if (needless.length > 0) {
    advice.push(
      `the run goes on without ${needless.join(" and ")}, but not with what is damaged: bring back a copy, or move it away`,
    );
  }
  if (damaged.some(isNetwork)) {
    advice.push(
      "a network that is damaged comes back from a copy only, or from training the run anew; training itself goes on without it",
    );
  }
  if (damaged.some(isState) && !files.some(({ goesOnInEpoch }) => goesOnInEpoch !== undefined)) {
    advice.push(
      "--resume with --from-last-network goes on from the network of the largest N, if epochs.csv has its epoch",
    );
  }
  return advice;
}

await runCommand(program);
