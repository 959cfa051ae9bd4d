import { expect, it } from "vitest";
import {
  ablation,
  accuracyAgainstP,
  accuracyAgainstTimeStep,
  accuracyInTime,
  accuracyOf,
  activeShares,
  decoding,
  dimensionality,
  estimateTimescales,
  fixedPoints,
  forgetting,
  gateTimescales,
  initialParameters,
  leakyRnn,
  lengthGeneralisation,
  neuronWeights,
  nParity,
  perturbation,
  recordActivity,
  recurrentWeight,
  strengthAgainstTau,
  tauInUse,
  weightStatistics,
} from "../../lib/index.js";

const question = { head: 0, n: 2 };

/** Programs without types may give anything in place of a network. */
const analyses: Record<string, (network: never) => unknown> = {
  ablation: (network) => ablation(network, question),
  "ablation as published": (network) => ablation(network, question, { asPublished: true }),
  accuracyAgainstP: (network) => accuracyAgainstP(network, [question], [0.5]),
  accuracyAgainstTimeStep: (network) => accuracyAgainstTimeStep(network, [question]),
  accuracyInTime: (network) => accuracyInTime(network),
  accuracyOf: (network) => accuracyOf(network, [question]),
  activeShares: (network) => activeShares(network),
  decoding: (network) => decoding(network, [2]),
  dimensionality: (network) => dimensionality(network),
  estimateTimescales: (network) => estimateTimescales(network),
  fixedPoints: (network) => fixedPoints(network, { input: 0 }),
  forgetting: (network) => forgetting(network, [2]),
  gateTimescales: (network) => gateTimescales(network),
  lengthGeneralisation: (network) => lengthGeneralisation(network, [question]),
  neuronWeights: (network) => neuronWeights(network, [0]),
  perturbation: (network) => perturbation(network, "tau", question),
  recordActivity: (network) => recordActivity(network, { steps: 10 }),
  recurrentWeight: (network) => recurrentWeight(network),
  strengthAgainstTau: (network) => strengthAgainstTau(network),
  tauInUse: (network) => tauInUse(network),
  weightStatistics: (network) => weightStatistics(network),
};

const expected = "network: expected { cell, parameters }, as loadNetwork and train give, got";

it.each(Object.keys(analyses))("%s says what it is given in place of a network", async (name) => {
  const given = async (value: unknown) => analyses[name](value as never);
  const parameters = initialParameters(leakyRnn({ neurons: 4 }), 1, 1);
  await expect(given({ n: 2, parameters })).rejects.toThrow(new RangeError(`${expected} an object with n, parameters`));
  await expect(given(undefined)).rejects.toThrow(new RangeError(`${expected} undefined`));
  await expect(given(Promise.resolve())).rejects.toThrow(new RangeError(`${expected} a promise; await it first`));
});

it.each<[string, (network: never) => unknown]>([
  ["ablation", (network) => ablation(network, undefined as never, { count: 1 })],
  ["ablation as published", (network) => ablation(network, undefined as never, { count: 1, asPublished: true })],
  ["perturbation", (network) => perturbation(network, "tau", undefined as never)],
  ["accuracyOf", (network) => accuracyOf(network, [undefined] as never)],
  ["lengthGeneralisation", (network) => lengthGeneralisation(network, [undefined] as never)],
])("%s says that it lacks its question", async (_, ask) => {
  const cell = leakyRnn({ neurons: 4 });
  const network = { cell, parameters: initialParameters(cell, 1, 1), task: nParity };
  await expect((async () => ask(network as never))()).rejects.toThrow(
    new RangeError("question: expected { head, n }, a head's index and its N, got undefined"),
  );
});
