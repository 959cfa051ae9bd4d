import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as library from "../../lib/index.js";

interface Taken {
  /** The list that comes first, as errors call it, and what is missing first in a row { a: 1 }. */
  readonly list?: string;
  readonly lacks?: string;
  /** What else comes before the options. */
  readonly others?: readonly unknown[];
  /** All options, as the error lists them. */
  readonly options?: string;
}

const run = "config: expected an object";
const string = (field: string) => `${field}: expected a string`;
const number = (field: string) => `${field}: expected a number`;

/** What every function of the figures that is public takes; empty of what takes neither rows nor options. */
const takers: Record<string, Taken> = {
  ablationExplorer: { list: "neurons", lacks: number("neuron"), others: [[]], options: "baseline" },
  ablationFigure: { list: "rows", lacks: string("task"), options: "published, letters" },
  accuracyAgainstEpoch: { list: "trained", lacks: run, options: "letter" },
  accuracyAgainstLength: { list: "points", lacks: string("task"), options: "tasks" },
  atEqualEpochs: { list: "runs", lacks: run },
  autocorrelationAgainstLag: {
    ...{ list: "points", lacks: string("curriculum"), options: "curricula, letter, maxLag, of, scale" },
  },
  captioned: {},
  connectivityAgainstN: { list: "weights", lacks: string("task"), others: [[]], options: "lines, letters" },
  curriculaFigure: { list: "curricula" },
  curriculumLook: {},
  curriculumOf: {},
  decodingByGroup: { list: "points", lacks: string("curriculum"), options: "of, letters" },
  decodingFigure: { list: "rows", lacks: string("task"), options: "letters" },
  describeProtocol: {},
  describeResults: { list: "rows", lacks: string("profile") },
  describeRuns: { list: "runs", lacks: run },
  effectSizesFigure: { list: "effects", lacks: string("label") },
  eigenvaluePlane: { list: "networks", lacks: string("label") },
  estimatorBiasFigure: { list: "panels", lacks: string("title") },
  figureCsv: {},
  figurePanels: {},
  figureTable: {},
  firstLearned: {},
  fixedPointsAgainstN: { list: "rows", lacks: string("curriculum"), options: "letters" },
  fixedTaus: {},
  forgettingFigure: { list: "rows", lacks: string("task"), options: "letters" },
  gateTimescaleAgainstN: { list: "rows", lacks: string("task"), options: "symbol, letters" },
  headsFigure: { list: "runs", lacks: run, options: "letters, above" },
  includesVariant: {},
  largestN: { list: "runs", lacks: run, options: "letter, published" },
  largestNAgainstEpoch: { list: "runs", lacks: run, options: "letter, by, published" },
  largestNByTau: { list: "runs", lacks: run, options: "letter, published, taus" },
  largestNByVariant: { list: "points", lacks: string("curriculum"), others: [[]], options: "letter, published" },
  lastSolved: {},
  networkDrawing: { list: "ns", options: "letter" },
  neuronExplorer: { list: "neurons", lacks: string("label"), options: "letters" },
  perturbationFigure: { list: "points", lacks: string("curriculum"), options: "published, letters" },
  retrainingFigure: { list: "points", lacks: string("curriculum"), options: "letter" },
  sayingMissing: {},
  sideBySide: { list: "parts", lacks: string("title") },
  sizeVariants: {},
  statisticByVariant: {
    ...{ list: "values", lacks: string("task"), others: [[]], options: "letter, published, publishedName, quantity" },
  },
  strengthAndSpectrum: { list: "networks", lacks: string("label") },
  tasksFigure: { list: "tasks", lacks: string("name") },
  tauAgainstEpoch: { list: "runs", lacks: run },
  tauAgainstN: { list: "runs", lacks: run, options: "letter, unit, published" },
  tauAgainstTauNet: { list: "neurons", lacks: number("neuron"), options: "marked" },
  tauByVariant: { list: "runs", lacks: run, others: [[]], options: "letter, published, publishedName" },
  tauNetAgainstN: { list: "rows", lacks: string("task"), options: "letters, state, published" },
  tauNetByVariant: { list: "rows", lacks: string("task"), others: [[]], options: "letter, published, publishedName" },
  tauNetDistribution: { list: "rows", lacks: string("curriculum"), options: "ns, letter" },
  timeStepFigure: { list: "points", lacks: number("seed"), options: "trained, ns, letter" },
  timescaleComparison: { list: "panels", lacks: string("x") },
  untilEpoch: {},
  variantLargestN: {},
  weightsAgainstTau: { list: "networks", lacks: string("label"), options: "letters" },
};
const of = (what: keyof Taken) => Object.keys(takers).filter((name) => takers[name][what] !== undefined);

const call = (name: string, ...given: unknown[]) => Reflect.apply(Reflect.get(library, name), undefined, given);

/** The values that lib/index.ts exports from lib/figures. */
const exported = [...readFileSync("lib/index.ts", "utf8").matchAll(/^export \{([^}]*)\} from "\.\/figures\//gm)]
  .flatMap(([, names]) => names.split(","))
  .map((name) => name.trim())
  .filter((name) => name !== "" && !name.startsWith("type "));

describe("a figure", () => {
  it("that is public is among those below, with its options", () => {
    const functions = exported.filter((name) => typeof Reflect.get(library, name) === "function");
    expect(Object.keys(takers).sort()).toEqual(functions.sort());
    const signatureOf = (name: string) => /^function \w+\((.*?)\) \{$/ms.exec(String(Reflect.get(library, name)))?.[1];
    expect(functions.filter((name) => /options|= \{\}/.test(signatureOf(name) ?? "options"))).toEqual(of("options"));
  });

  it.each(of("options"))("refuses an unknown option by name: %s", (name) => {
    const { list, others = [], options } = takers[name];
    const given = [...(list === undefined ? [] : [[]]), ...others];
    expect(() => call(name, ...given, { lettter: "q" })).toThrow(
      new RangeError(`${name} has no option lettter; it has: ${options}`),
    );
  });

  it.each(of("list"))("says that runs or rows are to be awaited, or are none: %s", (name) => {
    const { list, others = [] } = takers[name];
    const draw = (given: unknown) => () => call(name, given, ...others, {});
    expect(draw(Promise.resolve([]))).toThrow(
      new RangeError(`${list}: expected a list, got a promise; await it first`),
    );
    expect(draw(undefined)).toThrow(new RangeError(`${list}: expected a list, got undefined`));
  });

  it.each(of("lacks"))("refuses rows without what it is drawn from: %s", (name) => {
    const { list, others = [], lacks } = takers[name];
    const draw = (row: unknown) => () => call(name, [row], ...others, {});
    expect(draw({ a: 1 })).toThrow(new RangeError(`${list}[0].${lacks}, got undefined`));
    expect(draw(5)).toThrow(new RangeError(`${list}[0]: expected an object, got 5`));
  });

  const perturbed = {
    curriculum: "multi-head",
    n: 30,
    network: 1,
    perturbed: "tau",
    epsilon: 1,
    relativeAccuracy: 0.9,
  };
  const retrained = { curriculum: "multi-head", network: 1, fromN: 16, n: 20, relativeAccuracy: null };
  const epochs = [{ epoch: 1, nMax: 2, accuracyLast: 0.99, solved: true }];
  const config = { task: "n-parity", curriculum: { name: "multi-head" }, seed: 1 };
  const without = { neuron: 0, tau: 1, accuracy: 0.9 };
  const statistic = { task: "n-parity", curriculum: "multi-head", seed: 1, n: 5, mean: null, std: null };

  it.each<[message: string, name: string, ...given: unknown[]]>([
    [
      "points[1].n: expected a number, got undefined",
      "perturbationFigure",
      [perturbed, { ...perturbed, n: undefined }],
    ],
    ['points[0].epsilon: expected a number, got "1"', "perturbationFigure", [{ ...perturbed, epsilon: "1" }]],
    [
      'points[0].perturbed: expected "recurrent-weight" or "tau", got "w"',
      "perturbationFigure",
      [{ ...perturbed, perturbed: "w" }],
    ],
    [
      "published[0].curriculum: expected a string, got undefined",
      "perturbationFigure",
      [perturbed],
      { published: [{ a: 1 }] },
    ],
    [
      "points[1].relativeAccuracy: expected a number or null, got undefined",
      "retrainingFigure",
      [retrained, { ...retrained, relativeAccuracy: undefined }],
    ],
    ["points[0].fromN: expected a number, got null", "retrainingFigure", [{ ...retrained, fromN: null }]],
    [
      "runs[0].config.seed: expected a number, got undefined",
      "largestN",
      [{ config: { ...config, seed: undefined }, epochs }],
    ],
    [
      'runs[0].config.curriculum: expected an object, got "multi-head"',
      "largestN",
      [{ config: { ...config, curriculum: "multi-head" }, epochs }],
    ],
    [
      "runs[1].epochs[0].solved: expected a boolean, got undefined",
      "tauAgainstN",
      [
        { config, epochs },
        { config, epochs: [{ ...epochs[0], solved: undefined }] },
      ],
    ],
    ["runs[0].config.model: expected an object, got undefined", "largestNByTau", [{ config, epochs }]],
    [
      "choosable[0].activity: expected a list, got undefined",
      "ablationExplorer",
      [without],
      [{ neuron: 0 }],
      { baseline: 1 },
    ],
    ["expected[0].name: expected a string, got undefined", "sayingMissing", { data: [], layout: {} }, [], [{ a: 1 }]],
    ["options.baseline: expected a number, got undefined", "ablationExplorer", [without], [], {}],
    ["figure: expected a figure with data and layout, got {}", "sideBySide", [{ title: "a", figure: {} }]],
    [
      "rows[1].std: expected a number or null, got undefined",
      "tauNetAgainstN",
      [statistic, { ...statistic, std: undefined }],
    ],
    [
      "variants[0].variant: expected a string or null, got undefined",
      "largestNByVariant",
      [],
      [{ name: "leak inside" }],
    ],
  ])("says what is missing where: %s", (message, name, ...given) => {
    expect(() => call(name, ...given)).toThrow(new RangeError(message));
  });

  it.each(["captioned", "figurePanels", "figureTable", "figureCsv", "sayingMissing"])(
    "%s says what it is given in place of a figure",
    (name) => {
      const expected = "figure: expected a figure with data and layout, got";
      expect(() => call(name, undefined, [], [])).toThrow(new RangeError(`${expected} undefined`));
      expect(() => call(name, Promise.resolve(), [], [])).toThrow(
        new RangeError(`${expected} a promise; await it first`),
      );
    },
  );

  it("is drawn of rows whose fields are null, or absent, where they may be", () => {
    expect(call("retrainingFigure", [retrained])).toMatchObject({ data: [{ x: [20], y: [null] }] });
    expect(call("perturbationFigure", [{ ...perturbed, network: "a1" }])).toMatchObject({ data: [{ y: [0.9] }] });
    expect(call("tauAgainstN", [{ config, epochs }])).toMatchObject({ data: [] });
    expect(call("tauNetAgainstN", [statistic])).toMatchObject({ data: [] });
  });

  it.each<[message: string, name: string, options: object]>([
    ['by: expected "curriculum" or "model", got "curiculum"', "largestNAgainstEpoch", { by: "curiculum" }],
    ['of: expected "labels" or "bits", got "bit"', "decodingByGroup", { of: "bit" }],
    ['of: expected "neurons" or "population", got "all"', "autocorrelationAgainstLag", { of: "all" }],
    ['scale: expected "linear" or "log", got "logarithmic"', "autocorrelationAgainstLag", { scale: "logarithmic" }],
    ['curricula: expected a list, got "multi-head"', "autocorrelationAgainstLag", { curricula: "multi-head" }],
    ['tasks: expected a list, got "n-dms"', "accuracyAgainstLength", { tasks: "n-dms" }],
    ["symbol: expected a name such as f, z, got undefined", "gateTimescaleAgainstN", {}],
    ["stages: expected an integer of at least 1, got {}", "curriculaFigure", {}],
  ])("takes of an option only what there is: %s", (message, name, options) => {
    expect(() => call(name, [], options)).toThrow(new RangeError(message));
  });
});
