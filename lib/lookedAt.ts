/**
 * What a function of one's own makes of options. It says nowhere which it takes: one that it does not look at would
 * change nothing, without a word.
 *
 * @param what  what is made, e.g. 'curriculum "strides"'
 * @throws RangeError if it did not look at an option
 */
export function madeLookingAt<Options extends object, Part>(
  what: string,
  make: (options: Options) => Part,
  options: Options,
): Part {
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
  return part;
}
