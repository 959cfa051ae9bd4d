/** More characters than this are no help in an error; a network has millions. */
const mostCharacters = 200;

/**
 * A value as whoever gave it would write it, for an error message: a text stands in quotes, so that nobody takes it for
 * the number that was expected. Of a promise it says what was forgotten, and of what is long what it is.
 *
 * @example asGiven("64") // '"64"'
 * @example asGiven(64) // "64"
 */
export function asGiven(value: unknown): string {
  if (value instanceof Promise) return "a promise; await it first";
  const text = typeof value === "number" ? String(value) : written(value);
  if (text !== undefined && text.length <= mostCharacters) return text;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return `a list of ${(value as ArrayLike<unknown>).length}`;
  if (typeof value === "object" && value !== null) return objectWith(value);
  return text === undefined ? String(value) : `${text.slice(0, mostCharacters)}…`;
}

/** What fields an object has, for an error message where their contents would say less. */
export function objectWith(value: object): string {
  return `an object with ${Object.keys(value).slice(0, 10).join(", ") || "nothing"}`;
}

/** Undefined for what JSON cannot write, e.g. an object that holds itself. */
function written(value: unknown): string | undefined {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return undefined;
  }
}
