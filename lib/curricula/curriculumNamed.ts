import { builtIn } from "../builtIn.js";
import { checkKnownOptions } from "../knownFields.js";
import { madeLookingAt } from "../lookedAt.js";
import { PartsByName } from "../partsByName.js";
import { allAtOnce } from "./allAtOnce.js";
import { type Curriculum, mustBeCurriculum } from "./curriculum.js";
import { multiHead } from "./multiHead.js";
import { noCurriculum } from "./noCurriculum.js";
import { severalHeads } from "./severalHeads.js";
import { singleHead } from "./singleHead.js";
import { slidingWindow } from "./slidingWindow.js";

/** The options of all curricula. Each takes some of them and refuses the others. */
export interface CurriculumOptions {
  /** The first N, of all but "no-curriculum". Default: 2. */
  firstN?: number;
  /** The largest N, of all but "no-curriculum". Default: 101; "all-at-once" has none and needs it. */
  lastN?: number;
  /** "no-curriculum", which needs it: the only N that is trained. */
  n?: number;
  /** "several-heads", which needs it: how many heads the first stage has. */
  start?: number;
  /** "several-heads", which needs it: how many heads each further stage adds. */
  add?: number;
  /** "sliding-window", which needs it: how many N's are trained together. */
  width?: number;
  /** "sliding-window", which needs it: how many of the smallest N's leave a window when it is solved. */
  drop?: number;
  /** "single-head": the N to stay at, however often it is solved. Default: none. */
  holdAt?: number;
}

type OptionName = keyof CurriculumOptions;

interface Entry {
  readonly takes: readonly OptionName[];
  /** `need` gives the value of an option that has no default. */
  make(options: CurriculumOptions, need: (option: OptionName) => number): Curriculum;
}

const curricula = {
  "single-head": { takes: ["firstN", "lastN", "holdAt"], make: (options) => singleHead(options) },
  "multi-head": { takes: ["firstN", "lastN"], make: (range) => multiHead(range) },
  "sliding-window": {
    takes: ["width", "drop", "firstN", "lastN"],
    make: (range, need) => slidingWindow({ ...range, width: need("width"), drop: need("drop") }),
  },
  "several-heads": {
    takes: ["start", "add", "firstN", "lastN"],
    make: (range, need) => severalHeads({ ...range, start: need("start"), add: need("add") }),
  },
  "no-curriculum": { takes: ["n"], make: (_, need) => noCurriculum({ n: need("n") }) },
  "all-at-once": {
    takes: ["firstN", "lastN"],
    make: (range, need) => allAtOnce({ ...range, lastN: need("lastN") }),
  },
} as const satisfies Record<string, Entry>;

/** Curricula whose stages do not depend on lastN, up to there. */
const endingAtLastN: readonly string[] = ["single-head", "multi-head", "sliding-window", "several-heads"];

/**
 * Whether the `lastN` of a curriculum says only how far it goes, so that it can be moved while a network is trained. To
 * be asked for curricula by name: one of one's own says itself where it ends.
 */
export function endsAtLastN(name: string): boolean {
  return endingAtLastN.includes(name);
}

/** The name of a built-in curriculum. */
export type CurriculumName = keyof typeof curricula;

/** Makes a curriculum of one's own from the options that stand beside its name in a config. */
export type OwnCurriculumMaker = (options: CurriculumOptions) => Curriculum;

/** All curricula that have a name. */
export const curriculaByName = new PartsByName<(options: CurriculumOptions) => Curriculum>(
  "curriculum",
  Object.fromEntries(
    Object.entries(curricula).map(([name, entry]) => [name, (options) => builtInMade(name, entry, options)]),
  ),
);

/** The names of all built-in curricula, and of those of one's own that were loaded. */
export const curriculumNames: readonly string[] = curriculaByName.names;

/**
 * The curriculum of a name, with its options as they stand in a config or on the command line. Options that are
 * undefined count as not given.
 *
 * @throws RangeError if there is no such curriculum, an option is missing or not its own, or a value is not valid
 * @example curriculumNamed("multi-head", { lastN: 10 }).headCount // 9
 */
export function curriculumNamed(name: string, options: CurriculumOptions = {}): Curriculum {
  return curriculaByName.named(name)(options);
}

function builtInMade(name: string, { takes, make }: Entry, options: CurriculumOptions): Curriculum {
  checkKnownOptions(`curriculum "${name}"`, options, takes);
  return make(options, (option) => {
    const value = options[option];
    if (value === undefined) throw new RangeError(`curriculum "${name}" needs the option ${option}`);
    return value;
  });
}

/**
 * Makes a curriculum of one's own.
 *
 * @throws RangeError if it is called otherwise, lacks a part, or did not look at an option
 */
export function ownCurriculumMade(name: string, make: OwnCurriculumMaker, options: CurriculumOptions): Curriculum {
  const curriculum = madeLookingAt("curriculum", name, make, options);
  mustBeCurriculum(`curriculum "${name}"`, curriculum);
  return builtIn(curriculum, options);
}
