import { access, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { checkStage } from "../curricula/curriculum.js";
import { sha256 } from "../sha256.js";
import { reasonOf, systemCode } from "../systemError.js";
import type { Tensors } from "../tensor/tensor.js";
import type { TrainingState } from "../training/trainer.js";
import { putInPlace, writeAside } from "./atomicWrite.js";
import { quoted } from "./quoted.js";
import { readOrdinaryFile } from "./readOrdinaryFile.js";
import { RunError } from "./runError.js";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.js";

const format = "emergent-timescales-state/1";

/** What separates the optimiser's tensors from the parameters of the same name. */
const optimiserPrefix = "optimiser/";

/** Everything of a state but its tensors. */
type Position = Omit<TrainingState, "parameters" | "optimiser"> & { readonly optimiser: { readonly steps: number } };

/** What stands in latest.json, beside a checksum of all this. */
interface StoredPosition {
  readonly format: string;
  /** SHA-256 of the safetensors file that belongs to it. */
  readonly tensors: string;
  readonly state: Position;
}

/** A state that was found, and what was wrong with a later one that could not be used. */
export interface FoundState {
  readonly state: TrainingState;
  readonly problems: readonly string[];
}

/** What is known of the last state, or of the one before. */
export interface SavedState {
  /** The JSON file of its pair. */
  readonly file: string;
  /** The epoch that is under way in it; absent if it cannot be used. */
  readonly epoch?: number;
  /** Why it cannot be used. */
  readonly problem?: string;
  /** Whether training would go on from it. */
  readonly isUsed?: boolean;
  /** Not here at all, while the other can be used: a save was interrupted. */
  readonly isMissing?: boolean;
}

/**
 * The state of a training on disk, so that it can go on after a kill at any moment: tensors in `latest.safetensors`,
 * the rest in `latest.json`, and the pair before as `previous.*`. A pair belongs together by the checksum in the JSON
 * file, which also has a checksum of itself.
 *
 * Saving writes both new files aside, and only then renames: latest to previous, new to latest, each time the tensors
 * first. Killed in between, at least one JSON file still finds its tensors under one of the two names.
 */
export class LatestState {
  /** Whether `latest.*` is a good pair, worth keeping as `previous.*`. */
  private isLatestGood = false;

  constructor(private readonly folder: string) {}

  /** @throws RunError if the state cannot be saved; the last one is still there then */
  async save({ parameters, optimiser: { tensors: remembered, ...optimiser }, ...state }: TrainingState): Promise<void> {
    const prefixed = Object.entries(remembered).map(([name, tensor]) => [optimiserPrefix + name, tensor] as const);
    const tensors = encodeSafetensors({ ...parameters, ...Object.fromEntries(prefixed) });
    const stored: StoredPosition = { format, tensors: sha256(tensors), state: { ...state, optimiser } };
    const json = textOf(stored);

    const newTensors = await writeAside(this.path("latest.safetensors"), tensors);
    let newJson: string | undefined;
    try {
      newJson = await writeAside(this.path("latest.json"), json);
      if (this.isLatestGood) await this.keepLatestAsPrevious();
      await putInPlace(newTensors, this.path("latest.safetensors"));
      await putInPlace(newJson, this.path("latest.json"));
      this.isLatestGood = true;
    } catch (error) {
      for (const file of [newTensors, newJson]) if (file) await rm(file, { force: true });
      throw error;
    }
  }

  private async keepLatestAsPrevious(): Promise<void> {
    this.isLatestGood = false;
    try {
      await rename(this.path("latest.safetensors"), this.path("previous.safetensors"));
      await rename(this.path("latest.json"), this.path("previous.json"));
    } catch (error) {
      throw new RunError(`cannot save the state of ${this.folder}: ${reasonOf(error)}`, { cause: error });
    }
  }

  /**
   * The last state that is whole and acceptable.
   *
   * @param problemWith  what else speaks against a state, if anything
   * @returns undefined if none was ever saved
   * @throws RunError if states were saved but none can be used
   */
  async load(problemWith: (state: TrainingState) => string | undefined): Promise<FoundState | undefined> {
    const problems: string[] = [];
    const pairs = [
      ["latest", "latest"],
      ["latest", "previous"],
      ["previous", "previous"],
    ] as const;
    for (const [json, tensors] of pairs) {
      try {
        const state = await this.read(`${json}.json`, `${tensors}.safetensors`);
        const problem = problemWith(state);
        if (problem) throw new RunError(problem);
        // A save was interrupted after its first renaming: do the second.
        if (json !== tensors) await rename(this.path("latest.json"), this.path("previous.json"));
        this.isLatestGood = tensors === "latest";
        return { state, problems: json === tensors ? problems : [] };
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (json === tensors) problems.push(error.message);
      }
    }
    if (!(await this.hasAny())) return undefined;
    throw new RunError(
      `no saved state of ${this.folder} can be used: ${problems.join("; ")}. ` +
        "Its solved networks are still good: go on with --from-last-network, or start the run anew in another folder.",
    );
  }

  /**
   * What is there of the last state and the one before, and which of them `load` would give. Changes nothing.
   *
   * @param problemWith  what else speaks against a state, if anything
   * @returns none if none was ever saved
   */
  async look(problemWith: (state: TrainingState) => string | undefined): Promise<SavedState[]> {
    if (!(await this.hasAny())) return [];
    const pair = async (name: "latest" | "previous", tensors: string): Promise<SavedState> => {
      const file = `${name}.json`;
      try {
        const state = await this.read(file, `${tensors}.safetensors`);
        const problem = problemWith(state);
        return problem === undefined ? { file, epoch: state.epoch } : { file, problem };
      } catch (error) {
        return { file, problem: reasonOf(error) };
      }
    };
    const latest = await pair("latest", "latest");
    if (latest.problem !== undefined) {
      const interrupted = await pair("latest", "previous"); // a save was, after its first renaming
      if (interrupted.problem === undefined) return [{ ...interrupted, isUsed: true }];
    }
    const isThere = await Promise.all(["previous.json", "previous.safetensors"].map((name) => exists(this.path(name))));
    if (!isThere.includes(true)) return [{ ...latest, isUsed: latest.problem === undefined }];
    const previous = await pair("previous", "previous");
    const isUsed = latest.problem !== undefined && previous.problem === undefined;
    return [
      { ...latest, isUsed: latest.problem === undefined, isMissing: isUsed && !(await exists(this.path(latest.file))) },
      { ...previous, isUsed },
    ];
  }

  /** Keeps states that cannot be used by names that nobody looks for, as if none had been saved. */
  async setAside(): Promise<void> {
    for (const name of ["latest", "previous"].flatMap((state) => [`${state}.json`, `${state}.safetensors`])) {
      if (!(await exists(this.path(name)))) continue;
      try {
        await rename(this.path(name), this.path(`unusable-${name}`));
      } catch (error) {
        throw new RunError(`cannot set ${this.path(name)} aside: ${reasonOf(error)}`, { cause: error });
      }
    }
  }

  /** Whether anything was ever saved, whatever became of it. */
  async hasAny(): Promise<boolean> {
    const names = ["latest.json", "previous.json", "previous.safetensors"]; // the first tensors come before the first JSON
    const found = await Promise.all(names.map((name) => exists(this.path(name))));
    return found.includes(true);
  }

  private async read(json: string, tensors: string): Promise<TrainingState> {
    const stored = storedIn(await this.bytesOf(json), json);
    const bytes = await this.bytesOf(tensors);
    if (sha256(bytes) !== stored.tensors) throw new RunError(`${tensors} is not the file that ${json} belongs to`);
    const { state } = stored;
    checkStage("of a saved state", state.stage);
    const parameters: Tensors = {};
    const remembered: Tensors = {};
    for (const [name, tensor] of Object.entries(decodeSafetensors(bytes, tensors).tensors)) {
      if (name.startsWith(optimiserPrefix)) remembered[name.slice(optimiserPrefix.length)] = tensor;
      else parameters[name] = tensor;
    }
    return { ...state, parameters, optimiser: { ...state.optimiser, tensors: remembered } };
  }

  private async bytesOf(name: string): Promise<Uint8Array> {
    try {
      return await readOrdinaryFile(this.path(name));
    } catch (error) {
      throw new RunError(
        systemCode(error) === "ENOENT" ? `${name} is missing` : `cannot read ${name}: ${reasonOf(error)}`,
      );
    }
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}

function storedIn(bytes: Uint8Array, json: string): StoredPosition {
  let stored: Record<string, unknown>;
  let isWhole: boolean;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const { checksum: _, ...rest } = JSON.parse(text);
    stored = rest;
    // The whole text, not only the checksum: -0 and 0, or a field given twice, have the same one.
    isWhole = text === textOf(stored);
  } catch {
    throw new RunError(`${json} is damaged: it is no valid JSON`);
  }
  if (!isWhole) throw new RunError(`${json} is damaged: its checksum is wrong`);
  if (!isStoredPosition(stored))
    throw new RunError(`expected format ${format}, got ${quoted(stored.format)} in ${json}`);
  return stored;
}

/** With a right checksum, the format says all about the rest. */
function isStoredPosition(stored: object): stored is StoredPosition {
  return "format" in stored && stored.format === format;
}

/** The text of a JSON file with a checksum of itself. */
function textOf(stored: object): string {
  return `${JSON.stringify({ ...stored, checksum: sha256(JSON.stringify(stored)) }, null, 2)}\n`;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
