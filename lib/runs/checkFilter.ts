import { curriculumNames } from "../curricula/curriculumNamed.js";
import { checkKnownFields } from "../knownFields.js";
import { modelNames } from "../models/cellDescribed.js";
import { taskNames } from "../tasks/taskNamed.js";
import { profiles } from "../training/profiles.js";
import type { FilteredRun, RunFilter } from "./loadRuns.js";

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
