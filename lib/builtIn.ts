/** The parts that have names here, with their fields as they were then, and the options that they were made with. */
const made = new WeakMap<object, { readonly fields: object; readonly options: object }>();

/**
 * Marks a cell, a task, a curriculum or an optimiser as this library's own, or as one that was loaded by its name. A
 * config or a checkpoint stores only its name and options; one with the same name that is another could not be told
 * from it later.
 *
 * @param options  what has to stand beside its name for it to be made again, where the part does not say so itself
 * @returns the part
 */
export function builtIn<Part extends object>(part: Part, options: object = {}): Part {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  made.set(part, { fields: { ...part }, options: Object.fromEntries(given) });
  return part;
}

/** Whether a part is this library's own and still as it was made; a copy with something changed is not. */
export function isBuiltIn(part: object): boolean {
  const original = made.get(part);
  if (!original) return false;
  const [before, now] = [Object.entries(original.fields), new Map(Object.entries(part))];
  return before.length === now.size && before.every(([field, value]) => now.has(field) && now.get(field) === value);
}

/** The options that one of this library's parts was made with, those that were not given left out. */
export function builtInOptions(part: object): object {
  return made.get(part)?.options ?? {};
}
