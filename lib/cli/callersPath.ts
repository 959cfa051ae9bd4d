import { existsSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve } from "node:path";
import type { Argument, Command, Option } from "commander";
import { projectFolder } from "../notebook/projectFolder.js";

/** What options and arguments that are paths are called in their commands, in singular. */
const pathOptions = ["folder", "file", "dir", "module", "checkpoint", "run"];
const pathArguments = ["plan", "checkpoint", "run", "dir", "name"];

/** Options that name what is written, there or not. */
const outputs = ["--out", "--csv", "--save"];

/** Whether an option names what is written: of `measure` its tables, which other commands read. */
function namesOutput(command: string, option = ""): boolean {
  return outputs.includes(option) || (command === "measure" && option === "--results");
}

/**
 * Paths as a person means them who calls `npm run` in a subfolder of the project: from there, although npm runs commands
 * in the project's top folder. What is not there, but in the top folder, such as a path that a command printed, is meant
 * as of that one. Defaults stay what they are, as does all that is called without npm.
 */
export function takeCallersPaths(program: Command): void {
  const folder = callersFolder();
  if (folder === undefined) return;
  for (const command of [program, ...program.commands]) {
    for (const option of command.options) {
      const [, placeholder] = /[<[](\w+)[>\]]/.exec(option.flags) ?? [];
      if (placeholder === undefined || !pathOptions.includes(placeholder)) continue;
      const isOutput = namesOutput(program.name(), option.long);
      parseFirst(option, (text) => (isOutput ? callersOutput(text, folder) : callersInput(text, folder)));
    }
    for (const argument of command.registeredArguments) {
      if (pathArguments.includes(argument.name().replace(/s$/, ""))) {
        parseFirst(argument, (text) => callersInput(text, folder));
      }
    }
  }
}

/** A path to read from, as `takeCallersPaths` takes it. */
export function callersInput(text: string, folder = callersFolder()): string {
  if (folder === undefined || isAbsolute(text)) return text;
  const path = callersOutput(text, folder);
  return existsSync(path) ? path : text;
}

function callersOutput(text: string, folder: string): string {
  return text === "" || isAbsolute(text) ? text : relative("", resolve(folder, text)) || ".";
}

/**
 * Where npm was called; undefined if it is not npm that runs this command, which inherits npm's variables from whatever
 * else npm runs, or if it was called in the project's top folder.
 */
function callersFolder(): string | undefined {
  const program = basename(process.argv[1] ?? "", ".js"); // checkReference, of check:reference
  const { INIT_CWD: folder, npm_lifecycle_event: script, npm_package_json: manifest } = process.env;
  if (!folder || script?.replace(/:(\w)/g, (_, letter) => letter.toUpperCase()) !== program) return undefined;
  const top = projectFolder();
  const isHere = manifest !== undefined && resolve(manifest) === join(top, "package.json") && process.cwd() === top;
  return isHere && resolve(folder) !== top ? folder : undefined;
}

/** Has an option or argument read another text than was typed. */
function parseFirst(target: Option | Argument, change: (text: string) => string): void {
  const parse = target.parseArg?.bind(target);
  const isList = target.variadic && !parse;
  target.argParser((text: string, before: unknown) => {
    if (parse) return parse(change(text), before);
    return isList ? [...(Array.isArray(before) ? before : []), change(text)] : change(text);
  });
}
