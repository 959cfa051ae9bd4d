import { describe, expect, it } from "vitest";
import { RandomStream } from "../../lib/random/stream.js";
import { autocovariance } from "../../lib/timescales/autocovariance.js";
import { BackgroundAutocovariance } from "../../lib/timescales/backgroundAutocovariance.js";
import { StreamingAutocovariance } from "../../lib/timescales/streamingAutocovariance.js";
import golden from "../fixtures/autocorrelation_pca.json" with { type: "json" };

/** Series by trial and neuron, fed in pieces of the given lengths, the last one for all that is left. */
function streamed(series: readonly (readonly ArrayLike<number>[])[], maxLag: number, pieces: readonly number[] = []) {
  const [trials, neurons, steps] = [series.length, series[0].length, series[0][0].length];
  const streaming = new StreamingAutocovariance(neurons, trials, maxLag);
  for (let from = 0, piece = 0; from < steps; piece++) {
    const length = Math.min(pieces[piece] ?? steps, steps - from);
    const states = new Float32Array(length * trials * neurons);
    for (let i = 0; i < states.length; i++) {
      const [t, trial, neuron] = [Math.floor(i / (trials * neurons)), Math.floor(i / neurons) % trials, i % neurons];
      states[i] = series[trial][neuron][from + t];
    }
    streaming.add({ states, steps: length, trials, neurons });
    from += length;
  }
  return streaming.finish();
}

/** Random walks with a pull to a level far from 0, in float32 as a network's states are. */
function randomSeries(trials: number, neurons: number, steps: number): Float32Array[][] {
  const stream = RandomStream.named(1, "series");
  return Array.from({ length: trials }, () =>
    Array.from({ length: neurons }, (_, neuron) => {
      let value = 0;
      return Float32Array.from({ length: steps }, () => {
        value = 0.9 * value + (stream.uniform() - 0.5);
        return 100 * neuron + value;
      });
    }),
  );
}

/** Mean of the direct sums over trials. */
function direct(trials: readonly ArrayLike<number>[], maxLag: number): number[] {
  const each = trials.map((series) => autocovariance(series, maxLag));
  return Array.from(each[0], (_, lag) => each.reduce((sum, one) => sum + one[lag], 0) / trials.length);
}

function largestDifference(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(got.length).toBe(expected.length);
  return Math.max(...Array.from(expected, (value, i) => Math.abs(got[i] - value)));
}

describe("autocovariance", () => {
  it("of 1, 2, 3, 4 is 5/3 at lag 0 and 0.625 at lag 1", () => {
    expect(Array.from(autocovariance([1, 2, 3, 4], 1))).toEqual([5 / 3, 0.625]);
  });

  it("agrees with the autocorrelations of three recorded neurons to 1e-9", () => {
    for (const { series, ac_lags_0_60 } of golden.cases) {
      expect(largestDifference(direct(series, 60), ac_lags_0_60)).toBeLessThan(1e-9);
    }
  });

  it("is refused to a series with NaN", () => {
    expect(() => autocovariance([1, 2, Number.NaN, 4], 1)).toThrow(
      new RangeError("activity: expected finite numbers, got NaN at step 2"),
    );
  });

  it("says which lags a series has", () => {
    expect(() => autocovariance([1, 2, 3], 2)).toThrow("maxLag: expected an integer from 0 to");
  });
});

describe("autocovariance in the background", () => {
  it.each([1, 2, 3, 10])("gives what streaming gives, of %i trials", async (trials) => {
    const row = trials * 3;
    const states = Float32Array.from({ length: 700 * row }, (_, i) => Math.sin(i * i));
    const pieces = [300, 1, 399].map((length, i) => {
      const from = [0, 300, 301][i];
      return { states: states.slice(from * row, (from + length) * row), steps: length, trials, neurons: 3 };
    });
    const streaming = new StreamingAutocovariance(3, trials, 30);
    const background = new BackgroundAutocovariance(3, trials, 30);
    for (const piece of pieces) {
      streaming.add(piece);
      await background.add(piece);
    }
    const got = await background.finish();
    const expected = streaming.finish();
    expect(got).toMatchObject({ steps: 700, trials });
    for (const [neuron, values] of expected.neurons.entries()) {
      expect(largestDifference(got.neurons[neuron], values)).toBeLessThan(1e-14);
    }
    expect(largestDifference(got.population, expected.population)).toBeLessThan(1e-14);
    expect(largestDifference(got.meanSquares, expected.meanSquares)).toBeLessThan(1e-14);
    expect(largestDifference(got.activeShares, expected.activeShares)).toBeLessThan(1e-14);
    await background.stop();
  });

  it("hands on what goes wrong there", async () => {
    const background = new BackgroundAutocovariance(3, 2, 30);
    await expect(background.finish()).rejects.toThrow("maxLag: expected an integer from 0 to");
  });
});

describe("streaming autocovariance", () => {
  it("agrees with the autocorrelations of three recorded neurons to 1e-9", () => {
    const trials = [0, 1, 2].map((trial) => golden.cases.map(({ series }) => series[trial]));
    const { neurons } = streamed(trials, 60);
    golden.cases.forEach(({ ac_lags_0_60 }, neuron) => {
      expect(largestDifference(neurons[neuron], ac_lags_0_60)).toBeLessThan(1e-9);
    });
  });

  it("agrees with the direct sum, for neurons and population, whatever the pieces", () => {
    for (const [steps, maxLag, pieces] of [
      [1000, 200, []],
      [1000, 200, [1, 255, 256, 3]],
      [1024, 256, [1024]],
      [300, 64, [64, 64, 1]],
      [40, 38, [7]],
      [40, 0, []],
    ] as const) {
      const series = randomSeries(2, 4, steps);
      const { neurons, population, trials } = streamed(series, maxLag, pieces);
      expect(trials).toBe(2);
      neurons.forEach((values, neuron) => {
        const expected = direct(
          series.map((trial) => trial[neuron]),
          maxLag,
        );
        expect(largestDifference(values, expected)).toBeLessThan(1e-10 * expected[0]);
      });
      const sums = series.map((trial) =>
        trial[0].reduce<number[]>((all, _, t) => {
          all.push(trial.reduce((sum, neuron) => sum + neuron[t], 0));
          return all;
        }, []),
      );
      const expected = direct(sums, maxLag);
      expect(largestDifference(population, expected)).toBeLessThan(1e-10 * expected[0]);
    }
  });

  it("keeps its digits for a neuron that hardly moves around a large mean", () => {
    const series = [[Array.from({ length: 5000 }, (_, t) => Math.fround(3 + 1e-5 * Math.sin(t * t)))]];
    const expected = autocovariance(series[0][0], 20);
    expect(largestDifference(streamed(series, 20).neurons[0], expected)).toBeLessThan(1e-9 * expected[0]);
  });

  it("tells in which share of the steps a neuron is above 0", () => {
    const { activeShares } = streamed(
      [
        [
          [1, 0, -3, 4],
          [-1, -2, 0, -0.1],
        ],
        [
          [0, 0, 0.1, -0.1],
          [1, 2, 3, 4],
        ],
      ],
      1,
      [1, 2],
    );
    expect(Array.from(activeShares)).toEqual([3 / 8, 4 / 8]);
  });

  it("tells the mean over trials of the squared means", () => {
    const { meanSquares } = streamed(
      [
        [[1, 2, 3, 4], new Float32Array(4).fill(-2)],
        [[4, 5, 4, 5], new Float32Array(4).fill(4)],
      ],
      1,
    );
    expect(Array.from(meanSquares)).toEqual([(2.5 ** 2 + 4.5 ** 2) / 2, 10]);
  });

  it("is exactly 0 for a neuron that never moves", () => {
    const { neurons, population } = streamed(
      [[new Float32Array(1000).fill(0.1), new Float32Array(1000).fill(1e-7)]],
      20,
    );
    expect([...neurons, population].every((values) => values.every((value) => value === 0))).toBe(true);
  });

  it("takes as many states as it is told there are, until it is finished", () => {
    const streaming = new StreamingAutocovariance(2, 3, 1);
    const piece = { steps: 4, trials: 3, neurons: 2 };
    expect(() => streaming.add({ ...piece, states: new Float32Array(23) })).toThrow(
      new RangeError("states: expected [4, 3, 2], got 23 numbers"),
    );
    streaming.add({ ...piece, states: new Float32Array(24) });
    expect(streaming.finish().steps).toBe(4);
    expect(() => streaming.add({ ...piece, states: new Float32Array(24) })).toThrow("autocovariance: it is finished");
    expect(() => streaming.finish()).toThrow("autocovariance: it is finished");
  });

  it("says how many steps its lags need", () => {
    expect(() => streamed([[[1, 2, 3]]], 2)).toThrow("maxLag: expected an integer from 0 to");
  });
});
