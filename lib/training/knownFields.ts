/**
 * Checks that an object has known fields only. A field that is undefined counts as not given.
 *
 * @param what  what it is, for the error
 * @throws RangeError if it has another
 */
export function checkKnownFields(what: string, value: object, known: readonly string[]): void {
  for (const [field, content] of Object.entries(value)) {
    if (content !== undefined && !known.includes(field)) {
      throw new RangeError(`${what} has an unknown field "${field}"; expected one of: ${known.join(", ")}`);
    }
  }
}
