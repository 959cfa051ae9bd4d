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

/**
 * Checks that a model or curriculum is given options of its own only.
 *
 * @param what  e.g. 'model "gru"'
 * @throws RangeError if there is another option
 */
export function checkKnownOptions(what: string, options: object, takes: readonly string[]): void {
  const option = unknownField(options, takes);
  if (option !== undefined) throw new RangeError(`${what} has no option ${option}; it has: ${takes.join(", ")}`);
}
