/** The same value with the fields of every object in alphabetical order, for JSON that is equal where values are. */
export function orderless(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(orderless);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, element]) => [key, orderless(element)]));
}
