import { expect, it } from "vitest";
import {
  agreement,
  dimensionality,
  estimatorBias,
  GraphEngine,
  gateTimescales,
  gru,
  guessAccuracy,
  lengthGeneralisation,
  neuronGroups,
  nParity,
  type Perturbed,
  perturb,
  publishedEpsilons,
  RandomStream,
  tensor,
} from "../../lib/index.js";

const stream = RandomStream.named(1, "accepted");
const parameters = { tau: tensor(Float32Array.of(1, 2), [2]) };
const process = [{ tau: 2, share: 1 }];
const weights = "weights" as Perturbed;

it.each<[string, () => unknown]>([
  ["epsilon: expected a number of at least 0, got NaN", () => perturb(parameters, "tau", Number.NaN, stream)],
  ["epsilon: expected a number of at least 0, got -1", () => perturb(parameters, "tau", -1, stream)],
  ['perturbed: expected recurrent-weight or tau, got "weights"', () => perturb(parameters, weights, 1, stream)],
  ['perturbed: expected recurrent-weight or tau, got "weights"', () => publishedEpsilons(weights)],
  ['p: expected "random" or a probability, 0 … 1, got 1.7', () => guessAccuracy(nParity, 3, 1.7)],
  ['p: expected "random" or a probability, 0 … 1, got 7', () => agreement(nParity, 3, 2, 7)],
  ["taus: expected finite numbers, got NaN of neuron 1", () => neuronGroups([1, Number.NaN, 3], 1, stream)],
  [
    "trials: expected an integer of at least 1, got 1.5",
    () => estimatorBias(process, { estimators: ["ar1"], lengths: [50], trials: 1.5 }),
  ],
  [
    "recordings: expected an integer of at least 1, got 0",
    () => estimatorBias(process, { estimators: ["ar1"], lengths: [50], recordings: 0 }),
  ],
  ["estimators: expected at least one, got none", () => estimatorBias(process, { estimators: [], lengths: [50] })],
  [
    "lengths: expected integers of at least 32 steps for 30 lags, got 10",
    () => estimatorBias(process, { estimators: ["multi-start"], lengths: [10] }),
  ],
  [
    "lengths: expected integers of at least 32 steps for 30 lags, got 50.5",
    () => estimatorBias(process, { estimators: ["multi-start"], lengths: [50.5] }),
  ],
])("%s", (message, compute) => {
  expect(compute).toThrow(new RangeError(message));
});

it("a probability is refused by the name that it was given by", async () => {
  const network = { cell: gru({ neurons: 3 }), parameters: {} };
  const error = new RangeError('onesProbability: expected "random" or a probability, 0 … 1, got 2');
  await expect(dimensionality(network, { onesProbability: 2 })).rejects.toThrow(error);
  await expect(gateTimescales(network, { onesProbability: 2 })).rejects.toThrow(error);
});

it("a test of length wants a question", async () => {
  const cell = gru({ neurons: 3 });
  const network = { cell, parameters: {}, engine: new GraphEngine(cell), task: nParity };
  await expect(lengthGeneralisation(network, [])).rejects.toThrow(
    new RangeError("questions: expected at least one, got none"),
  );
});
