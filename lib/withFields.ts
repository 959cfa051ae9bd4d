/**
 * An object with some fields of its own beside, or in place of, those of another. Methods and getters of a class, which
 * a spread would lose, are among them, and methods still belong to the object that they are of.
 *
 * @example withFields(new Parity(), { onesProbability: 0.5 }).labels(bits, 4, 1, [2])
 */
export function withFields<Original extends object, Fields extends object>(
  original: Original,
  fields: Fields,
): Omit<Original, keyof Fields> & Fields {
  const all: Record<string, unknown> = {};
  for (let of: object = original; of !== null && of !== Object.prototype; of = Object.getPrototypeOf(of)) {
    for (const name of Object.getOwnPropertyNames(of)) {
      if (name === "constructor" || Object.hasOwn(all, name)) continue;
      const value: unknown = Reflect.get(original, name);
      all[name] = typeof value === "function" ? value.bind(original) : value;
    }
  }
  return Object.assign(all, fields) as Omit<Original, keyof Fields> & Fields;
}
