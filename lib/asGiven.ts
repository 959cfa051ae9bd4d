/**
 * A value as whoever gave it would write it, for an error message: a text stands in quotes, so that nobody takes it for
 * the number that was expected.
 *
 * @example asGiven("64") // '"64"'
 * @example asGiven(64) // "64"
 */
export function asGiven(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
}
