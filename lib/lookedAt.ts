import { asGiven } from "./asGiven.js";
import { mustBeObject } from "./mustBe.js";

/**
 * What a function of one's own makes of options. It says nowhere which it takes: one that it does not look at would
 * change nothing, without a word.
 *
 * @param kind  what is made, e.g. "curriculum"
 * @param name  by which it is known, and which it is to have itself
 * @throws RangeError if it did not look at an option, or makes no object of this name
 */
export function madeLookingAt<Options extends object, Part extends { readonly name: string }>(
  kind: string,
  name: string,
  make: (options: Options) => Part,
  options: Options,
): Part {
  const what = `${kind} "${name}"`;
  const looked = new Set<string | symbol>();
  const watched = new Proxy(options, {
    get(target, option) {
      looked.add(option);
      return Reflect.get(target, option);
    },
  });
  const part = make(watched);
  const option = Object.entries(options).find(([field, value]) => value !== undefined && !looked.has(field))?.[0];
  if (option !== undefined) throw new RangeError(`${what} has no option ${option}`);
  mustBeObject(what, part);
  if (part.name !== name) {
    throw new RangeError(`${what}: expected its name to be the same, got ${asGiven(part.name)}`);
  }
  return part;
}
