/**
 * The curricula that occur, in the order of the main text: single-head and multi-head if there are no others, also where
 * one of them does not occur.
 */
export function shownCurricula(networks: readonly { readonly curriculum: string }[]): string[] {
  return shownNames(
    ["single-head", "multi-head"],
    networks.map(({ curriculum }) => curriculum),
  );
}

/** The tasks that occur; both of the main text if there are no others. */
export function shownTasks(networks: readonly { readonly task: string }[]): string[] {
  return shownNames(
    ["n-parity", "n-dms"],
    networks.map(({ task }) => task),
  );
}

function shownNames(usual: readonly string[], there: readonly string[]): string[] {
  if (there.every((name) => usual.includes(name))) return [...usual];
  return [...usual.filter((name) => there.includes(name)), ...new Set(there.filter((name) => !usual.includes(name)))];
}
