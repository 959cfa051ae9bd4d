import { asGiven } from "./asGiven.js";

/** The first field of an object that is not among the known ones, if any. A field that is undefined counts as not given. */
export function unknownField(value: object, known: readonly string[]): string | undefined {
  return Object.entries(value).find(([field, content]) => content !== undefined && !known.includes(field))?.[0];
}

/**
 * Checks that an object has known fields only.
 *
 * @param what  what it is, for the error
 * @throws RangeError if it has another
 */
export function checkKnownFields(what: string, value: object, known: readonly string[]): void {
  const field = unknownField(value, known);
  if (field === undefined) return;
  throw new RangeError(`${what} has an unknown field "${field}"; expected one of: ${known.join(", ")}`);
}

/** @throws RangeError if the options of a model or curriculum are no object */
export function mustBeOptions(what: string, options: unknown, takes: readonly string[]): asserts options is object {
  if (typeof options === "object" && options !== null) return;
  throw new RangeError(`${what} expects an object with options of ${takes.join(", ")}, got ${asGiven(options)}`);
}

/**
 * Checks that a model or curriculum is given options of its own only.
 *
 * @param what  e.g. 'model "gru"'
 * @throws RangeError if they are no object, or there is another option
 */
export function checkKnownOptions(what: string, options: object, takes: readonly string[]): void {
  mustBeOptions(what, options, takes);
  const option = unknownField(options, takes);
  if (option !== undefined) throw new RangeError(`${what} has no option ${option}; it has: ${takes.join(", ")}`);
}

/**
 * Checks that a function is given options of its own only: another would change nothing, without a word.
 *
 * @param what   the function
 * @param takes  all of its options
 * @throws RangeError if they are no object, or there is another option
 */
export function checkOptionsOf<Options extends object>(
  what: string,
  options: Options,
  takes: Readonly<Record<keyof Options, true>>,
): void {
  checkKnownOptions(what, options, Object.keys(takes));
}
