import { expect, it } from "vitest";
import { atRest, recordedAtRest } from "../../lib/timescales/atRest.js";

function autocovariancesOf(stds: readonly number[], means: readonly number[]) {
  return {
    neurons: stds.map((std) => Float64Array.of(std ** 2)),
    population: Float64Array.of(1),
    meanSquares: Float64Array.from(means, (mean) => mean ** 2),
    steps: 100,
    trials: 1,
  };
}

it("a neuron that flickers between neighbouring float32 is at rest, whatever the others do", () => {
  const { neurons, population } = atRest(autocovariancesOf([1e-7, 0, 0.3], [1.5, 0, 0.1]));
  expect(neurons).toEqual([true, true, false]);
  expect(population).toBe(false);
});

it("neurons near 0 are at rest where no neuron moves more than the largest state is rounded", () => {
  expect(atRest(autocovariancesOf([3e-8, 2e-7], [6e-4, 4.3]))).toEqual({ neurons: [true, true], population: true });
});

it("a small movement around 0 is no rounding in a network that moves", () => {
  expect(atRest(autocovariancesOf([3e-8, 0.01], [6e-4, 4.3])).neurons).toEqual([false, false]);
});

it("a neuron is at rest up to four times the distance of neighbouring float32, and no further", () => {
  const apart = 2 ** -23; // from 1 to the next
  const { neurons } = atRest(autocovariancesOf([3.9 * apart, 4.1 * apart, 0.3], [1, 1, 0.1]));
  expect(neurons).toEqual([true, false, false]);
});

it("in a recording every neuron is looked at alone, with the digits that it was given in", () => {
  const recorded = autocovariancesOf([1, 1, 1e-3, 0], [0, 1e7, 1e7, 0.1]);
  const inFloat64 = [false, false, false, false];
  expect(recordedAtRest(recorded, inFloat64)).toEqual({ neurons: [false, false, true, true], population: false });
  expect(recordedAtRest(recorded, [false, true, true, true]).neurons).toEqual([false, true, true, true]);
  expect(recordedAtRest(autocovariancesOf([0, 1e-12], [3, 1]), inFloat64).population).toBe(true);
});
