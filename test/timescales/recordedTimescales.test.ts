import { describe, expect, it } from "vitest";
import { simulate } from "../../lib/dynamics/simulate.js";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import { recordedTimescales } from "../../lib/index.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { RandomStream } from "../../lib/random/stream.js";
import { estimateTimescales } from "../../lib/timescales/estimateTimescales.js";
import { ornsteinUhlenbeck } from "../../lib/timescales/ornsteinUhlenbeck.js";
import { parseActivity, readActivity } from "../../lib/timescales/readActivity.js";
import { initialParameters } from "../../lib/training/parameters.js";

/** Neurons that are AR(1) processes with these τ, apart from a mean of their own. */
function recording(taus: readonly number[], lengths: readonly number[]) {
  const stream = RandomStream.named(1, "recording");
  return lengths.map((steps) =>
    taus.map((tau, i) => ornsteinUhlenbeck(stream, [{ tau, share: 1 }], steps).map((value) => 3 * value + 100 * i)),
  );
}

describe("timescales of recorded activity", () => {
  const estimators = ["as-published", "multi-start", "ar1", "integrated"];

  it("are not lost where one neuron has a large offset", async () => {
    const [[series]] = recording([5], [20_000]);
    const { rows, population } = await recordedTimescales([
      [series, Float64Array.from(series, (value) => value + 1e7)],
    ]);
    const [alone] = (await recordedTimescales([[series]])).rows;
    for (const { estimator, tauNet } of [...rows, ...population].filter(({ estimator }) => estimator === "ar1")) {
      expect(tauNet, estimator).toBeCloseTo(alone.tauNet ?? 0, 5);
    }
  });

  it("are none of a neuron that does not change but for rounding", async () => {
    const steady = Float64Array.from({ length: 1000 }, () => 0.1);
    const flickering = Float32Array.from({ length: 1000 }, (_, t) => 1 + (t % 3) * 2 ** -23);
    const [[moving]] = recording([5], [1000]);
    const { rows } = await recordedTimescales([[steady, flickering, moving]], { estimators: ["ar1"] });
    expect(rows.map(({ tauNet }) => tauNet === null)).toEqual([true, true, false]);
    expect(rows[1].failure).toContain("rounding errors");
  });

  it("are the τ of AR(1) processes", async () => {
    const taus = [2, 5, 10];
    const { rows, summary } = await recordedTimescales(recording(taus, [30_000, 30_000, 20_000]), { estimators });
    expect(rows.length).toBe(12);
    expect(rows.slice(1, 3).map(({ activeShare }) => activeShare)).toEqual([1, 1]); // their means are far above 0
    expect(Math.abs(rows[0].activeShare - 0.5)).toBeLessThan(0.02);
    for (const { neuron, estimator, tauNet, tau, failure } of rows) {
      const integrated = 0.5 / Math.tanh(0.5 / taus[neuron]);
      const expected = estimator === "integrated" ? integrated : taus[neuron];
      expect(Math.abs((tauNet ?? 0) / expected - 1)).toBeLessThan(0.12);
      expect([tau, failure]).toEqual([null, null]);
    }
    expect(summary.map(({ estimator, kept }) => `${estimator} ${kept}`).slice(0, 2)).toEqual([
      "as-published all",
      "as-published tauNet > 1",
    ]);
  });

  it("are both τ of a sum of two Ornstein–Uhlenbeck processes", async () => {
    const parts = [
      { tau: 2, share: 0.5 },
      { tau: 20, share: 0.5 },
    ];
    const stream = RandomStream.named(2, "recording");
    const activity = Array.from({ length: 4 }, () => [ornsteinUhlenbeck(stream, parts, 50_000)]);
    const { rows } = await recordedTimescales(activity, { estimators: ["multi-start"] });
    const { model, tau1, tau2, tauNet } = rows[0];
    expect(model).toBe("double");
    expect(Math.abs(Math.min(tau1 ?? 0, tau2 ?? 0) / 2 - 1)).toBeLessThan(0.15);
    expect(Math.abs((tauNet ?? 0) / 20 - 1)).toBeLessThan(0.15);
  });

  it("come in the unit of the interval, all of them", async () => {
    const activity = recording([2, 5], [2000, 2000]);
    const inSteps = await recordedTimescales(activity, { estimators });
    const inMs = await recordedTimescales(activity, { estimators, interval: 20 });
    inMs.rows.forEach((row, i) => {
      const { tauNet, tau1, tau2, ...others } = inSteps.rows[i];
      const time = (steps: number | null) => (steps === null ? null : 20 * steps);
      expect(row).toEqual({ ...others, tauNet: time(tauNet), tau1: time(tau1), tau2: time(tau2) });
    });
    inMs.summary.forEach(({ mean, std, median, neurons }, i) => {
      const steps = inSteps.summary[i];
      expect([mean, std, median, neurons]).toEqual([
        ...[steps.mean, steps.std, steps.median].map((value) => 20 * (value ?? 0)),
        steps.neurons,
      ]);
    });
    expect(inMs.population[0].tauNet).toBe(20 * (inSteps.population[0].tauNet ?? 0));
  });

  it("of a simulated network are those that its simulation gives", async () => {
    const cell = leakyRnn({ neurons: 5 });
    const parameters = initialParameters(cell, 1, 1);
    cell.constrain?.(parameters);
    const [steps, trials] = [1000, 3];
    const activity = Array.from({ length: trials }, () => Array.from({ length: 5 }, () => new Float32Array(steps)));
    const engine = new GraphEngine(cell);
    await simulate({ cell, engine, parameters }, { steps, trials, seed: 3 }, (chunk) => {
      chunk.states.forEach((value, i) => {
        activity[Math.floor(i / 5) % trials][i % 5][chunk.from + Math.floor(i / (5 * trials))] = value;
      });
    });
    await engine.dispose();
    const options = { estimators: ["ar1"], maxLag: 40 };
    const recorded = await recordedTimescales(activity, options);
    const simulated = await estimateTimescales({ cell, parameters }, { ...options, steps, trials, seed: 3 });
    const { neurons, population } = simulated.autocovariances;
    [...recorded.autocovariances.neurons, recorded.autocovariances.population].forEach((own, i) => {
      const other = [...neurons, population][i];
      expect(own.length).toBe(41);
      own.forEach((value, lag) => {
        expect(Math.abs(value - other[lag])).toBeLessThan(1e-6 * other[0]);
      });
    });
    expect(recorded.rows.map(({ failure }) => failure === null)).toEqual(
      simulated.rows.map(({ failure }) => failure === null),
    );
  });

  it("are told to be bounds where the fits have no more", async () => {
    const { rows, summary, population } = await recordedTimescales(recording([400], [100_000]), {
      estimators: ["multi-start", "ar1"],
      interval: 2,
    });
    expect(rows.map(({ atBound }) => atBound)).toEqual(["upper", null]);
    expect(rows[0].tauNet).toBeCloseTo(200, 6);
    expect(summary.map(({ atBound }) => atBound)).toEqual([1, 1, 0, 0]);
    expect(population[0].atBound).toBe("upper");
    expect(summary[0]).toMatchObject({ neurons: 0, mean: null }); // which is no estimate
  });

  it("are right by default of a recording of minutes, within a tenth", async () => {
    const activity = recording(Array(10).fill(4), [20_000]); // τ = 20 ms, a sample every 5 ms
    const { summary } = await recordedTimescales(activity, { interval: 5 });
    const of = summary.filter(({ kept }) => kept === "all");
    expect(of.map(({ estimator }) => estimator)).toEqual(["ar1", "integrated"]);
    for (const { mean } of of) expect(Math.abs((mean ?? 0) / 20 - 1)).toBeLessThan(0.1);
  });

  it("of short trials are by default those that need few lags", async () => {
    const { summary } = await recordedTimescales(recording([3], [201, 300]));
    expect(new Set(summary.map(({ estimator }) => estimator))).toEqual(new Set(["ar1"]));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -3])(
    "are finite and not negative, or null, by whatever estimator: not %s",
    async (tauNet) => {
      const own = { name: "own", maxLag: 1, meaning: "τ", estimate: () => ({ tauNet, failure: null }) };
      await expect(recordedTimescales(recording([3], [50]), { estimators: [own] })).rejects.toThrow(
        new RangeError(`estimator own: expected a finite tauNet of at least 0, or null, got ${tauNet}`),
      );
    },
  );

  it("are missing, with the reason, where nothing changes", async () => {
    const activity = [[new Float64Array(50), new Float64Array(50).fill(0.1), recording([3], [50])[0][0]]];
    const { rows, summary } = await recordedTimescales(activity, { estimators: ["ar1"] });
    expect(rows.map(({ failure }) => failure)).toEqual([
      "the activity does not change: its variance is 0",
      "the activity does not change: its variance is that of rounding errors",
      null,
    ]);
    expect(summary[0]).toMatchObject({ neurons: 1, failedShare: 2 / 3 });
  });

  const long = new Float64Array(32);
  it.each<[string, unknown, object, string]>([
    ["no trial", [], {}, "activity: expected one list of neurons per trial, [trials][neurons][T], got none"],
    ["one series", [1, 2, 3], {}, "activity: expected one list of neurons per trial, [trials][neurons][T], got none"],
    ["no neuron", [[]], {}, "activity: expected at least 1 neuron, got none"],
    ["other neurons", [[long, long], [long]], {}, "activity: expected 2 neurons in every trial, got 1 in trial 2"],
    ["one trial", [[1, 2, 3]], {}, "activity: expected at least 3 steps for 1 lag, got 1 of neuron 1 of trial 1"],
    ["few steps", [[[1, 2]]], {}, "activity: expected at least 3 steps for 1 lag, got 2 of neuron 1 of trial 1"],
    [
      "other steps",
      [[new Float64Array(32), new Float64Array(33)]],
      {},
      "activity: expected 32 steps as of neuron 1, got 33 of neuron 2 of trial 1",
    ],
    [
      "NaN",
      [[new Float64Array(32)], [new Float64Array(40).fill(Number.NaN, 3)]],
      {},
      "activity: expected finite numbers, got NaN at step 4 of neuron 1 of trial 2",
    ],
    ["no interval", [[new Float64Array(32)]], { interval: 0 }, "interval: expected a time above 0, got 0"],
    ["a lag", [[new Float64Array(32)]], { maxLag: -1 }, "maxLag: expected an integer of at least 0, got -1"],
  ])("refuse %s", async (_, activity, options, message) => {
    await expect(recordedTimescales(activity as Float64Array[][], options)).rejects.toThrow(new RangeError(message));
  });
});

describe("a file of activity", () => {
  it("has a column per neuron and a row per step, of one trial or many", () => {
    expect(parseActivity("a,b\n1,2\n3,4\n", "x.csv")).toEqual({
      neurons: ["a", "b"],
      trials: ["1"],
      activity: [[Float64Array.of(1, 3), Float64Array.of(2, 4)]],
    });
    expect(parseActivity("\uFEFFa,trial,b\r\n1,x,2\r\n3,y,4\r\n5,x,6e-1\r\n", "x.csv")).toEqual({
      neurons: ["a", "b"],
      trials: ["x", "y"],
      activity: [
        [Float64Array.of(1, 5), Float64Array.of(2, 0.6)],
        [Float64Array.of(3), Float64Array.of(4)],
      ],
    });
  });

  it.each([
    ["", "line 1: expected a column for every neuron, got nothing"],
    ["trial\n1\n", "line 1: expected a column for every neuron, got trial only"],
    ["1,2\n3,4\n", 'line 1, column 1: expected the name of a column, got "1"'],
    ["a,a\n3,4\n", 'line 1, column 2: expected another name for every column, got "a" again'],
    [
      "Time,a\n3,4\n",
      'line 1, column 1: expected neurons, and trial where there are several, got "Time", which is no activity',
    ],
    ["a,b\n", "line 2: expected a row for every step, got the end of the file"],
    ["a,b\n1,2\n3\n", "line 3: expected 2 cells, got 1"],
    ["a,b\n1,2,\n", "line 2: expected 2 cells, got 3"],
    ["a,b\n1,2\n3,x\n", 'line 3, column "b": expected a number, got "x"'],
    ["a,b\n1,2\n3,\n", 'line 3, column "b": expected a number, got "": leave out trials that have gaps'],
    ["a,b\n1,NaN\n", 'line 2, column "b": expected a number, got "NaN": leave out trials that have gaps'],
    ["a;b\n1,5;2\n", 'line 2, column "a": expected a number, got "1,5": write a point, not a comma'],
    ["trial,b,Trial\n1,2,3\n", 'line 1, column 3: expected another name for every column, got "trial" again'],
    [
      "trial_id,b\n1,2\n",
      'line 1, column 1: expected neurons, and trials in a column that is named "trial", got "trial_id"',
    ],
    ...[",a,b\n0,1,2\n", "a,b\n0,1,2\n", ";a;b\n0;1;2\n"].map((text) => [
      text,
      "column 1: expected neurons, and trial where there are several, got numbers of rows without a name: write the file without them (R: row.names = FALSE, pandas: index=False)",
    ]),
    ["trial,b\n,2\n", 'line 2, column "trial": expected the name of a trial, got nothing'],
  ])("is refused with line and column: %j", (text, message) => {
    expect(() => parseActivity(text, "x.csv")).toThrow(new RangeError(`x.csv, ${message}`));
  });

  it.each([";", "\t"])("has cells that %j separates, too, and a trial in capitals", (delimiter) => {
    const lines = [
      ["Trial", '"a, 1"', "b"],
      ["x, y", "1", "2"],
      ["z", "3", "4"],
    ];
    expect(parseActivity(lines.map((cells) => cells.join(delimiter)).join("\n"), "x.csv")).toEqual({
      neurons: ["a, 1", "b"],
      trials: ["x, y", "z"],
      activity: [
        [Float64Array.of(1), Float64Array.of(2)],
        [Float64Array.of(3), Float64Array.of(4)],
      ],
    });
  });

  it("has no column that rises with every row, which is time", () => {
    const rows = Array.from({ length: 42 }, (_, t) => `${t < 21 ? "x" : "y"},${0.005 * (t % 21)},${t % 4}`);
    expect(() => parseActivity(["trial,t,a", ...rows].join("\n"), "x.csv")).toThrow(
      'x.csv, column "t": expected activity of a neuron, got numbers that rise with every row, as time does: leave the column out',
    );
    expect(parseActivity(["trial,t,a", ...rows.slice(0, 20)].join("\n"), "x.csv").neurons).toEqual(["t", "a"]);
  });

  it("that is not there is named", async () => {
    await expect(readActivity("nowhere.csv")).rejects.toThrow(
      "cannot read nowhere.csv: there is no such file or folder",
    );
  });
});
