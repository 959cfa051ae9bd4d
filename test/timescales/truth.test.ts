import { describe, expect, it } from "vitest";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { tensor } from "../../lib/tensor/tensor.js";
import { estimateTimescales } from "../../lib/timescales/estimateTimescales.js";
import type { TimescaleEstimator } from "../../lib/timescales/estimator.js";
import { type BiasRow, estimatorBias } from "../../lib/timescales/estimatorBias.js";
import { multiStart } from "../../lib/timescales/timescaleFit.js";

const estimators = ["as-published", "multi-start", "ar1"];

/** One row per estimator, by its name. */
function byEstimator(rows: readonly BiasRow[]): Record<string, BiasRow> {
  return Object.fromEntries(rows.map((row) => [row.estimator, row]));
}

describe("of AR(1) processes with τ = 2, 5, 10, 30", () => {
  const long = [2, 5, 10, 30].map((tau) =>
    byEstimator(estimatorBias([{ tau, share: 1 }], { estimators, lengths: [10_000], recordings: 12 })),
  );

  it("every procedure has the right median from long recordings", () => {
    for (const rows of long) {
      for (const estimator of estimators) expect(Math.abs(rows[estimator].medianBias ?? 1)).toBeLessThan(0.1);
    }
  });

  it("Akaike's criterion takes noise for a second, longer timescale in some recordings, which lengthens the mean", () => {
    const fits = long.flatMap((rows) => [rows["as-published"], rows["multi-start"]]);
    const doubles = fits.reduce((sum, { doubleShare }) => sum + (doubleShare ?? 0), 0) / fits.length;
    expect(doubles).toBeGreaterThan(0.1);
    expect(doubles).toBeLessThan(0.6);
    const meanBias = fits.reduce((sum, { bias }) => sum + (bias ?? 0), 0) / fits.length;
    expect(meanBias).toBeGreaterThan(0.1);
    for (const { ar1 } of long) expect(Math.abs(ar1.bias ?? 1)).toBeLessThan(0.05);
  });

  it("τ comes out too short from short trials, and less so from longer ones", () => {
    // Taking off a trial's own mean lowers every lag (Marriott & Pope 1954, doi:10.1093/biomet/41.3-4.390).
    const rows = estimatorBias([{ tau: 10, share: 1 }], { estimators, lengths: [100, 300, 1000], recordings: 40 });
    for (const estimator of estimators) {
      const [short, middle, longer] = rows.filter((row) => row.estimator === estimator);
      expect(short.medianBias).toBeLessThan(-0.2);
      expect(middle.medianBias).toBeLessThan(-0.04);
      expect(middle.medianBias).toBeGreaterThan(short.medianBias ?? 0);
      expect(longer.medianBias).toBeGreaterThan(middle.medianBias ?? 0);
    }
  });
});

it("bias and spread are those of the estimates, as shares of τ, over the recordings that have one", () => {
  // So short a τ that the correlation of neighbouring values is as often negative, which is no decay.
  const [row] = estimatorBias([{ tau: 0.2, share: 1 }], {
    estimators: ["ar1"],
    lengths: [100],
    trials: 1,
    recordings: 9,
  });
  const { estimates } = row;
  const count = estimates.length;
  expect(count).toBeGreaterThan(1);
  expect(count).toBeLessThan(9);
  const mean = estimates.reduce((sum, value) => sum + value, 0) / count;
  const spread = Math.sqrt(estimates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
  const sorted = [...estimates].sort((a, b) => a - b);
  const median = (sorted[Math.floor((count - 1) / 2)] + sorted[Math.ceil((count - 1) / 2)]) / 2;
  expect(row).toMatchObject({ estimator: "ar1", tau: 0.2, steps: 100, doubleShare: null });
  expect(row.bias).toBeCloseTo(mean / 0.2 - 1, 9);
  expect(row.medianBias).toBeCloseTo(median / 0.2 - 1, 9);
  expect(row.spread).toBeCloseTo(spread / 0.2, 9);
  expect(row.failedShare).toBeCloseTo((9 - count) / 9, 12);
  const [one] = estimatorBias([{ tau: 9, share: 1 }], { estimators: ["ar1"], lengths: [1000], recordings: 1 });
  expect([one.estimates.length, one.spread]).toEqual([1, null]);
});

describe("of two Ornstein–Uhlenbeck processes with known τ", () => {
  it("both procedures find the longer τ, and choose the double model", () => {
    for (const [short, longer] of [
      [2, 10],
      [2, 30],
      [5, 30],
    ]) {
      const process = [
        { tau: short, share: 0.5 },
        { tau: longer, share: 0.5 },
      ];
      const rows = byEstimator(estimatorBias(process, { estimators, lengths: [30_000], recordings: 5 }));
      for (const estimator of ["as-published", "multi-start"]) {
        const { bias, spread, doubleShare } = rows[estimator];
        expect(Math.abs(bias ?? 1)).toBeLessThan(0.1);
        expect(spread).toBeLessThan(0.15);
        expect(doubleShare).toBe(1);
      }
      expect(rows.ar1.bias).toBeLessThan(-0.5); // one number cannot hold two timescales
    }
  });
});

/** A network that stays where its activation is the identity: a large bias keeps every state positive. */
function linearNetwork(taus: readonly number[], weights: readonly (readonly number[])[], input: readonly number[]) {
  const neurons = taus.length;
  const cell = leakyRnn({ neurons });
  const parameters = {
    "input.weight": tensor(Float32Array.from(input), [neurons]),
    "input.bias": tensor(new Float32Array(neurons).fill(4), [neurons]),
    "recurrent.weight": tensor(Float32Array.from(weights.flat()), [neurons, neurons]),
    "recurrent.bias": tensor(new Float32Array(neurons), [neurons]),
    tau: tensor(Float32Array.from(taus), [neurons]),
  };
  return { cell, parameters };
}

/** The single fit, without the choice between models that noise can sway. */
const singleFit: TimescaleEstimator = {
  name: "single fit",
  maxLag: 30,
  meaning: "τ",
  estimate(autocovariance) {
    const { single, failure } = multiStart(autocovariance);
    return { tauNet: single?.taus[0] ?? null, failure };
  },
};

const long = { onesProbability: 0.5, steps: 60_000, trials: 4 } as const;

describe("of a linear network driven by random bits", () => {
  it("unconnected neurons have τ_net = −1 / ln(1 − 1/τ)", async () => {
    const taus = [1.5, 2, 5, 10, 30];
    const none = taus.map(() => taus.map(() => 0));
    const network = linearNetwork(taus, none, [1, 1, 1, 1, 1]);
    const { rows } = await estimateTimescales(network, { ...long, estimators: ["ar1", singleFit] });
    for (const { tau, tauNet, estimator } of rows) {
      const expected = -1 / Math.log(1 - 1 / (tau ?? 1)); // AR(1): the autocorrelation at lag k is (1 − 1/τ)^k
      expect(Math.abs((tauNet ?? 0) / expected - 1), `τ = ${tau}, ${estimator}`).toBeLessThan(0.1);
    }
  });

  it("two coupled neurons have the timescales of the eigenvalues", async () => {
    // h' = M h with M = [[a, b], [b, a]], a = 1 − 1/τ, b = w/τ: eigenvalues a + b and a − b, eigenvectors (1, ±1). Input
    // along one of them excites only that mode.
    const [tau, w] = [4, 0.6];
    const weights = [
      [0, w],
      [w, 0],
    ];
    for (const [input, eigenvalue] of [
      [[1, 1], 1 - 1 / tau + w / tau],
      [[1, -1], 1 - 1 / tau - w / tau],
    ] as const) {
      const network = linearNetwork([tau, tau], weights, input);
      const { rows } = await estimateTimescales(network, { ...long, estimators: ["ar1", singleFit] });
      const expected = -1 / Math.log(eigenvalue);
      for (const { tauNet } of rows) expect(Math.abs((tauNet ?? 0) / expected - 1)).toBeLessThan(0.05);
    }
  });

  it("a neuron that both modes reach has both timescales, the longer as its τ_net", async () => {
    const [tau, w] = [4, 0.8];
    const [slow, fast] = [1 - 1 / tau + w / tau, 1 - 1 / tau - w / tau]; // 0.95, 0.55
    const network = linearNetwork(
      [tau, tau],
      [
        [0, w],
        [w, 0],
      ],
      [1, 0],
    );
    const { rows, autocovariances } = await estimateTimescales(network, {
      ...long,
      steps: 200_000,
      estimators: ["multi-start"],
    });
    // Stationary covariance of modes s, f with the same noise: 1 / (1 − λμ); the first neuron is their half sum.
    const term = (a: number, b: number) => 1 / (1 - a * b);
    const at = (lag: number) =>
      slow ** lag * (term(slow, slow) + term(slow, fast)) + fast ** lag * (term(fast, fast) + term(slow, fast));
    for (const lag of [1, 5, 20]) {
      expect(autocovariances.neurons[0][lag] / autocovariances.neurons[0][0]).toBeCloseTo(at(lag) / at(0), 1);
    }
    const expected = -1 / Math.log(slow); // 19.5 steps
    expect(rows[0].model).toBe("double");
    expect(Math.abs((rows[0].tauNet ?? 0) / expected - 1)).toBeLessThan(0.2);
    expect(fast).toBeCloseTo(0.55, 10);
  });
});
