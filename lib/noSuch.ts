/**
 * The error of a name that stands for nothing.
 *
 * @param kind  "model", "task" or "curriculum", of which one's own may have names, too
 */
export function noSuch(kind: string, name: string, names: readonly string[]): RangeError {
  const own = "or one of your own, by loadParts (--parts of commands)";
  return new RangeError(`there is no ${kind} "${name}"; expected one of: ${names.join(", ")}, ${own}`);
}
