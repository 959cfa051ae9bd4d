import type { Command } from "commander";
import type { RunFilter } from "../runs/runFilter.js";
import { integer } from "./command.js";

/** Which runs, as typed. */
export interface RunFilterOptions {
  profile?: string[];
  task?: string[];
  curriculum?: string[];
  model?: string[];
  variant?: string[];
  seed?: number[];
}

/** Parses a list of integers. */
export const integers = (low: number) => (text: string) => text.split(",").map(integer(low));

const words = (text: string) => text.split(",");

/** What --variant calls runs that have nothing special; no run has it as its variant, which is an option and its value. */
const noVariant = "none";

/** Adds the options that choose runs. */
export function withRunFilter(program: Command): Command {
  return program
    .option("--profile <names>", "only runs of these profiles, e.g. lab,paper", words)
    .option("--task <names>", "only runs of these tasks", words)
    .option("--curriculum <names>", "only runs of these curricula", words)
    .option("--model <names>", "only runs of these models, e.g. gru,lstm", words)
    .option(
      "--variant <names>",
      `only runs with these variants, e.g. tau-1,tau-2, which stand in their names; ${noVariant}: without one`,
      words,
    )
    .option("--seed <list>", "only runs of these seeds, e.g. 1,2", integers(0));
}

/** The filter that was typed; what was not does not matter. */
export function runFilter({ profile, task, curriculum, model, variant, seed }: RunFilterOptions): RunFilter {
  const variants = variant?.map((name) => (name === noVariant ? null : name));
  return { profile, task, curriculum, model: model ?? "*", variant: variants ?? "*", seed };
}

/** The first of these options that was typed, e.g. "--task". */
export function typedRunFilter({ profile, task, curriculum, model, variant, seed }: RunFilterOptions) {
  const given = Object.entries({ profile, task, curriculum, model, variant, seed });
  const name = given.find(([, value]) => value !== undefined)?.[0];
  return name === undefined ? undefined : `--${name}`;
}
