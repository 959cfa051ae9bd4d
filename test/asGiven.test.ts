import { expect, it } from "vitest";
import { asGiven } from "../lib/asGiven.js";

const itself: Record<string, unknown> = { n: 2 };
itself.self = itself;

it.each<[unknown, string]>([
  ["64", '"64"'],
  [64, "64"],
  [Number.NaN, "NaN"],
  [undefined, "undefined"],
  [{ n: 2 }, '{"n":2}'],
  [[1, 2], "[1,2]"],
  [10n, "10"],
  [Promise.resolve(), "a promise; await it first"],
  ["x".repeat(1000), `"${"x".repeat(199)}…`],
  [Array.from({ length: 1000 }, () => 0.5), "a list of 1000"],
  [new Float32Array(1000), "a list of 1000"],
  [{ rows: Array.from({ length: 1000 }, () => 0.5), profile: "lab" }, "an object with rows, profile"],
  [itself, "an object with n, self"],
])("tells what is given in few words: %s", (value, told) => {
  expect(asGiven(value)).toBe(told);
});
