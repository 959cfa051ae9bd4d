import { readFileSync } from "node:fs";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { sampleCovariance } from "simple-statistics";
import { afterEach, describe, expect, it, vi } from "vitest";
import { dimensionality } from "../../lib/dynamics/dimensionality.js";
import { componentsFor, principalComponents } from "../../lib/dynamics/principalComponents.js";
import { StreamingCovariance } from "../../lib/dynamics/streamingCovariance.js";
import { symmetricEigenvalues } from "../../lib/dynamics/symmetricEigenvalues.js";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import type { Progress } from "../../lib/progress/progress.js";
import { RandomStream } from "../../lib/random/stream.js";
import { initialParameters } from "../../lib/training/parameters.js";

const golden = JSON.parse(readFileSync("test/fixtures/autocorrelation_pca.json", "utf8")).pca as {
  data: number[][];
  explained_variance_ratio: number[];
  authors_dimension: number;
};

/** Covariance of activity [steps][n], in pieces of the given size. */
async function covarianceOf(data: readonly number[][], piece: number): Promise<Float64Array> {
  const n = data[0].length;
  const streaming = new StreamingCovariance(n, 1);
  for (let from = 0; from < data.length; from += piece) {
    const rows = data.slice(from, from + piece);
    await streaming.add({ states: Float32Array.from(rows.flat()), steps: rows.length, trials: 1, neurons: n });
  }
  await streaming.dispose();
  return streaming.finish()[0];
}

function randomRows(steps: number, n: number, offset = 0): number[][] {
  const stream = RandomStream.named(2, "rows");
  return Array.from({ length: steps }, () => Array.from({ length: n }, () => Math.fround(offset + stream.uniform())));
}

describe("streaming covariance", () => {
  it("is the sample covariance of every pair of neurons", async () => {
    const data = randomRows(40, 70); // 70 neurons: several blocks
    const covariance = await covarianceOf(data, 40);
    for (const [i, j] of [
      [0, 0],
      [3, 41],
      [69, 2],
      [17, 18],
    ]) {
      // biome-ignore format: pairs
      const column = (k: number) => data.map((row) => row[k]);
      expect(covariance[i * 70 + j]).toBeCloseTo(sampleCovariance(column(i), column(j)), 14);
    }
  });

  it("does not depend on the size of the pieces", async () => {
    const data = randomRows(60, 5);
    const whole = await covarianceOf(data, 60);
    (await covarianceOf(data, 7)).forEach((value, i) => {
      expect(value).toBeCloseTo(whole[i], 14);
    });
  });

  it("loses no digits on activity far from 0", async () => {
    const far = randomRows(50, 4, 1000);
    const covariance = await covarianceOf(far, 10);
    const column = (k: number) => far.map((row) => row[k]);
    expect(covariance[1]).toBeCloseTo(sampleCovariance(column(0), column(1)), 12);
  });

  it("says what it cannot take", async () => {
    const streaming = new StreamingCovariance(3, 2);
    await expect(streaming.add({ states: new Float32Array(4), steps: 1, trials: 2, neurons: 2 })).rejects.toThrow(
      "states: expected 2 trials of 3 neurons, got 2 trials of 2 neurons",
    );
    expect(() => streaming.finish()).toThrow("covariance: expected at least 2 steps, got 0");
    await streaming.dispose();
  });
});

describe("symmetric eigenvalues", () => {
  it("of the second difference are known in closed form, 2 − 2 cos kπ/(n + 1)", () => {
    const n = 60;
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      matrix[i * n + i] = 2;
      if (i > 0) matrix[i * n + i - 1] = matrix[(i - 1) * n + i] = -1;
    }
    symmetricEigenvalues(matrix, n).forEach((value, i) => {
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((n - i) * Math.PI) / (n + 1)), 12);
    });
  });

  it("agree with a library's on random matrices, also of low rank", () => {
    const stream = RandomStream.named(3, "symmetric");
    for (const [n, rank] of [
      [1, 1],
      [2, 2],
      [3, 1],
      [40, 40],
      [40, 4],
    ]) {
      // biome-ignore format: pairs
      const factor = Matrix.from1DArray(n, rank, Array.from({ length: n * rank }, () => stream.uniform() - 0.5));
      const matrix = factor.mmul(factor.transpose());
      const library = new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues;
      const expected = library.sort((a, b) => b - a);
      symmetricEigenvalues(Float64Array.from(matrix.to1DArray()), n).forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i], 12);
      });
    }
  });

  it("are not spoilt by rounding errors where zeros should be", () => {
    const stream = RandomStream.named(6, "rounding");
    const n = 10;
    const matrix = Float64Array.from({ length: n * n }, () => 1e-30 * (stream.uniform() - 0.5));
    matrix[0] = matrix[1] = matrix[n] = matrix[n + 1] = 0.25;
    const [first, second] = symmetricEigenvalues(matrix, n);
    expect(first).toBeCloseTo(0.5, 14);
    expect(Math.abs(second)).toBeLessThan(1e-15);
  });

  it("of a diagonal matrix are its diagonal, and of 0 are 0", () => {
    expect([...symmetricEigenvalues(Float64Array.of(1, 0, 0, 0, -3, 0, 0, 0, 2), 3)]).toEqual([2, 1, -3]);
    expect([...symmetricEigenvalues(new Float64Array(4), 2)]).toEqual([0, 0]);
  });
});

describe("principal components", () => {
  it("are counted for shares, not for percent", () => {
    expect(() => componentsFor([50, 30, 20], 0.9)).toThrow(
      new RangeError("explained: expected shares that sum to at most 1, got a sum of 100"),
    );
  });

  it("are not looked for where an element is not finite, nor are eigenvalues", () => {
    for (const [value, name] of [
      [Number.NaN, "NaN"],
      [Number.POSITIVE_INFINITY, "Infinity"],
    ] as const) {
      const matrix = Float64Array.of(1, value, 0, 1);
      const problem = `expected finite numbers, got ${name} in row 1, column 2`;
      expect(() => symmetricEigenvalues(matrix, 2)).toThrow(new RangeError(`symmetric matrix: ${problem}`));
      expect(() => principalComponents(matrix, 2)).toThrow(new RangeError(`covariance: ${problem}`));
    }
    expect(() => principalComponents(new Float64Array(3), 2)).toThrow("covariance: expected [2, 2], got 3 elements");
  });

  it("are those of the golden case; the published number is an index from 0", async () => {
    const n = golden.data[0].length;
    const result = principalComponents(await covarianceOf(golden.data, 25), n);
    golden.explained_variance_ratio.forEach((share, i) => {
      expect(result.explained[i]).toBeCloseTo(share, 6);
    });
    expect(result.components).toBe(golden.authors_dimension + 1);
  });

  it("of activity in a known subspace of k dimensions are k, and its participation ratio is k", async () => {
    const [n, k, steps] = [80, 5, 200];
    const stream = RandomStream.named(4, "subspace");
    const directions = Array.from({ length: k }, () => Array.from({ length: n }, () => stream.uniform() - 0.5));
    // Orthogonal sines of whole periods, one along each direction.
    const data = Array.from({ length: steps }, (_, t) =>
      Array.from({ length: n }, (_, i) =>
        directions.reduce((sum, d, m) => sum + d[i] * Math.sin((2 * Math.PI * (m + 1) * t) / steps), 0.3),
      ),
    );
    const { explained, components } = principalComponents(await covarianceOf(data, 64), n, 1 - 1e-6);
    expect(components).toBe(k);
    expect(explained[k]).toBeLessThan(1e-12);
    // With orthogonal directions of equal length every component has the same variance.
    const axes = data.map((_, t) =>
      Array.from({ length: n }, (_, i) => (i < k ? Math.sin((2 * Math.PI * (i + 1) * t) / steps) : 1)),
    );
    const equal = principalComponents(await covarianceOf(axes, 64), n);
    expect(equal.participationRatio).toBeCloseTo(k, 6);
    expect(equal.components).toBe(k); // 90 % of five equal shares need all five
  });

  it("count up to the share that is asked for", () => {
    expect(componentsFor([0.5, 0.25, 0.25], 0.75)).toBe(2);
    expect(componentsFor([0.5, 0.25, 0.25], 0.76)).toBe(3);
    const message = "share: expected a number above 0 up to 1, got 1.2";
    expect(() => componentsFor([1], 1.2)).toThrow(message);
    for (const variance of [0, 1]) {
      expect(() => principalComponents(Float64Array.of(variance), 1, 1.2)).toThrow(message);
    }
  });

  it("of activity that never changes are none", () => {
    expect(principalComponents(new Float64Array(4), 2)).toMatchObject({ components: 0, participationRatio: null });
  });
});

describe("dimensionality", () => {
  it("counts per trial, the same for the same seed", async () => {
    const cell = leakyRnn({ neurons: 12 });
    const parameters = initialParameters(cell, 1, 1);
    cell.constrain?.(parameters);
    const options = { steps: 400, trials: 3, burnIn: 20, onesProbability: 0.5, seed: 5 };
    const first = await dimensionality({ cell, parameters }, options);
    expect(first.trials.length).toBe(3);
    expect(first.trials.every(({ explained }) => Math.abs(explained.reduce((a, b) => a + b) - 1) < 1e-12)).toBe(true);
    expect(await dimensionality({ cell, parameters }, { ...options, threads: 2 })).toEqual(first);
  });

  it("is of 10 trials of 10⁵ steps after 500, each with a random p, for 90 % of the variance, unless told otherwise", async () => {
    const cell = leakyRnn({ neurons: 20 });
    const parameters = initialParameters(cell, 1, 1);
    for (const i of parameters["recurrent.weight"].data.keys()) parameters["recurrent.weight"].data[i] *= 3; // many components
    const published = { burnIn: 500, onesProbability: "random", share: 0.9, seed: 1 } as const;
    const ofDefaults = await dimensionality({ cell, parameters }, { steps: 300 });
    expect(ofDefaults.trials).toHaveLength(10);
    expect(ofDefaults).toEqual(await dimensionality({ cell, parameters }, { ...published, steps: 300, trials: 10 }));
    for (const other of [{ burnIn: 0 }, { onesProbability: 0.5 }, { share: 0.85 }, { share: 0.95 }, { seed: 2 }]) {
      const changed = await dimensionality({ cell, parameters }, { ...published, ...other, steps: 300 });
      expect(changed).not.toEqual(ofDefaults);
    }
    const started: [string, number][] = [];
    const stop = AbortSignal.abort(new Error("seen enough"));
    const start = (label: string, steps: number) => void started.push([label, steps]);
    const progress = { start, update() {}, finish() {}, signal: stop };
    await expect(dimensionality({ cell, parameters }, { progress })).rejects.toThrow("seen enough");
    expect(started).toEqual([["simulation", 100_000]]);
  });

  it("of neurons that all follow the same bits, and of nothing else, is 1", async () => {
    const cell = leakyRnn({ neurons: 10 });
    const parameters = initialParameters(cell, 1, 1);
    parameters["recurrent.weight"].data.fill(0);
    parameters["input.weight"].data.fill(0).fill(1, 0, 2);
    parameters["input.bias"].data.fill(1); // stays in the linear range
    parameters.tau.data.fill(1);
    const { trials } = await dimensionality(
      { cell, parameters },
      { steps: 500, trials: 2, burnIn: 50, onesProbability: 0.5 },
    );
    for (const { components, participationRatio } of trials) {
      expect(components).toBe(1);
      expect(participationRatio).toBeCloseTo(1, 9);
    }
  });
});

describe("a computation of dimensionality that fails", () => {
  afterEach(() => void vi.restoreAllMocks());
  const cell = leakyRnn({ neurons: 5 });
  const parameters = initialParameters(cell, 1, 1);
  const threads = -1; // no session can be made with these

  it("in the burn-in tells that, and not what it would have failed of later", async () => {
    vi.spyOn(GraphEngine.prototype, "states").mockRejectedValue(new Error("the burn-in failed"));
    const dispose = vi.spyOn(GraphEngine.prototype, "dispose");
    await expect(dimensionality({ cell, parameters }, { steps: 20, trials: 1, threads })).rejects.toThrow(
      "the burn-in failed",
    );
    expect(dispose).toHaveBeenCalledTimes(1);
  });

  it("for want of a session disposes of its engine", async () => {
    const dispose = vi.spyOn(GraphEngine.prototype, "dispose");
    await expect(dimensionality({ cell, parameters }, { steps: 20, trials: 1, threads })).rejects.toThrow(
      /intraOpNumThreads/,
    );
    expect(dispose).toHaveBeenCalledTimes(1);
  });

  it("for an interrupt in the principal components does not go on with them", async () => {
    const stop = new AbortController();
    const updates: number[] = [];
    let current = "";
    const progress: Progress = {
      start(label) {
        current = label;
      },
      update(done) {
        if (current !== "principal components") return;
        updates.push(done);
        stop.abort(new Error("interrupted"));
      },
      finish() {},
      signal: stop.signal,
    };
    await expect(dimensionality({ cell, parameters }, { steps: 20, trials: 3, progress })).rejects.toThrow(
      "interrupted",
    );
    expect(updates).toEqual([1]);
  });
});
