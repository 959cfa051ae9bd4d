import { expect, it } from "vitest";
import { activeShares } from "../../lib/dynamics/activeShares.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { estimateTimescales } from "../../lib/timescales/estimateTimescales.js";
import { initialParameters } from "../../lib/training/parameters.js";

/** Isolated neurons that a bit moves by 2: τ = 1, so that they are where the bit puts them. */
function network(biases: readonly number[]) {
  const cell = leakyRnn({ neurons: biases.length });
  const parameters = initialParameters(cell, 1, 1);
  parameters["recurrent.weight"].data.fill(0);
  parameters["recurrent.bias"].data.fill(0);
  parameters["input.weight"].data.fill(2);
  parameters["input.bias"].data.set(biases);
  parameters.tau.data.fill(1);
  return { cell, parameters };
}

it("the share of active steps is that of the bits that lift a neuron above 0", async () => {
  const [always, withOne, never] = await activeShares(network([1, -1, -3]), { onesProbability: 0.25, steps: 5000 });
  expect([always, never]).toEqual([1, 0]);
  expect(Math.abs(withOne - 0.25)).toBeLessThan(0.01); // 50,000 bits: a standard error of 0.002
});

it("the share of active steps is the one that timescales are told with", async () => {
  const one = network([1, -1, -3]);
  const { rows } = await estimateTimescales(one, { estimators: ["ar1"], steps: 400, trials: 3, seed: 2 });
  const shares = await activeShares(one, { steps: 400, trials: 3, seed: 2 });
  rows.forEach(({ activeShare }, neuron) => {
    expect(activeShare).toBeCloseTo(shares[neuron], 12);
  });
});

it("the share of active steps is not that of a network whose activity has no end", async () => {
  const one = network([1, 1]);
  one.parameters["recurrent.weight"].data.set([0, 3, 3, 0]);
  await expect(activeShares(one)).rejects.toThrow(
    /^activity: expected finite states, got h = (Infinity|NaN) by step \d+/,
  );
});

it("the share of active steps knows its options", async () => {
  await expect(activeShares(network([1]), { step: 5 } as object)).rejects.toThrow(/activeShares.*step/);
  await expect(activeShares(network([1]), { steps: 0 })).rejects.toThrow("steps: expected an integer of at least 1");
});
