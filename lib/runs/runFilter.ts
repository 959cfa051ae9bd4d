import { type CurriculumName, curriculumNames } from "../curricula/curriculumNamed.js";
import { checkKnownFields } from "../knownFields.js";
import { type ModelName, modelNames } from "../models/cellDescribed.js";
import type { Suggested } from "../suggested.js";
import { type TaskName, taskNames } from "../tasks/taskNamed.js";
import { type ProfileName, profiles } from "../training/profiles.js";
import { quoted } from "./quoted.js";
import type { RunRecord } from "./runRecord.js";

/** Which runs: a value, or several of which any will do; what is not given does not matter. */
export interface RunFilter {
  profile?: Suggested<ProfileName> | readonly Suggested<ProfileName>[];
  task?: Suggested<TaskName> | readonly Suggested<TaskName>[];
  curriculum?: Suggested<CurriculumName> | readonly Suggested<CurriculumName>[];
  /**
   * Name of a model; "*", also among others: any. Default: of what is shipped the paper's own, "leaky-rnn"; of another
   * folder any.
   */
  model?: Suggested<ModelName | "*"> | readonly Suggested<ModelName | "*">[];
  seed?: number | readonly number[];
  /**
   * What is special about a run, e.g. "tau-1"; null: nothing; "*", also among others: whatever it is. Default: of what
   * is shipped, nothing special; of another folder whatever it is.
   */
  variant?: string | null | readonly (string | null)[];
}

/** What a filter looks at of a run, or of a row of measurements. */
export interface FilteredRun {
  readonly profile: string;
  readonly task: string;
  readonly curriculum: string;
  readonly model: string;
  /** null or undefined: nothing special. */
  readonly variant?: string | null;
  readonly seed: number;
}

/** What a filter looks at of a stored run. */
export function filteredRun({ config, variant }: Pick<RunRecord, "config" | "variant">): FilteredRun {
  const { profile, task, curriculum, model, seed } = config;
  return { profile, task, curriculum: curriculum.name, model: model.name, variant, seed };
}

/** What a filter can name although nothing of it is stored yet. */
const names = {
  profile: Object.keys(profiles),
  task: taskNames,
  curriculum: curriculumNames,
  model: [...modelNames, "*"],
} satisfies { [Field in keyof RunFilter]: readonly string[] };

const runFields = ["profile", "task", "curriculum", "model", "seed", "variant"] satisfies (keyof RunFilter)[];

/**
 * Checks a filter, since a misspelled one would let nothing through without a word. Variants and seeds may be any.
 *
 * @param stored  what is filtered: its names are good too, such as that of a model of one's own
 * @param more    fields that the filter may have beside those of runs
 * @throws RangeError if it has an unknown field, or a name that there is not
 */
export function checkFilter(filter: RunFilter, stored: readonly FilteredRun[], more: readonly string[] = []): void {
  checkKnownFields("the filter", filter, [...runFields, ...more]);
  for (const field of ["profile", "task", "curriculum", "model"] as const) {
    const wanted = filter[field] ?? [];
    for (const name of typeof wanted === "string" ? [wanted] : wanted) {
      if (names[field].includes(name) || stored.some((run) => run[field] === name)) continue;
      const known = new Set([...names[field], ...stored.map((run) => run[field])]);
      throw new RangeError(`there is no ${field} "${name}"; expected some of: ${[...known].join(", ")}`);
    }
  }
}

/** A filter that, where it says nothing of models and of what is special, lets all of them through. */
export function ofAnyModel<Filter extends RunFilter>({ model = "*", variant = "*", ...filter }: Filter) {
  return { ...filter, model, variant };
}

/**
 * Checks the variants of a filter: a misspelled one would let nothing through without a word.
 *
 * @param stored  what is filtered
 * @param place   where that is, for the message
 * @param shipped the variants of what is shipped, where that is elsewhere: one that only these have is none of these
 * @throws RangeError if there is none of that name
 */
export async function checkVariants(
  { variant: wanted }: RunFilter,
  stored: readonly FilteredRun[],
  place: string,
  shipped: () => Promise<readonly FilteredRun[]>,
): Promise<void> {
  const known = variantsOf(stored);
  const unknown = [wanted ?? []].flat().flatMap((variant) => {
    const isKnown = variant === null || variant === "*" || known.includes(variant);
    return isKnown ? [] : [variant];
  });
  if (unknown.length === 0) return;
  const elsewhere = variantsOf(await shipped());
  const misspelled = unknown.find((variant) => !elsewhere.includes(variant));
  if (misspelled === undefined) return;
  const found = known.length > 0 ? `they have: ${known.join(", ")}` : "none of them has one";
  throw new RangeError(`there is no run with the variant ${quoted(misspelled)} in ${place}; ${found}`);
}

function variantsOf(runs: readonly FilteredRun[]): string[] {
  return [...new Set(runs.flatMap(({ variant }) => variant ?? []))].sort();
}

/** Whether a run is one of those that a filter lets through. */
export function fitsFilter(
  { variant, ...run }: FilteredRun,
  { variant: wanted, model = "leaky-rnn", ...filter }: RunFilter,
): boolean {
  const fits = <T>(wanted: T | readonly T[] | undefined, value: T) =>
    wanted === undefined || (Array.isArray(wanted) ? wanted.includes(value) : wanted === value);
  const isAny = (names: string | null | undefined | readonly (string | null)[]) => [names].flat().includes("*");
  return (
    fits(filter.profile, run.profile) &&
    fits(filter.task, run.task) &&
    fits(filter.curriculum, run.curriculum) &&
    (isAny(model) || fits(model, run.model)) &&
    fits(filter.seed, run.seed) &&
    (isAny(wanted) || fits<string | null>(wanted ?? null, variant || null))
  );
}
