import { describe, expect, it } from "vitest";
import { strengthByTau } from "../../lib/index.js";

/** Weights that are U-shaped in τ: the middle ones are weakest, and no correlation shows it. */
const neurons = [
  { neuron: 0, tau: 1, incoming: -4, outgoing: -1 },
  { neuron: 1, tau: 1, incoming: -6, outgoing: -3 },
  { neuron: 2, tau: 1.5, incoming: 0, outgoing: 0 },
  { neuron: 3, tau: 2, incoming: -2, outgoing: 4 },
  { neuron: 4, tau: 2.5, incoming: -5, outgoing: -9 },
];

describe("mean weights by τ", () => {
  it("are those of the neurons of each range, whose upper end belongs to it", () => {
    expect(strengthByTau(neurons)).toEqual([
      { above: null, upTo: 1, neurons: 2, incoming: -5, outgoing: -2 },
      { above: 1, upTo: 2, neurons: 2, incoming: -1, outgoing: 2 },
      { above: 2, upTo: null, neurons: 1, incoming: -5, outgoing: -9 },
    ]);
  });

  it("are none of a range without neurons", () => {
    expect(strengthByTau(neurons, [0.5, 5])).toEqual([
      { above: null, upTo: 0.5, neurons: 0, incoming: null, outgoing: null },
      { above: 0.5, upTo: 5, neurons: 5, incoming: -3.4, outgoing: -1.8 },
      { above: 5, upTo: null, neurons: 0, incoming: null, outgoing: null },
    ]);
  });

  it.each<[string, unknown, unknown, string]>([
    ["falling edges", neurons, [2, 1], "edges: expected ascending numbers, got [2,1]"],
    ["no edges", neurons, [], "edges: expected at least one, got none"],
    ["an edge that is no number", neurons, [Number.NaN], "edges: expected ascending numbers"],
    ["a neuron without weights", [{ neuron: 0, tau: 1 }], [1], "neurons[0].incoming: expected a number, got undefined"],
  ])("are refused with %s", (_, of, edges, message) => {
    expect(() => strengthByTau(of as typeof neurons, edges as number[])).toThrow(RangeError);
    expect(() => strengthByTau(of as typeof neurons, edges as number[])).toThrow(message);
  });
});
