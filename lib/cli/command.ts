import { parseArgs } from "node:util";
import { Command, CommanderError, Help, InvalidArgumentError, Option } from "commander";
import { providerNames } from "../engine/providerName.js";
import { loadParts } from "../training/loadParts.js";
import { callersInput, takeCallersPaths } from "./callersPath.js";
import { watchOutput } from "./closedPipe.js";

/**
 * A command of this project: mistakes of the person who types end in one clear line and exit code 2, never in a
 * stack trace.
 */
export function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .usage("[options]")
    .configureHelp({ subcommandTerm })
    .showHelpAfterError(helpHint(name))
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, `${name}: `)) });
}

/** Without "[options]": commander wraps no description that has less than 40 columns beside the terms. */
function subcommandTerm(subcommand: Command): string {
  return new Help().subcommandTerm(subcommand).replace(" [options]", "");
}

function helpHint(command: string, subcommand = ""): string {
  return `(npm run ${command} -- ${subcommand}--help tells the options)`;
}

/** Subcommands have options of their own, which the command's help does not tell. */
function hintAtOwnHelp(program: Command): void {
  for (const subcommand of program.commands) {
    subcommand.showHelpAfterError(helpHint(program.name(), `${subcommand.name()} `));
  }
}

/** Parsers of options that may be given several times. */
const gathering = new WeakSet<object>();

/** Marks a parser of an option that may be given several times: it adds to what came before. */
export function gathered<Value>(
  parse: (text: string, before?: Value) => Value,
): (text: string, before?: Value) => Value {
  gathering.add(parse);
  return parse;
}

/** Of an option that is given twice only the last would count, without a word. */
function refuseRepeated(program: Command): void {
  for (const command of [program, ...program.commands]) {
    for (const option of command.options) {
      if (option.isBoolean() || option.variadic || (option.parseArg && gathering.has(option.parseArg))) continue;
      let before: string | undefined;
      command.on(`option:${option.name()}`, (text: string) => {
        if (before === undefined) before = text;
        else throw new UserError(`${option.long}: expected it once, got ${before} and ${text}`);
      });
    }
  }
}

/** What a person can mend: told in one line, without a stack trace. */
export class UserError extends Error {
  override readonly name = "UserError";
}

/** A command was told to stop, and can be called again to go on. */
export class Stopped extends Error {
  override readonly name = "Stopped";

  /** @param exitCode  that it ends with */
  constructor(readonly exitCode: number | undefined) {
    super("stopped");
  }
}

/** Runs a command and sets the exit code: 0, 2 for a mistake that the person can mend, 1 for a failure of ours. */
export async function runCommand(program: Command, argv: readonly string[] = process.argv): Promise<void> {
  watchOutput(program.name());
  refuseRepeated(program);
  hintAtOwnHelp(program);
  takeCallersPaths(program);
  try {
    await loadStatedParts(program, argv);
    await program.parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2; // commander has printed its line
      return;
    }
    if (error instanceof Stopped) {
      process.stderr.write("stopped; the same command goes on from here\n");
      process.exitCode = error.exitCode;
      return;
    }
    if (isMistake(error)) {
      process.stderr.write(`${program.name()}: ${error.message}\n`);
      process.exitCode = 2;
      return;
    }
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** Errors whose message says what to mend: bad values, and files that are not as expected. */
function isMistake(error: unknown): error is Error {
  return (
    error instanceof UserError ||
    error instanceof RangeError ||
    (error instanceof Error &&
      [
        "SafetensorsError",
        "CheckpointError",
        "NotebookError",
        "ProviderError",
        "RunError",
        "TrainingDiverged",
      ].includes(error.name))
  );
}

/** Parses an integer option within bounds. */
export function integer(low: number, high = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isInteger(value) || value < low || value > high) {
      const bounds = high === Number.MAX_SAFE_INTEGER ? `of at least ${low}` : `from ${low} to ${high}`;
      throw new InvalidArgumentError(`expected an integer ${bounds}, got ${JSON.stringify(text)}.`);
    }
    return value;
  };
}

/** Parses the steps that a bit may last. */
export function repeats(text: string): number[] {
  return text.split(",").map(integer(1, 1000));
}

/** Parses a number option within bounds. */
export function number(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= low && value <= high)) {
      throw new InvalidArgumentError(`expected a number from ${low} to ${high}, got ${JSON.stringify(text)}.`);
    }
    return value;
  };
}

/** --parts: models, tasks, curricula and optimisers of the user's own. */
export function partsOption(): Option {
  return new Option(
    "--parts <module>",
    "models, tasks, curricula and optimisers of your own, e.g. plans/own-parts.mjs",
  );
}

/** An option that takes one of these names, also of those that come with --parts. */
export function nameOption(flags: string, description: string, names: readonly string[]): Option {
  const option = new Option(flags, description).choices(names);
  option.argChoices = names as string[]; // in place of a copy, which would be made before the parts are loaded
  return option;
}

/** Before the rest is read: which names other options can have, and which --help tells, depends on it. */
async function loadStatedParts(program: Command, argv: readonly string[]): Promise<void> {
  const takesParts = [program, ...program.commands].some(({ options }) =>
    options.some(({ long }) => long === "--parts"),
  );
  if (!takesParts) return;
  const { values } = parseArgs({ args: argv.slice(2), options: { parts: { type: "string" } }, strict: false });
  if (typeof values.parts === "string") await loadParts(callersInput(values.parts));
}

/** --provider: what the engine computes on. */
export function providerOption(): Option {
  return new Option("--provider <name>", "what to compute on; auto takes what is there")
    .choices(providerNames)
    .default("cpu");
}
