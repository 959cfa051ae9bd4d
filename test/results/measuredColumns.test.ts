import { readdirSync } from "node:fs";
import { join } from "node:path";
import { mean, standardDeviation } from "simple-statistics";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import * as dynamics from "../../lib/dynamics/dimensionality.js";
import { forgetting } from "../../lib/dynamics/forgetting.js";
import { lengthGeneralisation } from "../../lib/dynamics/lengthGeneralisation.js";
import { GraphEngine, leakyRnn, measurementNamed, nParity, silent } from "../../lib/index.js";
import { ablation } from "../../lib/interventions/ablation.js";
import * as interventions from "../../lib/interventions/perturbation.js";
import { accuracyOfRetrained } from "../../lib/interventions/retrainedAccuracy.js";
import { retraining } from "../../lib/interventions/retraining.js";
import { readRun } from "../../lib/runs/storedRun.js";
import * as timescales from "../../lib/timescales/estimateTimescales.js";
import { initialParameters } from "../../lib/training/parameters.js";
import { shiftRegister } from "../dynamics/shiftRegister.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";

it("ablation leaves out networks that have no shorter and longer τ", () => {
  const { leavesOut } = measurementNamed("ablation");
  const same = "all of its neurons have the same τ";
  for (const tau of [1, "shared"]) expect(leavesOut?.({ name: "leaky-rnn", neurons: 256, tau })).toBe(same);
  for (const tau of ["trained", "random", undefined]) {
    expect(leavesOut?.({ name: "leaky-rnn", neurons: 256, tau })).toBeUndefined();
  }
});

/** The long protocols are no arguments of a measurement: here the analyses themselves take fewer steps than they are told. */
const short = vi.hoisted(() => ({
  simulated: { steps: 400, trials: 3 },
  asked: { steps: 120, trials: 2, dropped: 10, draws: 2, epsilons: [0, 0.1, 3] },
}));

vi.mock("../../lib/timescales/estimateTimescales.js", async (original) => {
  const real = await original<typeof timescales>();
  return {
    ...real,
    estimateTimescales: vi.fn((network, options) =>
      real.estimateTimescales(network, { ...options, ...short.simulated }),
    ),
  };
});
vi.mock("../../lib/dynamics/dimensionality.js", async (original) => {
  const real = await original<typeof dynamics>();
  return {
    ...real,
    dimensionality: vi.fn((network, options) => real.dimensionality(network, { ...options, ...short.simulated })),
  };
});
vi.mock("../../lib/interventions/perturbation.js", async (original) => {
  const real = await original<typeof interventions>();
  return {
    ...real,
    perturbation: vi.fn((network, perturbed, question, options) =>
      real.perturbation(network, perturbed, question, { ...options, ...short.asked }),
    ),
  };
});
afterEach(() => vi.clearAllMocks());

const register = shiftRegister(3);
afterAll(() => register.engine.dispose());
const solving = {
  ...{ cell: register.cell, parameters: register.parameters, file: "" },
  description: { model: register.cell.description, task: "n-dms", curriculum: "multi-head", heads: register.ns },
};

/** Not trained, with heads for N = 2 and 3; its last neuron stands still. */
function untrained(neurons = 5) {
  const cell = leakyRnn({ neurons });
  const parameters = initialParameters(cell, 2, 7);
  cell.constrain?.(parameters);
  const last = neurons - 1;
  parameters["input.weight"].data[last] = 0;
  parameters["recurrent.weight"].data.fill(0, last * neurons);
  parameters.tau.data[last] = 1;
  return { cell, parameters, description: { model: cell.description, task: "n-parity", heads: [2, 3] }, file: "" };
}

const measured = (name: string, network: Parameters<ReturnType<typeof measurementNamed>["measure"]>[0], n: number) =>
  measurementNamed(name).measure(network, n, silent);

describe("the measurement of timescales", () => {
  const protocol = { steps: 100_000, trials: 10, burnIn: 500, seed: 1, maxLag: 60 };

  it("fills three tables, of simulations by the published protocol", async () => {
    const network = untrained();
    const tables = await measured("timescales", network, 3);
    const calls = vi.mocked(timescales.estimateTimescales).mock.calls.map(([, options]) => options);
    expect(calls).toEqual([
      expect.objectContaining({ ...protocol, onesProbability: "random" }),
      expect.objectContaining({ ...protocol, onesProbability: 0.5 }),
    ]);
    for (const options of calls) expect([options?.observed, options?.estimators]).toEqual([undefined, undefined]);

    const of = (onesProbability: "random" | number) =>
      timescales.estimateTimescales(network, { ...protocol, onesProbability });
    const [random, fair] = [await of("random"), await of(0.5)];
    expect(fair.summary[0].mean).not.toBe(random.summary[0].mean);
    const summaries = [
      { inputs: "random", kept: "all", ...statisticsOf(random.summary[0]) },
      { inputs: "random", kept: "above-1", ...statisticsOf(random.summary[1]) },
      { inputs: "0.5", kept: "all", ...statisticsOf(fair.summary[0]) },
      { inputs: "0.5", kept: "above-1", ...statisticsOf(fair.summary[1]) },
    ];
    expect(tables.timescales).toEqual(summaries);
    expect(tables.timescales[0]).toMatchObject({ neurons: 4, failedShare: 1 / 5 });

    const fiveDigits = (value: number | null) => (value === null ? null : Number(value.toPrecision(5)));
    expect(tables["tau-net"]).toEqual(
      random.rows.map(({ tau, tauNet, model }, neuron) => {
        return { neuron, tau: fiveDigits(tau), tauNet: fiveDigits(tauNet), fit: model };
      }),
    );
    expect(tables["tau-net"][4]).toEqual({ neuron: 4, tau: 1, tauNet: null, fit: null });

    const { neurons, population } = random.autocovariances;
    const moving = neurons.slice(0, 4);
    expect(tables.autocorrelation).toEqual(
      Array.from({ length: 61 }, (_, lag) => ({
        lag,
        mean: expect.closeTo(moving.reduce((sum, own) => sum + own[lag] / own[0], 0) / 4, 12),
        population: expect.closeTo(population[lag] / population[0], 12),
      })),
    );
  });

  const statisticsOf = ({
    estimator: _,
    kept: __,
    atBound: ___,
    ...statistics
  }: timescales.Timescales["summary"][number]) => statistics;
});

describe("the measurement of dimensionality", () => {
  it("has the components and the participation ratio, by the published protocol", async () => {
    const network = untrained();
    const { dimensionality: rows } = await measured("dimensionality", network, 3);
    const protocol = {
      steps: 100_000,
      trials: 10,
      burnIn: 500,
      onesProbability: "random",
      share: 0.9,
      seed: 1,
    } as const;
    expect(vi.mocked(dynamics.dimensionality).mock.calls.map(([, options]) => options)).toEqual([
      expect.objectContaining(protocol),
    ]);
    const { components, componentsStd, participationRatio } = await dynamics.dimensionality(network, protocol);
    expect(rows).toEqual([{ components, componentsStd, participationRatio }]);
    expect(participationRatio).not.toBe(components);
  });
});

describe("the measurement of perturbations", () => {
  const protocol = { draws: 10, trials: 10, steps: 1000, dropped: 100, seed: 1 };

  it("has means and standard deviations over draws, of W and then of τ, for the head of the largest N", async () => {
    const { perturbation: rows } = await measured("perturbation", solving, 4);
    const calls = vi.mocked(interventions.perturbation).mock.calls.map(([, perturbed, question, options]) => {
      return { perturbed, question, options };
    });
    const question = { head: 2, n: 4 };
    expect(calls).toEqual(
      ["recurrent-weight", "tau"].map((perturbed) => {
        return { perturbed, question, options: expect.objectContaining(protocol) };
      }),
    );
    const expected: object[] = [];
    for (const perturbed of ["recurrent-weight", "tau"] as const) {
      const direct = await interventions.perturbation(register, perturbed, question, protocol);
      for (const [i, epsilon] of short.asked.epsilons.entries()) {
        const draws = direct.rows.slice(2 * i, 2 * i + 2);
        const accuracies = draws.map(({ accuracy }) => accuracy);
        expected.push({
          ...{ perturbed, epsilon, baseline: 1, accuracy: expect.closeTo(mean(accuracies), 12) },
          // Of a network that is always right: twice what it is above chance.
          relativeAccuracy: expect.closeTo(2 * (mean(accuracies) - 0.5), 12),
          relativeAccuracyStd: expect.closeTo(2 * standardDeviation(accuracies), 12),
        });
      }
    }
    expect(rows).toEqual(expected);
    expect(rows).toContainEqual(expect.objectContaining({ epsilon: 0, accuracy: 1, relativeAccuracyStd: 0 }));
    expect(rows.some((row) => "relativeAccuracyStd" in row && row.relativeAccuracyStd !== 0)).toBe(true);
  });

  it("has no relative accuracy of a network that is not above chance before", async () => {
    const network = untrained();
    for (const name of ["readout.weight", "readout.bias"]) network.parameters[name].data.fill(0);
    const always = async (answer: 0 | 1) => {
      network.parameters["readout.bias"].data.set(answer === 0 ? [1, 0] : [0, 1], 2); // of the head for N = 3
      const { perturbation: rows } = await measured("perturbation", network, 3);
      return rows as { baseline: number; relativeAccuracy: number | null; relativeAccuracyStd: number | null }[];
    };
    const [even, odd] = [await always(0), await always(1)];
    const [above, below] = even[0].baseline > 0.5 ? [even, odd] : [odd, even];
    expect(above[0].baseline + below[0].baseline).toBeCloseTo(1, 12);
    expect(above[0].baseline).toBeGreaterThan(0.5);
    for (const row of above) expect(row).toMatchObject({ relativeAccuracy: 1, relativeAccuracyStd: 0 });
    for (const row of below) expect(row).toMatchObject({ relativeAccuracy: null, relativeAccuracyStd: null });
  });
});

describe("the measurement of ablation", () => {
  it("has means and standard deviations over the twenty neurons of each group, for the head of the largest N", async () => {
    const network = untrained(60);
    for (const name of ["readout.weight", "readout.bias"]) {
      const { data } = network.parameters[name];
      data.set(data.map((value) => -value)); // the other answer each time, which is right more often
    }
    const { ablation: rows } = await measured("ablation", network, 3);
    const protocol = { count: 20, trials: 10, steps: 1000, dropped: 100, seed: 1 };
    const direct = await ablation({ ...network, task: nParity }, { head: 1, n: 3 }, protocol);
    const { baseline } = direct;
    expect(baseline).toBeGreaterThan(0.5);
    const expected = ["short", "long", "random"].map((group, i) => {
      const own = direct.rows.slice(20 * i, 20 * i + 20);
      expect(own.map((row) => row.group)).toEqual(Array(20).fill(group));
      const relative = own.map(({ accuracy }) => (accuracy - 0.5) / (baseline - 0.5));
      return {
        ...{ group, baseline },
        tau: expect.closeTo(mean(own.map(({ tau }) => tau)), 12),
        accuracy: expect.closeTo(mean(own.map(({ accuracy }) => accuracy)), 12),
        relativeAccuracy: expect.closeTo(mean(relative), 9),
        relativeAccuracyStd: expect.closeTo(standardDeviation(relative), 9),
      };
    });
    expect(rows).toEqual(expected);
  });
});

describe("the measurement of accuracy in long sequences", () => {
  it("has windows that double from the longest of training on, for the head of the largest N", async () => {
    const network = untrained();
    const { "length-generalisation": rows } = await measured("length-generalisation", network, 3);
    const engine = new GraphEngine(network.cell);
    const asked = { ...network, engine, task: nParity };
    const protocol = { doublings: 6, trials: 50, onesProbability: 0.5, seed: 1 };
    const direct = await lengthGeneralisation(asked, [{ head: 1, n: 3 }], protocol);
    await engine.dispose();
    // Training has at most 4 × 3 + 1 steps.
    const windows = [
      { fromStep: 3, toStep: 13, timesLongest: 1 },
      { fromStep: 14, toStep: 26, timesLongest: 2 },
      { fromStep: 27, toStep: 52, timesLongest: 4 },
      { fromStep: 53, toStep: 104, timesLongest: 8 },
      { fromStep: 105, toStep: 208, timesLongest: 16 },
      { fromStep: 209, toStep: 416, timesLongest: 32 },
      { fromStep: 417, toStep: 832, timesLongest: 64 },
    ];
    expect(rows).toEqual(windows.map((own, i) => ({ ...own, accuracy: direct[i].mean, accuracyStd: direct[i].std })));
    expect(direct[0].mean).not.toBe(direct[0].std);
  });
});

describe("the measurement of forgetting", () => {
  it("has every head where an N has none of its own, with both kinds of inputs, and what guesses score", async () => {
    const window = untrained();
    window.description.heads = [4, 5];
    const { forgetting: rows } = await measured("forgetting", window, 5);
    const engine = new GraphEngine(window.cell);
    const protocol = { trials: 10, steps: 1000, dropped: 100, seed: 1 };
    const direct = await forgetting({ ...window, engine, task: nParity }, [4, 5], protocol);
    await engine.dispose();
    const asked = [
      { testedN: 2, headN: 4 },
      { testedN: 2, headN: 5 },
      { testedN: 3, headN: 4 },
      { testedN: 3, headN: 5 },
      { testedN: 4, headN: 4 },
      { testedN: 5, headN: 5 },
    ];
    const expected = ["0.5", "random"].flatMap((inputs, i) =>
      asked.map(({ testedN, headN }, q) => {
        const { mean: accuracy, std: accuracyStd } = direct[i * asked.length + q];
        // With p = 0.5 bits tell nothing of other bits. With a random p the mean of (1 − 2p)^k is 1/(k + 1) for even k and
        // 0 for odd k, that of its size 1/(k + 1): half of it is what is gained over a coin. To know p is worth k = N, to
        // know another N the bits between.
        const between = Math.abs(testedN - headN);
        const gained = between % 2 === 0 ? 1 / (between + 1) / 2 : 0;
        const chanceOfHead = between === 0 ? 1 : inputs === "0.5" ? 0.5 : 0.5 + gained;
        const chance = inputs === "0.5" ? 0.5 : 0.5 + 1 / (testedN + 1) / 2;
        const guesses = { chance: expect.closeTo(chance, 9), chanceOfHead: expect.closeTo(chanceOfHead, 9) };
        return { inputs, testedN, headN, accuracy, accuracyStd, ...guesses };
      }),
    );
    expect(rows).toEqual(expected);
  });
});

describe("the measurement of retrained networks", () => {
  it("has the accuracy on the new N, and that on the old one before", async () => {
    const parent = temporaryFolder();
    const small = { epochs: 2, batch: 8, steps: 4, testBatches: 2 };
    await retraining({ ...solving, description: { ...solving.description, profile: "quick" } }, [6], {
      ...small,
      parent,
    });
    const run = await readRun(join(parent, readdirSync(parent)[0]));
    const [network] = measurementNamed("retraining").networks?.(run) ?? [];
    expect(network).toEqual({ n: 6, file: run.final });
    const { retraining: rows } = await measured("retraining", { ...solving, file: network.file }, 6);
    const protocol = { trials: 10, steps: 1000, dropped: 100, seed: 1 };
    const { accuracy, std, baseline } = await accuracyOfRetrained(run, protocol);
    expect(baseline).toBe(1); // it solved N = 4, and knows nothing of N = 6
    expect(accuracy).toBeLessThan(0.9);
    const relativeAccuracy = expect.closeTo(2 * (accuracy - 0.5), 12);
    expect(rows).toEqual([{ fromN: 4, epochs: 2, accuracy, accuracyStd: std, baseline, relativeAccuracy }]);
  });
});
