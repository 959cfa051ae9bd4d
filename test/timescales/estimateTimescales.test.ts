import { describe, expect, it } from "vitest";
import { gru } from "../../lib/models/gru.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import type { Progress } from "../../lib/progress/progress.js";
import { loadNetwork } from "../../lib/runs/checkpoint.js";
import { estimateTimescales } from "../../lib/timescales/estimateTimescales.js";
import { initialParameters } from "../../lib/training/parameters.js";

function network(neurons = 6) {
  const cell = leakyRnn({ neurons });
  const parameters = initialParameters(cell, 1, 1);
  cell.constrain?.(parameters);
  return { cell, parameters };
}

describe("estimateTimescales", () => {
  it("gives one row per neuron and estimator, and two summaries per estimator", async () => {
    const { rows, summary, population, autocovariances } = await estimateTimescales(network(), {
      estimators: ["as-published", "multi-start", "acw-50"],
      steps: 2000,
      trials: 2,
    });
    expect(rows.length).toBe(18);
    expect(rows.map(({ neuron }) => neuron)).toEqual([...Array(18).keys()].map((i) => i % 6));
    expect(summary.map(({ estimator, kept }) => `${estimator} ${kept}`).slice(0, 3)).toEqual([
      "as-published all",
      "as-published tauNet > 1",
      "multi-start all",
    ]);
    expect(population.length).toBe(3);
    expect(autocovariances.neurons[0].length).toBe(201);
    for (const row of rows) {
      expect(row.tau).toBeGreaterThanOrEqual(1);
      expect(Object.values(row).every((value) => typeof value !== "number" || Number.isFinite(value))).toBe(true);
    }
  });

  it("gives the same numbers for the same seed, others for another", async () => {
    const options = { estimators: ["ar1"], steps: 500, trials: 2, onesProbability: 0.5 };
    const one = await estimateTimescales(network(), { ...options, seed: 5 });
    expect((await estimateTimescales(network(), { ...options, seed: 5 })).rows).toEqual(one.rows);
    expect((await estimateTimescales(network(), { ...options, seed: 6 })).rows).not.toEqual(one.rows);
  });

  it("names the reason for a neuron that does not change, and leaves it out of the statistics", async () => {
    const { cell, parameters } = network();
    parameters["input.weight"].data[2] = 0;
    parameters["recurrent.weight"].data.fill(0, 12, 18);
    parameters.tau.data[2] = 1;
    const { rows, summary } = await estimateTimescales({ cell, parameters }, { steps: 500, trials: 2 });
    expect(rows[2]).toMatchObject({
      neuron: 2,
      tauNet: null,
      model: null,
      failure: "the activity does not change: its variance is 0",
    });
    expect(summary[0]).toMatchObject({ neurons: 5, failedShare: 1 / 6 });
  });

  it.each([0, 1])(
    "gives no timescale of a network at a fixed point, where only last digits flicker, p = %i",
    async (p) => {
      const trained = await loadNetwork("data/runs/lab-n-parity-single-head-leaky-rnn-s1/N005.safetensors");
      const options = { onesProbability: p, steps: 2000, trials: 1, estimators: ["multi-start", "ar1"] };
      const { rows, population, autocovariances } = await estimateTimescales(trained, options);
      expect(autocovariances.neurons.filter(([variance]) => variance > 0).length).toBeGreaterThan(200);
      for (const { tauNet, failure } of [...rows, ...population]) {
        expect(tauNet).toBeNull();
        expect(failure).toMatch(/^the activity does not change: its variance is (0|that of rounding errors)$/);
      }
    },
  );

  it("measures cells without a τ of their own", async () => {
    const cell = gru({ neurons: 4 });
    const { rows } = await estimateTimescales(
      { cell, parameters: initialParameters(cell, 1, 1) },
      { steps: 300, trials: 2, estimators: ["multi-start"] },
    );
    expect(rows.map(({ tau }) => tau)).toEqual([null, null, null, null]);
    expect(rows.every(({ tauNet }) => tauNet !== null)).toBe(true);
  });

  it.each([
    ["simulation", 20_000], // 64 MB of states at a time are 20,000 steps
    ["timescales, as-published", 20],
  ])("ends when whoever watches interrupts it: %s", async (part, first) => {
    const stop = new AbortController();
    const updates: number[] = [];
    let current = "";
    const progress: Progress = {
      start(label) {
        current = label;
      },
      update(done) {
        if (current !== part) return;
        updates.push(done);
        stop.abort();
      },
      finish() {},
      signal: stop.signal,
    };
    const options = { steps: part === "simulation" ? 30_000 : 300, trials: 20, progress };
    await expect(estimateTimescales(network(40), options)).rejects.toThrow(stop.signal.reason);
    expect(updates).toEqual([first]);
  });

  it("says which options it cannot use", async () => {
    await expect(estimateTimescales(network(), { onesProbability: 1.5 })).rejects.toThrow(
      'onesProbability: expected "random" or a probability, 0 … 1, got 1.5',
    );
    await expect(estimateTimescales(network(), { maxLag: -1 })).rejects.toThrow(
      "maxLag: expected an integer of at least 0, got -1",
    );
    await expect(estimateTimescales(network(), { steps: 100, estimators: ["acw-0"] })).rejects.toThrow(
      "steps: expected at least 202 for 200 lags, got 100",
    );
  });
});
