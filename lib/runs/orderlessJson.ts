import { orderless } from "../orderless.js";

/** The JSON of a value with the fields of every object in alphabetical order: equal values, equal text. */
export function orderlessJson(value: unknown): string {
  return JSON.stringify(orderless(value));
}
