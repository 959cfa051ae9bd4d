import { describe, expect, it } from "vitest";
import { columnsOf } from "../../lib/figures/columns.js";
import { conditionsOf } from "../../lib/figures/condition.js";
import { differencesOf } from "../../lib/figures/differences.js";
import { shownRun } from "../../lib/figures/shownNetwork.js";
import {
  ablatedGroups,
  ablationFigure,
  accuracyAgainstEpoch,
  accuracyAgainstLength,
  autocorrelationAgainstLag,
  captioned,
  connectivityAgainstN,
  decodingFigure,
  describeResults,
  describeRuns,
  dimensionalityLines,
  eigenvaluePlane,
  type Figure,
  figureCsv,
  fixedPointsAgainstN,
  forgettingFigure,
  headsFigure,
  largestN,
  largestNAgainstEpoch,
  largestNByTau,
  largestNByVariant,
  leakVariants,
  perturbationFigure,
  retrainingFigure,
  strengthAndSpectrum,
  type TrainingRequest,
  tauAgainstN,
  tauByVariant,
  tauNetAgainstN,
  tauNetDistribution,
  timeStepFigure,
  variantLargestN,
  variantOf,
  weightsAgainstTau,
} from "../../lib/index.js";
import { trainingConfig } from "../../lib/training/trainingConfig.js";

const plain: TrainingRequest = { task: "n-parity", curriculum: "multi-head", profile: "quick" };
const slow: TrainingRequest = { ...plain, learningRate: 0.01 };

/** A run that has solved N = 2 … 4 in three epochs, with this τ. */
function run(request: TrainingRequest, seed: number, tau = 1.5) {
  const config = trainingConfig({ ...request, seed });
  const row = { accuracyLast: 0.99, solved: true, tauMean: tau, tauStd: 0.3 };
  return { config, epochs: [2, 3, 4].map((nMax, i) => ({ epoch: i + 1, nMax, ...row })) };
}

/** The lines of a figure by name, as its legend has them. */
function legend({ data }: Figure): string[] {
  return [...new Set(data.flatMap(({ name, showlegend }) => (showlegend === false || !name ? [] : [name])))];
}

/** A row of measurements of the published protocol, and one of another learning rate, of each seed. */
function rowsOf<Row extends object>(rows: readonly Row[], change = (row: Row): Row => row) {
  const base = { profile: "lab", task: "n-parity", curriculum: "multi-head", model: "leaky-rnn" };
  return [1, 2].flatMap((seed) =>
    rows.flatMap((row) => [
      { ...base, variant: null, seed, network: seed, ...row },
      { ...base, variant: "rate-0.01", seed, network: seed, ...change(row) },
    ]),
  );
}

describe("networks that differ in more than their seeds", () => {
  const runs = [run(plain, 1), run(plain, 2), run(slow, 1, 3), run(slow, 2, 3)];

  it("are not averaged with others: each learning rate has a mean, a name and a colour", () => {
    const figure = tauAgainstN(runs);
    expect(legend(figure)).toEqual(["multi-head, N-parity", "multi-head, N-parity, learning rate 0.01"]);
    const means = figure.data.filter(
      ({ yaxis, hovertemplate }) => yaxis === "y" && hovertemplate?.includes("mean over"),
    );
    expect(means.map(({ y }) => y)).toEqual([
      [1.5, 1.5, 1.5],
      [3, 3, 3],
    ]);
    expect(means.map(({ line }) => line?.color)).toEqual(["#D55E00", "#000000"]);
  });

  it("have names of their own in every figure of runs, and in its CSV", () => {
    for (const figure of [largestNAgainstEpoch(runs), largestN(runs)]) {
      expect(new Set(figure.data.map(({ name }) => name))).toEqual(
        new Set(["multi-head, N-parity", "multi-head, N-parity, learning rate 0.01"]),
      );
      expect(new Set(figure.data.map(({ line, marker }) => line?.color ?? marker?.color)).size).toBe(2);
    }
    expect(figureCsv(largestNAgainstEpoch(runs))).toContain('"multi-head, N-parity, learning rate 0.01, seed 2"');
    expect(largestN(runs).layout.xaxis?.ticktext).toEqual([
      "multi-head<br>N-parity",
      "multi-head<br>N-parity<br>learning rate 0.01",
    ]);
  });

  it("are named by all that differs, and by nothing that all have in common", () => {
    const leak = { name: "leaky-rnn", leak: "outside" };
    const others = [
      run({ ...plain, model: leak, batch: 16, momentum: 0.9 }, 1),
      run({ ...plain, model: { ...leak, activation: "tanh" } }, 1),
    ];
    expect(legend(tauAgainstN(others))).toEqual([
      "multi-head, N-parity, batch 16, momentum 0.9",
      "multi-head, N-parity, tanh",
    ]);
    expect(legend(tauAgainstN(others.slice(0, 1)))).toEqual(["multi-head, N-parity"]);
    expect(legend(tauAgainstN([run(plain, 1), run({ ...plain, profile: "lab" }, 1)]))).toEqual([
      "multi-head, N-parity, quick profile",
      "multi-head, N-parity, lab profile",
    ]);
  });

  it("have a line each in the caption, which says every hyperparameter that differs", () => {
    expect(describeRuns(runs)).toContain(
      "<br>multi-head: seeds 1, 2, largest N solved 4, 4 · multi-head, learning rate 0.01: seeds 1, 2",
    );
    const rows = rowsOf([{ n: 5 }]).map(({ network: _, ...row }) => row);
    expect(describeResults(rows)).toContain("multi-head, learning rate 0.01: seeds 1, 2, measured at N = 5");
    expect(captioned(tauAgainstN(runs), describeRuns(runs)).layout.height).toBeGreaterThan(420);
  });

  it("are told apart in every figure of measurements", () => {
    const ns = [2, 3, 4];
    const rate = "multi-head, N-parity, learning rate 0.01";
    const named = ["multi-head, N-parity", rate];
    const statistics = rowsOf(ns.map((n) => ({ n, mean: 2, std: 1 })));
    expect(legend(tauNetAgainstN(statistics))).toEqual(named);
    const components = rowsOf(
      ns.map((n) => ({ n, components: n })),
      ({ n }) => ({ n, components: 10 * n }),
    );
    const lines = dimensionalityLines(components);
    expect(lines.map(({ variant, slope }) => [variant, Math.round(slope)])).toEqual([
      [null, 1],
      ["rate-0.01", 10],
    ]);
    const connectivity = connectivityAgainstN(statistics, components, { lines });
    expect(legend(connectivity)).toEqual(named);
    const fits = connectivity.data.filter(({ name }) => name?.endsWith("linear fit"));
    expect(fits.map(({ line }) => line?.color)).toEqual(["#D55E00", "#000000"]);

    const perturbed = rowsOf(
      [0.1, 1].map((epsilon) => ({ n: 5, perturbed: "tau" as const, epsilon, relativeAccuracy: 1 })),
    );
    const perturbation = perturbationFigure(perturbed);
    expect(perturbation.data.map(({ name, x }) => [name, x])).toEqual([
      ["multi-head, N = 5", [0.1, 1]],
      ["multi-head, N = 5, learning rate 0.01", [0.1, 1]],
      ["multi-head, N = 5", [0.1, 1]],
      ["multi-head, N = 5, learning rate 0.01", [0.1, 1]],
    ]);
    const retrained = retrainingFigure(rowsOf([6, 7].map((n) => ({ n, fromN: 5, relativeAccuracy: 1 }))));
    expect(retrained.data.map(({ x }) => x)).toEqual([1, 2, 3, 4].map(() => [6, 7]));
    const network = { curriculum: "multi-head", network: 1, fromN: 5, relativeAccuracy: 1 };
    const twice = [20, 50].flatMap((epochs) => [6, 7].map((n) => ({ ...network, n, epochs })));
    expect(retrainingFigure(twice).data.map(({ name, x }) => [name, x])).toEqual([
      ["multi-head, from N = 5, 20 epochs", [6, 7]],
      ["multi-head, from N = 5, 50 epochs", [6, 7]],
    ]);
    expect(legend(retrainingFigure(twice.slice(0, 2)))).toEqual(["multi-head, from N = 5"]);
    expect(legend(tauNetDistribution(rowsOf([{ n: 5, tauNet: 2 }]), { ns: [5] }))).toEqual([
      "multi-head",
      "multi-head, learning rate 0.01",
    ]);
    const correlation = autocorrelationAgainstLag(rowsOf([0, 1].map((lag) => ({ n: 5, lag, mean: 1 - 0.5 * lag }))));
    expect(correlation.data.map(({ name, line }) => [name, line?.dash])).toEqual([
      ["N = 5", undefined],
      ["N = 5, learning rate 0.01", "dash"],
    ]);
    const steps = timeStepFigure(rowsOf([{ n: 5, timeStep: 0.1, accuracy: 1 }]));
    expect(legend(steps)).toEqual(named.map((name) => `N = 5, ${name}`));
    const stays = ns.map((n) => ({ n, input: 0, period: 1, endShare: 1, radius: 0.9, timescale: 5 }));
    expect(legend(fixedPointsAgainstN(rowsOf(stays)))).toEqual([
      "multi-head, zeros",
      "multi-head, learning rate 0.01, zeros",
    ]);
    const left = [2, 3].map((testedN) => ({
      ...{ n: 3, inputs: "0.5" as const, testedN, headN: 3, accuracy: 1, chance: 0.5, chanceOfHead: 0.5 },
    }));
    expect(legend(forgettingFigure(rowsOf(left)))).toEqual(expect.arrayContaining(named));
  });

  it("are told apart by what their states hold, also of a task of one's own", () => {
    const decoded = decodingFigure(rowsOf([2, 3].map((testedN) => ({ n: 3, testedN, accuracy: 0.9, task: "copy" }))));
    expect(legend(decoded)).toEqual(["multi-head", "multi-head, learning rate 0.01"]);
    expect(decoded.layout.xaxis?.title?.text).toContain("(copy)");
  });

  it("are refused by a figure of the heads of one condition", () => {
    const heads = [run(plain, 1), run(slow, 1)].map((one) => ({
      ...one,
      epochs: one.epochs.map((row) => ({ ...row, accuracies: [{ n: 2, accuracy: 1 }] })),
    }));
    expect(() => headsFigure(heads)).toThrow(
      "expected one condition, of which the heads are shown, got multi-head, N-parity; multi-head, N-parity, learning rate 0.01",
    );
  });
});

describe("accuracy against epoch, without a curriculum", () => {
  const without = (request: Partial<TrainingRequest>, seed: number, accuracyLast: number) => ({
    config: trainingConfig({ ...plain, curriculum: { name: "no-curriculum", n: 5 }, ...request, seed }),
    epochs: [{ epoch: 1, nMax: 5, accuracyLast, solved: false }],
  });

  it("has a mean for each condition of an N, told apart by the kind of line", () => {
    const { data } = accuracyAgainstEpoch([without({}, 1, 0.6), without({}, 2, 0.7), without({ batch: 16 }, 1, 0.9)]);
    expect(data.flatMap(({ name, y, line }) => (name ? [[name, Math.round(Number(y?.[0])), line?.dash]] : []))).toEqual(
      [
        ["N = 5", 65, undefined],
        ["N = 5, batch 16", 90, "dash"],
      ],
    );
  });

  it("refuses runs with several N, or of several tasks", () => {
    expect(() => accuracyAgainstEpoch([run(plain, 3)])).toThrow(
      "expected one N in each, without a curriculum, got N = 2, 3, 4 in multi-head, seed 3; largestNAgainstEpoch shows",
    );
    expect(() => accuracyAgainstEpoch([without({}, 1, 0.6), without({ task: "n-dms" }, 1, 0.6)])).toThrow(
      "expected one task, got n-parity, n-dms",
    );
  });
});

describe("what has no look of its own", () => {
  it("gets one that nothing else in the figure has: tasks a line and a symbol, curricula a colour", () => {
    const networks = ["by-two", "anti", "multi-head"].flatMap((curriculum) =>
      ["delayed-xor", "copy", "n-parity"].map((task) => ({ curriculum, task })),
    );
    const conditions = networks.map(conditionsOf(networks));
    expect(new Set(conditions.map(({ colour, dash }) => `${colour} ${dash}`)).size).toBe(9);
    expect(new Set(conditions.map(({ colour, symbol }) => `${colour} ${symbol}`)).size).toBe(9);
    expect(conditions[8]).toMatchObject({ name: "multi-head, N-parity", colour: "#D55E00", dash: "solid" });
    expect(conditions[0].colour).toBe("#000000");
  });

  it("stays told apart where there are more than colours", () => {
    const networks = Array.from({ length: 30 }, (_, i) => ({ curriculum: `own-${i}`, task: "n-parity" }));
    const looks = networks.map(conditionsOf(networks)).map(({ colour, dash }) => `${colour} ${dash}`);
    expect(new Set(looks).size).toBe(30);
  });

  it("is read from a model of one's own, too", () => {
    const { config } = run(plain, 1);
    const own = { ...config, model: { name: "adaptive-rnn", neurons: 64, gain: 2 } };
    expect(shownRun({ config: own })).toMatchObject({ model: "adaptive-rnn", variant: "gain-2" });
    expect(shownRun({ config: { ...own, profile: "mine", model: config.model } })).toMatchObject({ profile: "mine" });
  });
});

it("a variant is named part by part, the options of a curriculum left to its label", () => {
  const texts = (variant: string) => differencesOf(variant).map(({ text }) => text);
  expect(texts("rate-0.01-momentum-0.9")).toEqual(["learning rate 0.01", "momentum 0.9"]);
  expect(texts("rate-1e-7")).toEqual(["learning rate 1e-7"]);
  expect(texts("leak-outside-time-continuous-repeats-7-8-9-10")).toEqual([
    ...["leak outside", "continuous time", "k = 7, 8, 9, 10"],
  ]);
  expect(texts("width-10-drop-5-batch-16")).toEqual(["batch 16"]);
  expect(texts("n-5")).toEqual([]);
});

describe("figures by curriculum", () => {
  const row = {
    task: "n-parity",
    curriculum: "by-two",
    profile: "quick",
    model: "leaky-rnn",
    variant: null,
    seed: 1,
    n: 4,
  };
  const panels = ({ layout }: Figure) =>
    Object.entries(layout).flatMap(([key, axis]) =>
      key.startsWith("xaxis") ? [(axis as { title: { text: string } }).title.text.replace(/<[^>]+>/g, "")] : [],
    );
  const notes = ({ layout }: Figure) => (layout.annotations as { text: string }[]).map(({ text }) => text).join("\n");

  it("have a panel for each curriculum that occurs, and drop none", () => {
    const ablated = ablationFigure([{ ...row, network: 1, group: "short", relativeAccuracy: 0.9 }]);
    expect(panels(ablated)).toEqual(["by-two"]);
    expect(ablated.data.map(({ y }) => y)).toEqual([[0.9]]);
    const both = { ...row, curriculum: "multi-head", network: 1, group: "long" as const, relativeAccuracy: 0.5 };
    expect(panels(ablationFigure([both]))).toEqual(["single-head", "multi-head"]);
    const beside = ablationFigure([both, { ...both, curriculum: "by-two" }]);
    expect(panels(beside)).toEqual(["multi-head", "by-two"]);
    expect(beside.data.map(({ xaxis, marker }) => [xaxis, marker?.color])).toEqual([
      ["x", "#D55E00"],
      ["x2", "#000000"],
    ]);

    const left = {
      ...row,
      inputs: "0.5" as const,
      testedN: 2,
      headN: 4,
      accuracy: 0.9,
      chance: 0.5,
      chanceOfHead: 0.5,
    };
    const forgotten = forgettingFigure([left, { ...left, testedN: 4 }]);
    expect(forgotten.data.map(({ name }) => name)).toContain("by-two, N-parity");

    const lengths = accuracyAgainstLength([1, 64].map((timesLongest) => ({ ...row, timesLongest, accuracy: 0.9 })));
    expect(panels(lengths)).toEqual(["length, by-two", "length, by-two"]);
    const ownTask = accuracyAgainstLength([{ ...row, task: "copy", timesLongest: 1, accuracy: 0.9 }]);
    expect(panels(ownTask)).toEqual(["length, by-two"]);

    const stays = { ...row, input: 0, period: 1, endShare: 1, radius: 0.9, timescale: 5 };
    expect(legend(fixedPointsAgainstN([stays]))).toEqual(["by-two, zeros"]);
    expect(panels(autocorrelationAgainstLag([{ ...row, lag: 0, mean: 1 }]))).toEqual(["lag (steps), by-two"]);

    const own = run(plain, 1);
    const ofOwn = { ...own, config: { ...own.config, curriculum: { name: "by-two" } } };
    expect(panels(largestNByVariant([variantLargestN(ofOwn)], leakVariants))).toEqual(["by-two"]);
    expect(panels(tauByVariant([ofOwn, own], leakVariants))).toEqual([
      ...["N, multi-head", "N, multi-head", "N, by-two", "N, by-two"],
    ]);
  });

  it("have panels of one width beside each other, and curricula in their colours also where they have no network", () => {
    expect(columnsOf(2, 0.14).map(({ domain }) => domain)).toEqual([
      [0, 0.43],
      [0.57, 1],
    ]);
    expect(columnsOf(1, 0.14)).toEqual([{ left: 0, width: 1, domain: [0, 1] }]);
    expect(columnsOf(3, 0.1)[2].domain).toEqual([0.7, 1]);
    expect(JSON.stringify(accuracyAgainstLength([]).layout)).toContain("color:#0072B2");
  });

  it("tell networks of two curricula of one's own apart", () => {
    const strength = { neurons: [], incomingCorrelation: null, outgoingCorrelation: null };
    const spectrum = { real: Float64Array.of(0.5), imaginary: Float64Array.of(0), radius: 0.5 };
    const networks = ["by-two", "anti"].map((curriculum) => ({ label: curriculum, curriculum, strength, spectrum }));
    const states = networks.map(({ label, curriculum }) => ({
      label,
      curriculum,
      input: 0 as const,
      eigenvalues: spectrum,
    }));
    for (const { data } of [weightsAgainstTau(networks), strengthAndSpectrum(networks), eigenvaluePlane(states)]) {
      expect(new Set(data.map(({ marker }) => marker?.color))).toEqual(new Set(["#000000", "#009E73"]));
    }
  });

  it("call groups of ablated neurons by their count", () => {
    const rows = [0.8, 0.6].map((relativeAccuracy, neuron) => {
      return { group: "short" as const, neuron, tau: 1, accuracy: 0.9, std: 0, relativeAccuracy };
    });
    const groups = ablatedGroups({ rows }, { task: "n-parity", curriculum: "multi-head", n: 4, network: 1 });
    expect(groups).toMatchObject([{ group: "short", count: 2, curriculum: "multi-head" }]);
    expect(groups[0].relativeAccuracy).toBeCloseTo(0.7, 12);
    expect(legend(ablationFigure(groups))).toEqual(["2 shortest τ"]);
    const atChance = rows.map((one) => ({ ...one, relativeAccuracy: null }));
    expect(ablatedGroups({ rows: atChance }, { task: "n-parity", curriculum: "multi-head", n: 4, network: 1 })).toEqual(
      [],
    );
  });

  it("by variant refuse a variant that nothing has, and name those there are", () => {
    const runs = [run(plain, 1), run(slow, 1)];
    const look = { colour: "#000000", symbol: "circle" };
    const wrong = [{ variant: "learningRate-0.01", name: "rate 0.01", ...look }];
    const right = [{ variant: variantOf(runs[1].config) ?? null, name: "rate 0.01", ...look }];
    const expected =
      'expected some of null (the main model), "rate-0.01", of which there are networks, got "learningRate-0.01"';
    expect(() => tauByVariant(runs, wrong)).toThrow(expected);
    expect(() => largestNByVariant(runs.map(variantLargestN), wrong)).toThrow(expected);
    expect(largestNByVariant(runs.map(variantLargestN), right).data.map(({ y }) => y)).toEqual([[4]]);
    // Those of this library may be not available yet.
    expect(notes(tauByVariant(runs, leakVariants))).toContain("not available yet: leak outside");
  });

  it("by variant refuse networks of several profiles or tasks, and by τ what differs in more", () => {
    const profiles = [run(plain, 1), run({ ...plain, profile: "lab" }, 1)];
    expect(() => tauByVariant(profiles, leakVariants)).toThrow(
      "expected one profile in a figure by variant, got quick, lab",
    );
    expect(() => largestNByVariant(profiles.map(variantLargestN), leakVariants)).toThrow("expected one profile");
    expect(() => largestNByTau([run(plain, 1), run(slow, 1)])).toThrow(
      "expected networks that differ in τ alone, got those without; learning rate 0.01",
    );
    const fixed = { ...plain, model: { name: "leaky-rnn", tau: 1 } };
    expect(largestNByTau([run(plain, 1), run(fixed, 1)]).data.map(({ y }) => y)).toEqual([[4, 4]]);
  });
});
