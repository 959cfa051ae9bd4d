import { expect, it } from "vitest";
import * as library from "../../lib/index.js";

/** All that take a list of runs or rows first, and what its error calls the list. */
const takers = {
  ablationExplorer: "neurons",
  ablationFigure: "rows",
  accuracyAgainstEpoch: "trained",
  accuracyAgainstLength: "networks",
  atEqualEpochs: "runs",
  autocorrelationAgainstLag: "networks",
  connectivityAgainstN: "weights",
  decodingFigure: "rows",
  describeResults: "rows",
  describeRuns: "runs",
  effectSizesFigure: "effects",
  fixedPointsAgainstN: "rows",
  forgettingFigure: "rows",
  gateTimescaleAgainstN: "rows",
  headsFigure: "runs",
  largestN: "runs",
  largestNAgainstEpoch: "runs",
  largestNByTau: "runs",
  largestNByVariant: "points",
  perturbationFigure: "points",
  retrainingFigure: "points",
  statisticByVariant: "values",
  tauAgainstEpoch: "runs",
  tauAgainstN: "runs",
  tauByVariant: "runs",
  tauNetAgainstN: "rows",
  tauNetByVariant: "rows",
  tauNetDistribution: "rows",
  timeStepFigure: "points",
} satisfies Partial<Record<keyof typeof library, string>>;

it.each(Object.entries(takers))("%s says that runs or rows are to be awaited, or are none", (name, list) => {
  const draw = (given: unknown) => () => Reflect.apply(Reflect.get(library, name), undefined, [given, [], {}]);
  expect(draw(Promise.resolve([]))).toThrow(new RangeError(`${list}: expected a list, got a promise; await it first`));
  expect(draw(undefined)).toThrow(new RangeError(`${list}: expected a list, got undefined`));
});
