import { describe, expect, it } from "vitest";
import {
  atEqualEpochs,
  autocorrelationAgainstLag,
  describeRuns,
  type Figure,
  fixedTauVariants,
  includesVariant,
  largestNByTau,
  largestNByVariant,
  leakVariants,
  publishedLargestNByTau,
  publishedTau,
  sizeVariants,
  tauByVariant,
  tauKindVariants,
  tauNetByVariant,
  trainingConfig,
  variantLargestN,
  variantName,
  weightsAgainstTau,
} from "../../lib/index.js";

const outside = { name: "leaky-rnn", leak: "outside" };

/** A network that solved one N an epoch. */
const run = (curriculum: string, model: { name: string; [option: string]: unknown }, seed: number, count: number) => ({
  config: trainingConfig({ task: "n-parity", curriculum, model, seed, profile: "lab" }),
  epochs: Array.from({ length: count }, (_, i) => ({
    ...{ epoch: i + 1, nMax: 2 + i, accuracyLast: 0.99, solved: true, tauMean: 1.5 + seed / 10, tauStd: 0.3 },
  })),
});
const texts = ({ layout }: Figure) => (layout.annotations as { text: string }[]).map(({ text }) => text);
const lines = ({ data }: Figure) => data.filter(({ mode, line }) => mode === "lines" && line?.width === 2.5);

describe("variants of the model", () => {
  it("are called as runs of these models are", () => {
    const models = [
      { leak: "outside" },
      ...["relu", "tanh", "sigmoid"].map((activation) => ({ leak: "outside", activation })),
      ...[1, 2, 3, 5, "shared", "random"].map((tau) => ({ tau })),
      ...[32, 64, 128].map((neurons) => ({ neurons })),
    ];
    const known = [...leakVariants, ...fixedTauVariants, ...tauKindVariants, ...sizeVariants("lab")];
    for (const model of models) {
      const { variant } = variantLargestN(run("multi-head", { name: "leaky-rnn", ...model }, 1, 1));
      expect(known.map((one) => one.variant)).toContain(variant);
      expect(variantName(variant ?? "")).toBeDefined();
    }
    expect(known.filter(({ variant }) => variant !== null).length).toBe(models.length);
  });

  it("have each a colour and a symbol of its own within a figure, the main model black", () => {
    for (const variants of [leakVariants, fixedTauVariants, tauKindVariants, sizeVariants("lab")]) {
      expect(new Set(variants.map(({ colour }) => colour)).size).toBe(variants.length);
      expect(new Set(variants.map(({ symbol }) => symbol)).size).toBe(variants.length);
      expect(variants.find(({ variant }) => variant === null)?.colour).toBe("#000000");
    }
  });

  it("of the size leave out the profile's own", () => {
    expect(sizeVariants("quick").map(({ name }) => name)).toEqual(["32 neurons", "128 neurons", "64 neurons"]);
    expect(() => sizeVariants("large")).toThrow(/there is no profile "large"/);
  });

  it("are told from whatever else is special about a run", () => {
    expect(includesVariant(leakVariants, undefined)).toBe(true);
    expect(includesVariant(leakVariants, "tau-1")).toBe(false);
    expect(variantName("holdAt-5")).toBeUndefined();
    expect(variantName("toString")).toBeUndefined();
  });
});

describe("τ by variant", () => {
  const runs = [
    run("single-head", { name: "leaky-rnn" }, 1, 4),
    run("single-head", outside, 1, 3),
    run("single-head", outside, 2, 3),
    run("single-head", { name: "leaky-rnn", tau: 1 }, 1, 3),
  ];

  it("has a line for each variant, a column for each curriculum, and no run of another kind", () => {
    const figure = tauByVariant(runs, leakVariants);
    expect(lines(figure).map(({ name, xaxis, y }) => ({ name, xaxis, y }))).toEqual([
      { name: "leak inside", xaxis: "x", y: [1.6, 1.6, 1.6, 1.6] },
      { name: "leak outside", xaxis: "x", y: [1.65, 1.65, 1.65] },
      { name: "leak inside", xaxis: "x3", y: [0.3, 0.3, 0.3, 0.3] },
      { name: "leak outside", xaxis: "x3", y: [0.3, 0.3, 0.3] },
    ]);
    expect(figure.data.filter(({ showlegend }) => showlegend).map(({ name }) => name)).toEqual([
      "leak inside",
      "leak outside",
    ]);
  });

  it("names the variants that have no network, in each column", () => {
    const [single, multi] = texts(tauByVariant(runs, leakVariants)).map((text) => text.replaceAll("<br>", " "));
    expect(single).toBe("not available yet: leak outside, ReLU; leak outside, tanh; leak outside, sigmoid");
    expect(multi).toMatch(/^not available yet: leak inside; leak outside; leak outside, ReLU/);
  });

  it("shows the published model beside, of the same task", () => {
    const figure = tauByVariant(runs, leakVariants, {
      published: publishedTau("leak-outside"),
      publishedName: "leak outside",
    });
    const { data } = figure;
    const notes = texts(figure).map((text) => text.includes("published curve goes on to N = 99"));
    expect(notes).toEqual([false, true]); // of single-head networks it ends at N = 32, which is shown
    const theirs = data.filter(({ name }) => name === "leak outside, published");
    expect(theirs.map(({ xaxis }) => xaxis)).toEqual(["x", "x3", "x2", "x4"]);
    expect(theirs[0].showlegend).toBe(true);
  });

  it("has each curriculum in its own column, means above STDs, ours and the published ones", () => {
    const row = { task: "n-parity", variant: null, seed: 1 };
    const rows = [5, 10].flatMap((n) => [
      { ...row, curriculum: "single-head", n, mean: n / 2, std: n / 10 },
      { ...row, curriculum: "multi-head", n, mean: n, std: n / 5 },
    ]);
    const parity = { task: "n-parity", readingError: 0.01 };
    const published = [
      { ...parity, curriculum: "multi-head", statistic: "std", n: 5, value: 0.3 },
      { ...parity, curriculum: "single-head", statistic: "mean", n: 5, value: 1.5 },
    ] as const;
    const { data, layout } = tauNetByVariant(rows, leakVariants.slice(0, 1), { published });
    const [topLeft, bottomLeft, topRight, bottomRight] = ["", "3", "2", "4"].map((suffix) => {
      return { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
    });
    expect(data.map(({ name, xaxis, yaxis, x, y }) => ({ name, xaxis, yaxis, x, y }))).toEqual([
      { name: "published", ...topLeft, x: [5], y: [1.5] },
      { name: "leak inside", ...topLeft, x: [5, 10], y: [2.5, 5] },
      { name: "leak inside: networks", ...topLeft, x: [5, 10], y: [2.5, 5] },
      { name: "leak inside", ...bottomLeft, x: [5, 10], y: [0.5, 1] },
      { name: "leak inside: networks", ...bottomLeft, x: [5, 10], y: [0.5, 1] },
      { name: "leak inside", ...topRight, x: [5, 10], y: [5, 10] },
      { name: "leak inside: networks", ...topRight, x: [5, 10], y: [5, 10] },
      { name: "published", ...bottomRight, x: [5], y: [0.3] },
      { name: "leak inside", ...bottomRight, x: [5, 10], y: [1, 2] },
      { name: "leak inside: networks", ...bottomRight, x: [5, 10], y: [1, 2] },
    ]);
    expect([layout.yaxis, layout.yaxis4]).toMatchObject([
      { title: { text: "mean of τ<sub>net</sub> (steps)" } },
      { title: { text: "STD of τ<sub>net</sub> (steps)" } },
    ]);
  });

  it("does the same with measured timescales, and leaves out what could not be measured", () => {
    const row = { task: "n-parity", curriculum: "multi-head", seed: 1, n: 5, mean: 2, std: null };
    const figure = tauNetByVariant([{ ...row, variant: "tau-5" }], fixedTauVariants);
    expect(lines(figure).map(({ name, xaxis, y }) => ({ name, xaxis, y }))).toEqual([
      { name: "τ = 5", xaxis: "x2", y: [2] },
    ]);
  });
});

describe("largest N by variant", () => {
  it("compares networks after equal numbers of epochs", () => {
    const runs = [
      run("single-head", { name: "leaky-rnn" }, 1, 9),
      run("single-head", outside, 1, 4),
      run("multi-head", outside, 1, 7),
    ];
    const points = atEqualEpochs(runs).map(variantLargestN);
    expect(points.map(({ curriculum, variant, n }) => ({ curriculum, variant, n }))).toEqual([
      { curriculum: "single-head", variant: null, n: 5 },
      { curriculum: "single-head", variant: "leak-outside", n: 5 },
      { curriculum: "multi-head", variant: "leak-outside", n: 8 },
    ]);
    const figure = largestNByVariant(points, leakVariants);
    expect(figure.data.map(({ x, y }) => ({ x, y }))).toEqual([
      { x: [0, 1], y: [5, 5] },
      { x: [1], y: [8] },
    ]);
    const missing = texts(figure).filter((text) => text.startsWith("not available yet: "));
    expect(missing.map((text) => text.split(";").length)).toEqual([3, 4]);
  });

  it("leaves a network at the end of its curriculum where it is, which cuts the others short of nothing", () => {
    const ended = { ...run("single-head", outside, 1, 4), record: { outcome: { reason: "curriculum-ended" } } };
    const others = [run("single-head", { name: "leaky-rnn" }, 1, 9), run("single-head", outside, 2, 7)];
    const lengths = (runs: Parameters<typeof atEqualEpochs>[0]) =>
      atEqualEpochs(runs).map(({ epochs }) => epochs.length);
    expect(lengths([ended, ...others])).toEqual([4, 7, 7]);
    expect(lengths([{ ...run("single-head", outside, 1, 4), reason: "curriculum-ended" }, ...others])).toEqual([
      4, 7, 7,
    ]);
    expect(lengths([{ ...ended, record: { outcome: { reason: "max-epochs" } } }, ...others])).toEqual([4, 4, 4]);
    expect(lengths([ended])).toEqual([4]);
  });

  it("takes two curricula of one name and other options for two conditions", () => {
    const window = (width: number, count: number) => {
      const { config, epochs } = run("single-head", { name: "leaky-rnn" }, 1, count);
      return { config: { ...config, curriculum: { name: "sliding-window", width, drop: 1 } }, epochs };
    };
    expect(atEqualEpochs([window(5, 3), window(10, 7), window(5, 4)]).map(({ epochs }) => epochs.length)).toEqual([
      3, 7, 3,
    ]);
  });

  it("has a column for every τ that is asked for, with the published networks of it", () => {
    const { data, layout } = largestNByTau([], { taus: [1, 5], published: publishedLargestNByTau() });
    expect(layout.xaxis?.ticktext).toEqual(["τ = 1", "τ = 5", "τ trained"]);
    const multi = data.find(({ xaxis }) => xaxis === "x2");
    const at = Array.from(multi?.x ?? [], Number);
    expect(Array.from(multi?.y ?? []).filter((_, i) => Math.round(at[i]) === 1)).toEqual([50]);
  });
});

describe("the line below a figure", () => {
  it("tells apart what differs in profile or variant; the options of a curriculum are in its label", () => {
    const held = { name: "single-head", holdAt: 5 };
    const text = describeRuns([
      run("single-head", { name: "leaky-rnn" }, 1, 4),
      run("single-head", outside, 1, 2),
      { ...run("single-head", outside, 1, 2), config: trainingConfig({ task: "n-parity", curriculum: held }) },
    ]);
    expect(text).toContain(
      "single-head, lab profile: seed 1, 4 epochs, largest N solved 5 · " +
        "single-head, lab profile, leak outside: seed 1, 2 epochs, largest N solved 3<br>" +
        "single-head (held at N = 5), quick profile: seed 1, 2 epochs",
    );
    expect(text).not.toContain("holdAt");
  });
});

describe("supplement figures of one model", () => {
  it("show the autocorrelation of the population to its end, negative values too", () => {
    const points = [0.9, -0.2, null].map((population, lag) => ({
      ...{ curriculum: "multi-head", seed: 1, n: 5, lag, mean: 0.5, population },
    }));
    const figure = autocorrelationAgainstLag(points, { of: "population" });
    expect(figure.data.map(({ x, y }) => ({ x, y }))).toEqual([{ x: [0, 1], y: [0.9, -0.2] }]);
    expect(figure.layout.yaxis?.type).toBeUndefined();
  });

  it("show what each neuron receives and sends against its τ", () => {
    const neurons = [
      { neuron: 0, tau: 1, incoming: 0.1, outgoing: -0.3 },
      { neuron: 1, tau: 2, incoming: 0.2, outgoing: -0.4 },
    ];
    const strength = { neurons, incomingCorrelation: 1, outgoingCorrelation: null };
    const { data } = weightsAgainstTau([{ label: "single-head, N = 5", curriculum: "single-head", strength }]);
    expect(data.map(({ name, x, y, xaxis }) => ({ name, x, y, xaxis }))).toEqual([
      { name: "incoming, single-head, N = 5, r = 1.00", x: [1, 2], y: [0.1, 0.2], xaxis: "x" },
      { name: "outgoing, single-head, N = 5, r = –", x: [1, 2], y: [-0.3, -0.4], xaxis: "x2" },
    ]);
  });
});
