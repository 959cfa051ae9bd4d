import { basename } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { csvFormat } from "d3-dsv";
import { mustBeInDiscreteTime } from "../dynamics/continuousTime.js";
import { percentText } from "../percent.js";
import type { Progress } from "../progress/progress.js";
import { terminalProgress } from "../progress/terminalProgress.js";
import { headFor, type LoadedNetwork, loadNetwork } from "../runs/checkpoint.js";
import { snakeCase } from "../runs/columnNames.js";
import { taskNamed } from "../tasks/taskNamed.js";
import { goOnWithoutReader } from "./closedPipe.js";
import { gathered, integer, number, partsOption, UserError } from "./command.js";
import { checkOutputFile, writeOutputFile } from "./outputFile.js";

/** What one network's measurement gives. */
export interface Measured {
  /** One per network, neuron, trial, …, names of columns in camel case: what --csv writes. */
  rows: readonly object[];
  /** What else --json tells. */
  more?: object;
  /** What a person reads. */
  summary: readonly string[];
}

export interface MeasurementOptions {
  seed: number;
  csv?: string;
  json?: boolean;
}

interface MeasurementParts<Options> {
  /** Throws if a network cannot be measured so: asked of all of them before the first is measured. */
  check?(network: LoadedNetwork, options: Options): void;
  /** Tells a person what there is to say of all networks together. */
  conclude?(networks: readonly { network: LoadedNetwork; measured: Measured }[]): readonly string[];
}

/**
 * A measurement of `npm run analyse` that takes one network file or many. Options that differ are added to the command
 * that is returned. What is wrong with one network is told with the name of its file.
 *
 * @param measure  measures one network
 */
export function measurement<Options extends MeasurementOptions>(
  program: Command,
  name: string,
  description: string,
  measure: (network: LoadedNetwork, options: Options, progress: Progress) => Promise<Measured>,
  { check, conclude }: MeasurementParts<Options> = {},
): Command {
  return program
    .command(name)
    .description(description)
    .usage("CHECKPOINT… [options]")
    .argument("<checkpoints...>", "network files, e.g. data/runs/…/N005.safetensors")
    .option("--seed <n>", "seed of everything random", integer(0), 1)
    .addOption(partsOption())
    .option("--csv <file>", "write the rows as a table, with the networks that they belong to")
    .option("--json", "print one JSON object")
    .action(async (files: string[], options: Options) => {
      const { csv, json } = options;
      await checkOutput(options);
      const progress = terminalProgress();
      const loaded = [];
      for (const file of files) {
        const network = await loadNetwork(file);
        await naming(file, async () => check?.(network, options));
        loaded.push({ file, network });
      }
      const networks = [];
      for (const { file, network } of loaded) {
        const measured = await naming(file, () => measure(network, options, progress));
        networks.push({ file, network, measured });
        if (csv !== undefined) await writeOutputFile(csv, tableOf(networks)); // what is through outlives what is not
        if (json) continue;
        const { task, curriculum = "unknown curriculum", heads } = network.description;
        console.log(`${basename(file)}: ${task}, ${curriculum}, largest N ${Math.max(...heads)}, seed ${options.seed}`);
        for (const line of measured.summary) console.log(`  ${line}`);
      }
      if (json) {
        const { json: _, csv: __, ...request } = options;
        const results = networks.map(({ file, network, measured }) => ({
          ...identity(file, network),
          ...measured.more,
          rows: measured.rows,
        }));
        console.log(JSON.stringify({ measurement: name, ...request, networks: results }));
        return;
      }
      for (const line of conclude?.(networks) ?? []) console.log(line);
    });
}

/** The rows of all networks, with which one they are of, as CSV. */
function tableOf(
  networks: ReadonlyArray<{ file: string; network: LoadedNetwork; measured: Pick<Measured, "rows"> }>,
): string {
  return tidyTable(
    networks.flatMap(({ file, network, measured }) =>
      measured.rows.map((row) => ({ ...identity(file, network), ...row })),
    ),
  );
}

/**
 * Refuses two forms of output, and a file that cannot be written, before anything is computed; one that can, will be,
 * and its folder is made.
 */
export async function checkOutput({ csv, json }: Pick<MeasurementOptions, "csv" | "json">): Promise<void> {
  if (csv !== undefined && json) throw new UserError("choose --csv or --json, not both");
  if (csv === undefined) return;
  await checkOutputFile(csv);
  goOnWithoutReader();
}

/** Does something with a network; a value that does not fit it is told with the name of its file. */
export async function naming<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const isValue = error instanceof RangeError || error instanceof UserError;
    throw isValue ? new UserError(`${file}: ${error.message}`, { cause: error }) : error;
  }
}

/** The columns that tell which network a row belongs to. */
function identity(file: string, { description }: LoadedNetwork): object {
  const { task, curriculum, heads, seed, model } = description;
  return {
    checkpoint: file,
    task,
    curriculum: curriculum ?? null,
    model: model.name,
    networkSeed: seed ?? null,
    solvedN: Math.max(...heads),
  };
}

/**
 * Rows as CSV, columns in snake case; what is not there is empty, as is NaN, e.g. a spread of one value.
 *
 * @example tidyTable([{ solvedN: 5, p: null }]) // "solved_n,p\n5,\n"
 */
export function tidyTable(rows: readonly object[]): string {
  return `${csvFormat(
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [snakeCase(name), Number.isNaN(value) ? "" : (value ?? "")]),
      ),
    ),
  )}\n`;
}

/** @throws RangeError if the network's task has no name here, or its bits last for more than a step */
export function mustBeTestable({ cell, description: { task } }: LoadedNetwork): void {
  taskNamed(task);
  mustBeInDiscreteTime(cell);
}

/**
 * The index of the head for N, or for the largest N.
 *
 * @throws RangeError if the network has none
 */
export function headOf({ description }: LoadedNetwork, n?: number): { head: number; n: number } {
  const asked = n ?? Math.max(...description.heads);
  return { head: headFor(description, asked), n: asked };
}

/** Parses one of some words. */
export function oneOf<Word extends string>(...words: Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((known) => known === text);
    if (word === undefined) {
      throw new InvalidArgumentError(`expected ${words.join(" or ")}, got ${JSON.stringify(text)}.`);
    }
    return word;
  };
}

/** Parses the probability of a one: random, or a number. */
export function onesProbability(text: string): "random" | number {
  if (text === "random") return text;
  try {
    return number(0, 1)(text);
  } catch {
    throw new InvalidArgumentError(`expected random or a number from 0 to 1, got ${JSON.stringify(text)}.`);
  }
}

/** Parses one more number of a list. */
export function numbers(low: number, high: number): (text: string, before?: number[]) => number[] {
  const parse = number(low, high);
  return gathered((text, before = []) => [...before, ...text.split(",").map((part) => parse(part))]);
}

/** A share in a column of a table for a person; "–" where there is none, also of NaN. */
export function percentCell(share: number | null, digits = 2): string {
  return (share === null || Number.isNaN(share) ? "–" : percentText(share, digits)).padStart(9);
}

/** What stands behind a mean of shares: its standard deviation, or nothing where one value tells none. */
export function plusMinus(std: number): string {
  return Number.isNaN(std) ? "" : ` ± ${percentText(std, 2)}`;
}
