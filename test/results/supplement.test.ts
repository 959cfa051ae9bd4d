import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  accuracyOf,
  type Cell,
  estimateTimescales,
  GraphEngine,
  gru,
  leakyRnn,
  loadNetwork,
  loadResults,
  lstm,
  measurementNamed,
  networkMeasurements,
  nParity,
  publishedRepeats,
  type StoredRun,
  saveNetwork,
  silent,
  type Tensors,
} from "../../lib/index.js";
import { measureAll } from "../../lib/results/measureAll.js";
import { newRecord } from "../../lib/runs/runRecord.js";
import { initialParameters } from "../../lib/training/parameters.js";
import { trainingConfig } from "../../lib/training/trainingConfig.js";

const folder = mkdtempSync(join(tmpdir(), "supplement-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const neurons = 4;

/** A network with one head for N = 2, stored, and measured. */
async function measured(measurement: string, cell: Cell, change: (parameters: Tensors) => void = () => {}) {
  const file = join(folder, `${measurement}-${cell.name}.safetensors`);
  const parameters = initialParameters(cell, 1, 1);
  change(parameters);
  const description = { model: cell.description, task: "n-parity", curriculum: "multi-head", heads: [2] };
  await saveNetwork(file, { parameters, description });
  const network = await loadNetwork(file);
  const tables = await measurementNamed(measurement).measure({ ...network, file }, 2, silent);
  return { network, rows: tables[measurement] };
}

describe("which measurements are made of a model", () => {
  const of = (cell: Cell) =>
    networkMeasurements.filter(({ applies }) => applies(cell.description)).map(({ name }) => name);
  const ofAll = ["forgetting", "decoding", "length-generalisation", "dimensionality"];

  it("with τ and discrete time: all but those of gates and of time", () => {
    const known = [...ofAll, "weights", "ablation", "retraining", "fixed-points", "perturbation", "timescales"].sort();
    for (const leak of ["inside", "outside"] as const) expect(of(leakyRnn({ neurons, leak })).sort()).toEqual(known);
  });

  it("with gates: nothing that needs τ", () => {
    const known = [...ofAll, "forget-gate", "gated-timescales"].sort();
    for (const cell of [gru({ neurons }), lstm({ neurons })]) expect(of(cell).sort()).toEqual(known);
  });

  it("in continuous time: none that takes a step for a bit", () => {
    expect(of(leakyRnn({ neurons, leak: "outside", time: "continuous" }))).toEqual(["continuous-time"]);
  });
});

describe("the measurement forget-gate", () => {
  it.each([
    { cell: lstm({ neurons }), gate: "forgetGate" },
    { cell: gru({ neurons }), gate: "updateGate" },
  ])("has the statistics of known timescales, without a gate that never closes: $gate", async ({ cell, gate }) => {
    const { rows } = await measured("forget-gate", cell, (parameters) => {
      for (const { data } of Object.values(parameters)) data.fill(0);
      // 2, 4 and 12 steps, and no end
      parameters["recurrent.bias"].data.set([0, Math.log(3), Math.log(11), 100], neurons);
    });
    const statistics = {
      ...{ gate, units: 3, median: expect.closeTo(4, 4), mean: expect.closeTo(6, 4) },
      std: expect.closeTo(Math.sqrt((4 ** 2 + 2 ** 2 + 6 ** 2) / 3), 4),
      gateMean: expect.closeTo((1 / 2 + 3 / 4 + 11 / 12 + 1) / 4, 5),
    };
    expect(rows).toMatchObject([
      { inputs: "random", ...statistics },
      { inputs: "0.5", ...statistics },
    ]);
  });
});

describe("the measurement gated-timescales", () => {
  it("is of the cell state of an LSTM, by the protocol of all timescales", async () => {
    const { network, rows } = await measured("gated-timescales", lstm({ neurons }));
    expect(measurementNamed("gated-timescales").parameters).toEqual(measurementNamed("timescales").parameters);
    const { summary } = await estimateTimescales(network, { onesProbability: 0.5, maxLag: 60, observed: "c" });
    const [{ mean, std, neurons: count }] = summary;
    expect(rows).toHaveLength(4);
    expect(rows).toContainEqual(
      expect.objectContaining({ state: "c", inputs: "0.5", kept: "all", mean, std, neurons: count }),
    );
  }, 60_000);
});

describe("the measurement continuous-time", () => {
  it("fills a table with the accuracy at every length of a step", async () => {
    const model = { name: "leaky-rnn", neurons, leak: "outside", time: "continuous" };
    const config = trainingConfig({ task: "n-parity", curriculum: "multi-head", model, repeats: [7, 10] });
    const cell = leakyRnn({ neurons, leak: "outside", time: "continuous" });
    const file = join(folder, "N002.safetensors");
    const parameters = initialParameters(cell, 1, 1);
    await saveNetwork(file, {
      parameters,
      description: { model: cell.description, task: "n-parity", curriculum: "multi-head", heads: [2] },
    });
    const run: StoredRun = {
      ...{ folder: join(folder, "quick-n-parity"), record: newRecord(config, "repeats-7-10"), config },
      ...{ epochs: [], seconds: [], solved: [{ n: 2, file }] },
    };
    const counts = await measureAll(networkMeasurements, [run], { folder, jobs: 1 });
    expect([...counts].filter(([, count]) => count > 0)).toEqual([["continuous-time", 1]]);
    const { rows } = await loadResults("continuous-time", { variant: "repeats-7-10" }, folder);
    expect(rows.map(({ repeats }) => repeats)).toEqual(publishedRepeats);
    expect(rows.map(({ timeStep }) => timeStep)).toEqual(publishedRepeats.map((k) => 1 / k));

    const network = await loadNetwork(file);
    const engine = new GraphEngine(network.cell);
    for (const repeats of [1, 7]) {
      const [{ mean, std }] = await accuracyOf({ ...network, engine, task: nParity }, [{ head: 0, n: 2 }], { repeats });
      expect(rows.find((row) => row.repeats === repeats)).toMatchObject({ accuracy: mean, accuracyStd: std, n: 2 });
    }
    await engine.dispose();
  }, 60_000);
});
