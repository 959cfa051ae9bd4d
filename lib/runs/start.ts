import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { sha256 } from "../sha256.js";
import type { StartingNetwork, TrainingConfig } from "../training/config.js";
import { withOnlyHead } from "../training/parameters.js";
import { encodeNetwork, headFor, loadNetwork, type Network, networkFileName } from "./checkpoint.js";
import { readChecksums } from "./checksums.js";
import { dataFolder } from "./dataFolder.js";
import { orderlessJson } from "./orderlessJson.js";
import { quoted } from "./quoted.js";
import { RunError } from "./runError.js";

/** The network that a run begins with. */
export interface Start {
  /** What the run's config says of it. */
  readonly from: StartingNetwork;
  /** The network with the one head that stays. */
  readonly network: Network;
}

/** Where a planned run finds the network to begin with: the one of another run that solved N. */
export interface PlannedSource {
  /** The name of that run's folder. */
  readonly run: string;
  /** The N that the network had solved. */
  readonly n: number;
}

/**
 * A network as another run begins with it.
 *
 * @param n     the N whose head stays
 * @param hash  SHA-256 of its file. Default: of the file that `saveNetwork` would write
 * @throws RangeError if the network has no head for N; CheckpointError if its parameters do not fit its description
 */
export function startFrom(
  source: Network,
  n: number,
  hash: string = sha256(encodeNetwork(networkFileName(n), source)),
): Start {
  const { description } = source;
  const head = headFor(description, n);
  const { curriculum, seed } = description;
  return {
    from: {
      ...{ network: hash, n, head },
      ...(curriculum !== undefined && { curriculum }),
      ...(seed !== undefined && { seed }),
    },
    network: { parameters: withOnlyHead(source.parameters, head), description: { ...description, heads: [n] } },
  };
}

/** The files that may hold a planned source: among the runs of a folder, then among those shipped with the project. */
function placesOf({ run, n }: PlannedSource, parent: string): string[] {
  return [parent, dataFolder("runs")].map((runs) => join(runs, run, networkFileName(n)));
}

/** The file of a planned source, or where it is waited for. */
export function findSource(source: PlannedSource, parent: string): { file: string; isThere: boolean } {
  const places = placesOf(source, parent);
  const found = places.find((file) => existsSync(file));
  return { file: found ?? places[0], isThere: found !== undefined };
}

/**
 * Reads the network that a planned run begins with.
 *
 * @param config  of the run that begins with it: its task and model, and in continuous time how long a bit lasts, are
 *   the network's
 * @throws RunError if it is not there, or a network of another task or model, or says that bits lasted otherwise;
 *   SafetensorsError or CheckpointError if it is damaged
 */
export async function readStart(
  source: PlannedSource,
  parent: string,
  { task, model, repeats }: Pick<TrainingConfig, "task" | "model" | "repeats">,
): Promise<Start> {
  const { file, isThere } = findSource(source, parent);
  if (!isThere) throw new RunError(`${file}, the network to begin with, is not there`);
  const network = await loadNetwork(file);
  const { description } = network;
  const different = differingFields(fieldsOf({ task, model }), fieldsOf(description));
  if (different.length > 0) {
    const [expected, got] = (["expected", "got"] as const).map((which) =>
      different.map(({ field, [which]: value }) => `${field} ${quoted(value)}`).join(", "),
    );
    throw new RunError(`expected a network of ${expected}, got ${got} in ${file}`);
  }
  const lasted = description.repeats ?? repeats; // older files do not say
  if (!isDeepStrictEqual(lasted, repeats)) {
    throw new RunError(`expected a network with repeats ${quoted(repeats)}, got ${quoted(lasted)} in ${file}`);
  }
  return startFrom({ parameters: network.parameters, description }, source.n, sha256(await readFile(file)));
}

/** The task, and what a model is, field by field. */
function fieldsOf({ task, model }: Pick<TrainingConfig, "task" | "model">): Readonly<Record<string, unknown>> {
  const fields = Object.entries(model).map(([field, value]) => [`model.${field}`, value]);
  return { task, ...Object.fromEntries(fields) };
}

/** The fields of which two objects have other values. */
function differingFields(
  expected: Readonly<Record<string, unknown>>,
  got: Readonly<Record<string, unknown>>,
): { field: string; expected: unknown; got: unknown }[] {
  const fields = [...new Set([...Object.keys(expected), ...Object.keys(got)])];
  return fields
    .map((field) => ({ field, expected: expected[field], got: got[field] }))
    .filter((both) => orderlessJson(both.expected) !== orderlessJson(both.got));
}

/**
 * What speaks against a run having begun with the network that the plan means, by the checksums of that network's run.
 *
 * @returns undefined if nothing does, also where nothing is known
 */
export async function otherSource(
  source: PlannedSource,
  parent: string,
  from: StartingNetwork | undefined,
): Promise<string | undefined> {
  if (from?.n !== source.n) return `did not begin with a network that solved N = ${source.n}`;
  const known = await Promise.all(
    placesOf(source, parent).map(async (file) => (await readChecksums(join(file, ".."))).get(basename(file))),
  );
  const hashes = known.filter((hash) => hash !== undefined);
  if (hashes.length === 0 || hashes.includes(from.network)) return undefined;
  return `began with another network than ${findSource(source, parent).file}; to begin with this one, move it away`;
}
