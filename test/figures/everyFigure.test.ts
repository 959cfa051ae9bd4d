import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import {
  ablationFigure,
  accuracyAgainstEpoch,
  accuracyAgainstLength,
  autocorrelationAgainstLag,
  captioned,
  connectivityAgainstN,
  curriculaFigure,
  decodingByGroup,
  decodingFigure,
  dimensionalityLines,
  effectSizesFigure,
  eigenvaluePlane,
  estimatorBiasFigure,
  type Figure,
  figurePanels,
  fixedPointsAgainstN,
  forgettingFigure,
  gateTimescaleAgainstN,
  headsFigure,
  largestN,
  largestNAgainstEpoch,
  largestNByTau,
  largestNByVariant,
  leakVariants,
  multiHead,
  multiStart,
  nDms,
  networkDrawing,
  neuronExplorer,
  nParity,
  perturbationFigure,
  publishedAblation,
  publishedEpochs,
  publishedLargestN,
  publishedLargestNByTau,
  publishedPerturbation,
  publishedTau,
  publishedTauNet,
  retrainingFigure,
  sayingMissing,
  sideBySide,
  singleHead,
  strengthAndSpectrum,
  type Trace,
  tasksFigure,
  tauAgainstEpoch,
  tauAgainstN,
  tauByVariant,
  tauNetAgainstN,
  tauNetByVariant,
  tauNetDistribution,
  timeStepFigure,
  timescaleComparison,
  trainingConfig,
  variantLargestN,
  weightsAgainstTau,
} from "../../lib/index.js";
import { notebookFigures } from "../../lib/notebook/notebookFigures.js";
import { readNotebook } from "../../lib/notebook/notebookFile.js";
import { figureFaults } from "../../lib/notebook/plotlySvg.js";
import { figureBundle } from "../../lib/notebook/show.js";
import { type Box, svgBox } from "../../lib/notebook/svgBox.js";
import { inPlace, svgElement, svgElements } from "../notebook/svgElement.js";

/** A network that solved one N an epoch. */
const run = (curriculum: string, task: string, seed: number, count: number) => ({
  config: trainingConfig({ task, curriculum, seed }),
  epochs: Array.from({ length: count }, (_, i) => ({
    ...{ epoch: i + 1, nMax: 2 + i, accuracyLast: 0.985, solved: true, tauMean: 1.5 - 0.01 * i, tauStd: 0.3 },
  })),
});
const runs = ["single-head", "multi-head"].flatMap((curriculum) =>
  ["n-parity", "n-dms"].flatMap((task) => [1, 2, 3].map((seed) => run(curriculum, task, seed, 20 + seed))),
);
const parityRuns = runs.filter(({ config }) => config.task === "n-parity");
/** Of several profiles and learning rates. */
const conditions = [
  ...parityRuns,
  ...[{ learningRate: 0.01 }, { batch: 16, momentum: 0.9 }, { profile: "lab" }].map((different, i) => {
    const config = trainingConfig({ task: "n-parity", curriculum: "multi-head", ...different });
    return { ...run("multi-head", "n-parity", 1, 5 + i), config };
  }),
];
const oneRun = [run("multi-head", "n-parity", 1, 1)];
const withoutCurriculum = [5, 10].flatMap((n) =>
  [1, 2].map((seed) => ({
    config: trainingConfig({ task: "n-parity", curriculum: { name: "no-curriculum", n }, seed }),
    epochs: [1, 2, 3].map((epoch) => ({ epoch, nMax: n, accuracyLast: 0.5 + 0.1 * epoch, solved: false })),
  })),
);

const curricula = [
  { name: "single-head" },
  { name: "multi-head" },
  { name: "sliding-window", width: 10, drop: 5 },
  { name: "sliding-window", width: 5, drop: 1 },
  { name: "several-heads", start: 5, add: 5 },
  { name: "all-at-once", lastN: 10 },
];
const supplement = curricula.flatMap((curriculum) =>
  [1, 2].map((seed) => {
    const config = trainingConfig({ task: "n-parity", curriculum, seed });
    return { ...run("multi-head", "n-parity", seed, 20), config };
  }),
);
/** Heads that are learned one after another, the last one by nobody. */
const together = [1, 2].map((seed) => ({
  config: trainingConfig({ task: "n-parity", curriculum: { name: "all-at-once", lastN: 10 }, seed }),
  epochs: Array.from({ length: 12 }, (_, e) => ({
    ...{ epoch: e + 1, nMax: 10, accuracyLast: 0.6, solved: false },
    accuracies: Array.from({ length: 9 }, (_, i) => ({ n: i + 2, accuracy: e > i + seed ? 0.99 : 0.6 })),
  })),
}));
const forgotten = (["0.5", "random"] as const).flatMap((inputs) =>
  [
    { curriculum: "single-head", heads: [15] },
    { curriculum: "multi-head", heads: Array.from({ length: 14 }, (_, i) => i + 2) },
    { curriculum: "sliding-window", variant: "width-5-drop-1", heads: [11, 12, 13, 14, 15] },
    { curriculum: "all-at-once", heads: [2, 3, 4, 5, 6, 7, 8, 9, 10] },
  ].flatMap(({ heads, ...condition }) =>
    [1, 2].flatMap((seed) =>
      Array.from({ length: 14 }, (_, i) => i + 2).flatMap((testedN) =>
        (heads.includes(testedN) ? [testedN] : heads).map((headN) => ({
          ...{ task: "n-parity", ...condition, seed, n: 15, inputs, testedN, headN },
          ...{ accuracy: headN === testedN ? 1 : 0.5 + seed / 100, chance: 0.5, chanceOfHead: 0.6 },
        })),
      ),
    ),
  ),
);

const decoded = ["n-parity", "n-dms"].flatMap((task) =>
  ["single-head", "multi-head"].flatMap((curriculum) =>
    [1, 2].flatMap((seed) =>
      Array.from({ length: 17 }, (_, i) => i + 2).map((testedN) => {
        return { task, curriculum, seed, n: 15, testedN, accuracy: testedN === 15 ? 1 : 0.6 + seed / 100 };
      }),
    ),
  ),
);

const points = ["single-head", "multi-head"].flatMap((curriculum) =>
  [2, 5, 10, 20].map((n) => ({
    task: "n-parity",
    curriculum,
    seed: 1,
    n,
    mean: -n / 1e4,
    components: 1 + n / 2,
  })),
);
const weights = ["single-head", "multi-head"].map((curriculum) => ({
  label: `${curriculum}, N = 7`,
  curriculum,
  strength: {
    neurons: [1, 1.5, 2].map((tau, neuron) => ({ neuron, tau, incoming: 0.01 - 0.01 * tau, outgoing: 0 })),
    incomingCorrelation: -0.9,
    outgoingCorrelation: null,
  },
  spectrum: { real: Float64Array.of(0.5, 0.5, -0.2), imaginary: Float64Array.of(0.3, -0.3, 0), radius: 0.6 },
}));
const ablated = ["single-head", "multi-head"].flatMap((curriculum) =>
  (["short", "long", "random"] as const).map((group) => ({
    ...{ task: "n-parity", curriculum, n: 5, network: 1, group, relativeAccuracy: 0.9 },
  })),
);
const perturbed = (["recurrent-weight", "tau"] as const).flatMap((what) =>
  [0, 0.01, 0.1, 1].map((epsilon) => ({
    ...{ curriculum: "multi-head", n: 30, network: 1, perturbed: what, epsilon, relativeAccuracy: 1 - epsilon },
  })),
);
const retrained = [16, 20, 24].map((n) => ({
  ...{ curriculum: "multi-head", network: 1, fromN: 16, n, relativeAccuracy: n === 24 ? null : 0.9 },
}));
const decay = Array.from({ length: 31 }, (_, lag) => 4 * Math.exp(-lag / 5));
const neuron = (label: string, autocovariance: number[]) => ({
  ...{ label, activity: [1, 2, 3], autocovariance, fit: multiStart(autocovariance) },
});
const bias = (tau: number) =>
  [300, 1000].map((steps) => ({
    ...{
      estimator: "multi-start",
      steps,
      tau,
      bias: 0.1,
      medianBias: 0.05,
      spread: 0.1,
      doubleShare: 0,
      failedShare: 0,
    },
    estimates: [tau, 1.2 * tau],
  }));
const pairs = [
  { neuron: 0, x: 2, y: 3 },
  { neuron: 1, x: null, y: 3 },
];
const comparison = { x: "as published", y: "multi-start", pairs };

const tauNets = [5, 10, 30].flatMap((n) =>
  ["single-head", "multi-head"].flatMap((curriculum) =>
    [1, 2].map((seed) => ({ task: "n-parity", curriculum, seed, n, mean: n / 5 + seed, std: n / 6 })),
  ),
);
const gatedTauNets = tauNets.map((row) => ({ ...row, median: row.mean / 2, upperQuartile: row.n === 30 ? 100 : 5 }));
const autocorrelations = tauNets.flatMap(({ curriculum, seed, n }) =>
  Array.from({ length: 61 }, (_, lag) => ({
    ...{ curriculum, seed, n, lag, mean: Math.exp((-3 * lag) / n), population: Math.cos(lag) },
  })),
);
const neuronTauNets = tauNets.flatMap(({ mean, ...network }) =>
  [0.5, 1, 2, 8].map((factor) => ({ ...network, tauNet: factor * mean })),
);

const lengths = tauNets.flatMap(({ curriculum, seed, n }) =>
  ["n-parity", "n-dms"].flatMap((task) =>
    [1, 2, 4, 64].map((timesLongest) => ({ task, curriculum, seed, n, timesLongest, accuracy: 1 - n / 1000 })),
  ),
);
const stays = tauNets.flatMap(({ curriculum, seed, n }) =>
  [0, 1].flatMap((input) =>
    [1, 2].map((period) => ({
      ...{ curriculum, seed, n, input, period },
      ...(period === 1
        ? { endShare: 1, radius: 1 - 1 / n, timescale: n }
        : { endShare: 0, radius: null, timescale: null }),
    })),
  ),
);
const eigenvalues = weights.flatMap(({ label, curriculum, spectrum }) =>
  ([0, 1] as const).map((input) => ({ label, curriculum, input, eigenvalues: spectrum })),
);
const timeSteps = [5, 10, 20].flatMap((n) =>
  [1, 2].flatMap((seed) =>
    [1, 7, 10, 50, 200].map((k) => ({ n, seed, timeStep: 1 / k, accuracy: k < 5 ? 0.5 + seed / n / 10 : 1 })),
  ),
);

const decodedByGroup = ["single-head", "multi-head"].flatMap((curriculum) =>
  (["all", "short", "random", "long"] as const).flatMap((group, i) =>
    [1, 2, 3, 4].map((testedN) => {
      return { curriculum, seed: 1 + (testedN % 2), n: 15, group, testedN, accuracy: 1 - (i * testedN) / 40 };
    }),
  ),
);

const effects = [-8, -1, 0.5, 1, 8].flatMap((share) =>
  ["lab", "paper"].map((profile) => ({
    ...{ label: `N-parity, multi-head: a statistic as long as those of the claims are, ${share}`, profile },
    note: profile === "lab" ? "curve, N = 10 … 30" : "4 and 4 networks, 1000 epochs",
    networks: [4, 4],
    ...{ published: 2, ours: { mean: 2 * share, low: profile === "lab" ? share : null, high: 3 * share } },
  })),
);

/** Every figure with much, with a single point, and with nothing to show, where it can be empty. */
const figures: Record<string, Figure> = {
  "accuracy against epoch": accuracyAgainstEpoch(withoutCurriculum),
  "accuracy against epoch, one epoch": accuracyAgainstEpoch(oneRun),
  "accuracy against epoch, none": accuracyAgainstEpoch([]),
  "accuracy against length": accuracyAgainstLength(lengths),
  "accuracy against length, one network": accuracyAgainstLength(lengths.slice(0, 4), { tasks: ["n-parity"] }),
  "accuracy against length, none": accuracyAgainstLength([]),
  "fixed points": fixedPointsAgainstN(stays),
  "fixed points, one network": fixedPointsAgainstN(stays.slice(0, 4)),
  "fixed points, none": fixedPointsAgainstN([]),
  eigenvalues: eigenvaluePlane(eigenvalues),
  "eigenvalues, none": eigenvaluePlane([]),
  "largest N against epoch": largestNAgainstEpoch(runs, { published: publishedEpochs() }),
  "largest N against epoch, one epoch": largestNAgainstEpoch(oneRun),
  "largest N against epoch, none": largestNAgainstEpoch([]),
  "largest N against epoch, all curricula": largestNAgainstEpoch(supplement),
  "largest N against epoch, most curricula missing": sayingMissing(
    largestNAgainstEpoch(oneRun),
    [{ name: "multi-head" }],
    curricula,
  ),
  "largest N, all curricula": largestN(supplement),
  "τ against N, all curricula": tauAgainstN(supplement),
  "τ against N, most curricula missing": sayingMissing(tauAgainstN(oneRun), [], curricula),
  heads: headsFigure(together),
  "heads, one epoch": headsFigure(together.map((run) => ({ ...run, epochs: run.epochs.slice(0, 1) }))),
  "heads, not stored": headsFigure(oneRun),
  "heads, none": headsFigure([]),
  forgetting: forgettingFigure(forgotten),
  "forgetting, all curricula but one missing": sayingMissing(forgettingFigure(forgotten.slice(0, 14)), [], curricula),
  "forgetting, one point": forgettingFigure(forgotten.slice(0, 1)),
  "forgetting, none": forgettingFigure([]),
  decoding: decodingFigure(decoded),
  "decoding, one task": decodingFigure(decoded.filter(({ task }) => task === "n-dms")),
  "decoding, none": decodingFigure([]),
  "decoding by group": decodingByGroup(decodedByGroup, { letters: ["a", "b"] }),
  "decoding by group, one curriculum": decodingByGroup(decodedByGroup.slice(0, 8), { of: "bits" }),
  "decoding by group, none": decodingByGroup([]),
  "effect sizes": effectSizesFigure(effects),
  "effect sizes, one": effectSizesFigure(effects.slice(0, 1)),
  "effect sizes, none": effectSizesFigure([]),
  "largest N": largestN(runs, { published: publishedLargestN() }),
  "largest N, one network": largestN(oneRun),
  "largest N, none": largestN([]),
  "τ against N": tauAgainstN(runs, { published: publishedTau() }),
  "τ against N, one point": tauAgainstN(oneRun),
  "τ against N, none": tauAgainstN([]),
  connectivity: connectivityAgainstN(points, points, { lines: dimensionalityLines(points) }),
  "connectivity, one network": connectivityAgainstN(points.slice(0, 1), points.slice(0, 1)),
  "connectivity, none": connectivityAgainstN([], []),
  "τ against N, several conditions": tauAgainstN(conditions),
  "largest N, several conditions": largestN(conditions, { published: publishedLargestN() }),
  "largest N by τ": largestNByTau(parityRuns, { published: publishedLargestNByTau() }),
  "largest N by τ, none": largestNByTau([]),
  "τ by variant": tauByVariant(parityRuns, leakVariants, { published: publishedTau("leak-outside"), letter: "a" }),
  "τ by variant, one point": tauByVariant(oneRun, leakVariants),
  "τ by variant, none": tauByVariant([], leakVariants),
  "τ_net by variant": tauNetByVariant(
    tauNets.map((row) => ({ ...row, variant: row.seed === 1 ? null : "leak-outside" })),
    leakVariants,
  ),
  "largest N by variant": largestNByVariant(parityRuns.map(variantLargestN), leakVariants, { letter: "a" }),
  "largest N by variant, none": largestNByVariant([], leakVariants),
  "τ against epoch": tauAgainstEpoch(runs),
  "τ against epoch, none": tauAgainstEpoch([]),
  "τ_net against N": tauNetAgainstN(tauNets, { published: publishedTauNet() }),
  "τ_net against N, one network": tauNetAgainstN(tauNets.slice(0, 1)),
  "τ_net against N, none": tauNetAgainstN([]),
  "τ_net of a state against N": tauNetAgainstN(gatedTauNets, { state: "c", letters: ["d", ""] }),
  "τ_net of a state against N, none": tauNetAgainstN([], { state: "c" }),
  "gate's timescale against N": gateTimescaleAgainstN(tauNets, { symbol: "f", letters: ["c", ""] }),
  "gate's timescale against N, none": gateTimescaleAgainstN([], { symbol: "f" }),
  "τ against N, in bits": tauAgainstN(runs, { unit: "bits" }),
  "time steps": timeStepFigure(timeSteps, { trained: [7, 8, 9, 10] }),
  "time steps, one length trained, one point": timeStepFigure(timeSteps.slice(0, 1), { trained: [10] }),
  "time steps, none": timeStepFigure([]),
  "side by side": sideBySide([
    { title: "GRU", figure: largestNAgainstEpoch(runs, { letter: "a" }) },
    { title: "LSTM", figure: largestNAgainstEpoch(runs, { letter: "" }) },
  ]),
  "side by side, one and none": sideBySide([
    { title: "GRU", figure: accuracyAgainstEpoch(withoutCurriculum) },
    { title: "LSTM", figure: accuracyAgainstEpoch([]) },
  ]),
  "side by side, time steps": sideBySide(
    ["single-head", "multi-head"].map((title) => ({ title, figure: timeStepFigure(timeSteps, { trained: [7, 10] }) })),
  ),
  autocorrelation: autocorrelationAgainstLag(autocorrelations),
  "autocorrelation of the population": autocorrelationAgainstLag(autocorrelations, { of: "population" }),
  "autocorrelation, none": autocorrelationAgainstLag([]),
  "τ_net distribution": tauNetDistribution(neuronTauNets),
  "τ_net distribution, none": tauNetDistribution([]),
  weights: strengthAndSpectrum(weights),
  "weights, one network": strengthAndSpectrum(weights.slice(0, 1)),
  "weights, none": strengthAndSpectrum([]),
  "weights against τ": weightsAgainstTau(weights),
  "weights against τ, none": weightsAgainstTau([]),
  ablation: ablationFigure(ablated, { published: publishedAblation() }),
  "ablation, without letters": ablationFigure(ablated, { letters: ["", ""] }),
  "ablation, one network": ablationFigure(ablated.slice(0, 1)),
  "ablation, none": ablationFigure([]),
  perturbation: perturbationFigure(perturbed, { published: publishedPerturbation() }),
  "perturbation, one point": perturbationFigure(perturbed.slice(1, 2)),
  "perturbation, none": perturbationFigure([]),
  retraining: retrainingFigure(retrained),
  "retraining, one point": retrainingFigure(retrained.slice(0, 1)),
  "retraining, none": retrainingFigure([]),
  tasks: tasksFigure([nParity, nDms], Float32Array.of(1, 0, 1, 1, 0), 3),
  "tasks, one bit": tasksFigure([nParity], Float32Array.of(1), 1),
  curricula: curriculaFigure([singleHead(), multiHead()]),
  "curricula, one stage": curriculaFigure([singleHead()], 1),
  network: networkDrawing([2, 3, 4]),
  "network, one head": networkDrawing([2]),
  "neuron explorer": neuronExplorer([neuron("neuron 1", decay), neuron("neuron 2", decay)]),
  "neuron explorer, silent neuron": neuronExplorer([neuron("neuron 1", new Array(31).fill(0))]),
  "estimator bias": estimatorBiasFigure([2, 10].map((tau) => ({ title: `τ = ${tau}`, rows: bias(tau) }))),
  "estimator bias, one recording": estimatorBiasFigure([{ title: "τ = 2", rows: bias(2).slice(0, 1) }]),
  "timescale comparison": timescaleComparison([comparison, comparison]),
  "timescale comparison, none": timescaleComparison([{ ...comparison, pairs: [] }]),
};

const notebooks = fileURLToPath(new URL("../../notebooks", import.meta.url));
const shown = readdirSync(notebooks)
  .filter((name) => name.endsWith(".ipynb"))
  .flatMap((name) =>
    notebookFigures(readNotebook(join(notebooks, name))).map((figure) => ({
      ...figure,
      name: `${name} ${figure.name}`,
    })),
  );

/** The texts of a picture that do not lie within it. */
function cutOff(svg: string, { layout: { width = 900, height = 420 } }: Figure): string[] {
  return svgElements(svg, "text").flatMap((text) => {
    const box: Box | undefined = svgBox(svgElement(inPlace(text)));
    const isInside = !box || (box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height);
    return isInside ? [] : [`${text.textContent} (${Object.values(box).map(Math.round)})`];
  });
}

describe("every figure", () => {
  it("without data has the axes of all its panels", async () => {
    const { "image/svg+xml": svg } = await figureBundle(connectivityAgainstN([], []));
    const texts = svgElements(String(svg), "text").map(({ textContent }) => textContent);
    expect(texts).toEqual(expect.arrayContaining(["mean incoming weight", "components for 90 % of variance"]));
  });

  it.each(Object.keys(figures))(
    "that can be built is understood by Plotly, and drawn with every text inside: %s",
    async (name) => {
      const figure = captioned(figures[name], "paper profile; 500 neurons; 4 networks");
      const bundle = await figureBundle(figure);
      const drawn = bundle["application/vnd.plotly.v1+json"] as Figure;
      expect(figureFaults(drawn)).toEqual([]);
      expect(cutOff(String(bundle["image/svg+xml"]), figure)).toEqual([]);
    },
  );

  const drawings = /^(tasks|curricula|network|neuron explorer)(,|$)/; // all that is in them has a name there
  it.each(Object.keys(figures).filter((name) => !drawings.test(name)))(
    "says what its dots and lines are: %s",
    (name) => {
      const { data, meaning = [] } = figures[name];
      if (data.length > 0) expect(meaning.join(" ")).toMatch(/\.$/);
    },
  );

  it.each(Object.keys(figures))("has titles on its axes: %s", (name) => {
    for (const { figure } of figurePanels(figures[name])) {
      for (const letter of ["x", "y"] as const) {
        const axis = figure.layout[`${letter}axis`];
        const isNamed = axis?.ticktext !== undefined || axis?.visible === false;
        if (!isNamed) expect(axis?.title?.text, `${letter} axis`).toMatch(/\S/);
      }
    }
  });

  it.each(shown.map(({ name }) => name))(
    "of the notebooks is understood by Plotly, and has every text inside: %s",
    (name) => {
      const { figure, svg } = shown.find((one) => one.name === name) ?? {};
      if (!figure || !svg) throw new Error(`expected a figure with its picture in ${name}`);
      expect(figure.data.length).toBeGreaterThan(0);
      expect(figureFaults(figure).filter((fault) => !fault.startsWith("unused: "))).toEqual([]);
      expect(cutOff(svg, figure)).toEqual([]);
    },
  );

  it.each(["largest N against epoch", "τ against N", "τ by variant", "τ_net against N", "perturbation"])(
    "has published curves below ours, and broader, so that both are seen where they agree: %s",
    (name) => {
      for (const { figure } of figurePanels(figures[name])) {
        const lines = figure.data.filter(({ mode, line }) => mode?.includes("lines") && line?.width);
        const [theirs, ours] = [true, false].map((is) => lines.filter((one) => one.name?.includes("published") === is));
        expect(Math.min(theirs.length, ours.length)).toBeGreaterThan(0);
        expect(lines.slice(0, theirs.length)).toEqual(theirs);
        const widths = (of: readonly Trace[]) => of.map(({ line }) => line?.width ?? 0);
        expect(Math.min(...widths(theirs))).toBeGreaterThan(2 * Math.min(...widths(ours)));
      }
    },
  );

  it.each(Object.keys(figures))("has small ticks on its logarithmic axes: %s", (name) => {
    for (const { figure } of figurePanels(figures[name])) {
      for (const axis of [figure.layout.xaxis, figure.layout.yaxis]) {
        const isOfLengths = axis?.title?.text.match(/^(steps per trial|length)/); // at which alone there are values
        if (axis?.type === "log" && !isOfLengths) expect(axis.minor).toMatchObject({ ticks: "outside" });
      }
    }
  });

  it("with a wrong attribute, or a wrong value, is told to be wrong", () => {
    const wrong = (more: object): Figure => ({ data: [{ type: "scatter", y: [1], ...more }], layout: {} });
    expect(figureFaults(wrong({}))).toEqual([]);
    expect(figureFaults(wrong({ colour: "red" }))).toEqual([expect.stringMatching(/^schema: .*colour/)]);
    expect(figureFaults(wrong({ mode: "dots" }))).toEqual([expect.stringMatching(/^value: .*mode/)]);
  });
});
