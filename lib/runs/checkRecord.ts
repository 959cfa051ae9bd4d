import { isObject } from "./isObject.js";
import { quoted } from "./quoted.js";

/** What is wrong with a field of this name, in words; undefined if nothing is. */
type Check = (value: unknown, name: string) => string | undefined;

function is(what: string, fits: (value: unknown) => boolean): Check {
  return (value, name) => (fits(value) ? undefined : `expected ${what} as ${name}, got ${quoted(value)}`);
}

const text = is("a text", (value) => typeof value === "string");
const number = is("a number", (value) => typeof value === "number");
const integer = is("an integer", Number.isSafeInteger);
const truth = is("true or false", (value) => typeof value === "boolean");
const object = is("an object", isObject);
const list = is("a list", Array.isArray);

function optional(check: Check): Check {
  return (value, name) => (value === undefined ? undefined : check(value, name));
}

function first(problems: Iterable<string | undefined>): string | undefined {
  for (const problem of problems) if (problem !== undefined) return problem;
  return undefined;
}

/** An object with these fields; others are nobody's business. */
function objectOf(fields: Readonly<Record<string, Check>>): Check {
  return (value, name) => {
    if (!isObject(value)) return object(value, name);
    const place = name === "" ? "" : `${name}.`;
    return first(Object.entries(fields).map(([field, check]) => check(value[field], place + field)));
  };
}

function listOf(check: Check): Check {
  return (value, name) =>
    Array.isArray(value) ? first(value.map((element, i) => check(element, `${name}[${i}]`))) : list(value, name);
}

/** An object of texts, with these fields at least. */
function textsOf(fields: readonly string[]): Check {
  const needed = objectOf(Object.fromEntries(fields.map((field) => [field, text])));
  return (value, name) =>
    needed(value, name) ?? first(Object.entries(Object(value)).map(([of, content]) => text(content, `${name}.${of}`)));
}

const curriculumOptions = ["firstN", "lastN", "n", "start", "add", "width", "drop", "holdAt"];

const config = objectOf({
  profile: text,
  task: text,
  curriculum: objectOf({
    name: text,
    ...Object.fromEntries(curriculumOptions.map((option) => [option, optional(integer)])),
  }),
  model: objectOf({ name: text, neurons: integer }),
  optimiser: objectOf({ name: text, learningRate: optional(number), momentum: optional(number) }),
  schedule: objectOf({
    ...{ batch: integer, steps: integer, testBatches: integer, maxEpochs: integer },
    ...{ solvedAbove: number, clipNorm: number },
  }),
  onesProbability: optional(number),
  repeats: optional(listOf(integer)),
  seed: integer,
  from: optional(
    objectOf({ network: text, n: integer, head: integer, curriculum: optional(text), seed: optional(integer) }),
  ),
});

const stretch = objectOf({
  ...{ started: text, ended: text, seconds: number, engine: text, threads: number },
  ...{ versions: textsOf(["node"]), platform: text, cpu: text, cores: number },
  git: optional(objectOf({ commit: text, dirty: truth })),
  parts: optional(textsOf([])),
  secondsIntoEpoch: optional(number),
  note: optional(text),
});

const record = objectOf({
  config,
  variant: optional(text),
  configHash: text,
  started: text,
  finished: optional(text),
  outcome: optional(objectOf({ reason: text, message: optional(text) })),
  extended: optional(listOf(objectOf({ at: text, epochs: optional(number), maxN: optional(number) }))),
  seconds: number,
  stretches: listOf(stretch),
});

/**
 * What keeps the content of a run.json from being the record of a run: the first field that is not as everybody who
 * reads records takes it to be.
 *
 * @returns e.g. "expected an object as stretches[0].versions, got undefined"; undefined if all of them are there
 */
export function problemWithRecord(value: unknown): string | undefined {
  return record(value, "");
}
