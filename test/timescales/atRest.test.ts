import { expect, it } from "vitest";
import { atRest } from "../../lib/timescales/atRest.js";

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
