import { asGiven } from "./asGiven.js";

/** @throws RangeError if something is no object: programs without types may give anything */
export function mustBeObject(what: string, value: unknown): asserts value is object {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  throw new RangeError(`${what}: expected an object, got ${asGiven(value)}`);
}

/** @throws RangeError if something is no list, such as the promise of one that nobody has awaited */
export function mustBeList(what: string, value: unknown): asserts value is readonly unknown[] {
  if (Array.isArray(value)) return;
  throw new RangeError(`${what}: expected a list, got ${asGiven(value)}`);
}

/** @throws RangeError if something is no list, or an empty one */
export function mustBeFilledList(what: string, value: unknown): asserts value is readonly unknown[] {
  mustBeList(what, value);
  if (value.length === 0) throw new RangeError(`${what}: expected at least one, got none`);
}

/** @throws RangeError if something is no function */
export function mustBeFunction(what: string, value: unknown): void {
  if (typeof value !== "function") throw new RangeError(`${what}: expected a function, got ${asGiven(value)}`);
}

/** @throws RangeError if something is no integer of at least so many */
export function mustBeCount(what: string, value: unknown, least = 1): asserts value is number {
  if (Number.isInteger(value) && Number(value) >= least) return;
  throw new RangeError(`${what}: expected an integer of at least ${least}, got ${asGiven(value)}`);
}

/** @throws RangeError if something is no name; the names that there are stand in the error */
export function mustBeName(what: string, value: unknown, names: readonly string[]): asserts value is string {
  if (typeof value === "string" && value !== "") return;
  throw new RangeError(`${what}: expected a name such as ${names.join(", ")}, got ${asGiven(value)}`);
}

/** @throws RangeError if something is none of a few words */
export function mustBeOneOf(what: string, value: unknown, words: readonly string[]): void {
  if (words.some((word) => word === value)) return;
  throw new RangeError(`${what}: expected ${words.map(asGiven).join(" or ")}, got ${asGiven(value)}`);
}

/** What a field holds, as an error says it, or the words that it may be. */
type Content =
  | `${"a string" | "a number" | "a boolean" | "a list" | "an object"}${"" | " or null"}`
  | "a string or a number"
  | readonly string[];

/** The fields that something must have. Those that may be absent are not named. */
export type Fields<Of> = { readonly [Field in keyof Of]?: Content };

/** @throws RangeError if something is no object, or a field is missing or holds something else */
export function mustHaveFields<Of extends object>(what: string, value: Of, fields: Fields<Of>): void {
  mustBeObject(what, value);
  for (const field in fields) {
    const content: Content = fields[field] ?? [];
    const got = value[field];
    if (typeof content !== "string") mustBeOneOf(`${what}.${field}`, got, content);
    else if (!content.includes(kindOf(got))) {
      throw new RangeError(`${what}.${field}: expected ${content}, got ${asGiven(got)}`);
    }
  }
}

/** @throws RangeError if something is no list, or one of its rows lacks a field: the first such row and field */
export function mustBeRows<Row extends object>(what: string, rows: readonly Row[], fields: Fields<Row>): void {
  mustBeList(what, rows);
  for (const [i, row] of rows.entries()) mustHaveFields(`${what}[${i}]`, row, fields);
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) || ArrayBuffer.isView(value) ? "list" : typeof value;
}
