/**
 * A value as whoever gave it would write it, for an error message: a text stands in quotes, so that nobody takes it for
 * the number that was expected. Of a promise it says what was forgotten.
 *
 * @example asGiven("64") // '"64"'
 * @example asGiven(64) // "64"
 */
export function asGiven(value: unknown): string {
  if (value instanceof Promise) return "a promise; await it first";
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
}
