import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type Cell,
  createRun,
  loadNetwork,
  nParity,
  retraining,
  type Task,
  trainingConfig,
  trainRun,
  zeros,
} from "../../lib/index.js";
import { retrainedAccuracies } from "../../lib/interventions/retrainedAccuracy.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";
import { elman } from "../training/elman.js";

const cell = elman(24);

/** Whether the bit N − 1 before the last is one. */
const recall: Task = {
  name: "recall",
  smallestN: 1,
  onesProbability: 0.5,
  labels: (bits, steps, batch, ns) =>
    Uint8Array.from(
      { length: batch * ns.length },
      (_, i) => bits[(steps - ns[i % ns.length]) * batch + Math.floor(i / ns.length)],
    ),
  labelsInTime: (bits, steps, batch, n) =>
    Uint8Array.from({ length: steps * batch }, (_, i) => (i >= (n - 1) * batch ? bits[i - (n - 1) * batch] : 0)),
};

describe("retraining a network of a cell and a task of one's own", () => {
  const small = { batch: 32, steps: 60, testBatches: 4 };
  const own = { cell, task: recall };

  it("goes from the network that was stored to larger N, and can be measured from the folders alone", async () => {
    const config = trainingConfig(
      { ...small, task: "recall", curriculum: { name: "no-curriculum", n: 1 }, learningRate: 0.1, epochs: 40 },
      own,
    );
    const run = await createRun(temporaryFolder(), config);
    const { solved, folder } = await trainRun(run, own);
    await run.close();
    expect(solved.map(({ n }) => n)).toEqual([1]);

    const source = await loadNetwork(join(folder, "N001.safetensors"), own);
    const parent = temporaryFolder();
    const rows = await retraining(source, [1, 2], { ...small, profile: "quick", epochs: 15, parent });
    expect(rows.map(({ n, fromN, task }) => ({ n, fromN, task }))).toEqual([
      { n: 1, fromN: 1, task: "recall" },
      { n: 2, fromN: 1, task: "recall" },
    ]);
    const [same, next] = rows;
    expect(same.baseline).toBeGreaterThan(0.9);
    expect(same.accuracy).toBeGreaterThan(0.9);
    expect(next.accuracy).toBeGreaterThan(0.7); // at chance without training on it
    const folders = readdirSync(parent).map((name) => join(parent, name));
    expect(await retrainedAccuracies(folders, own)).toEqual(rows);
  });

  it("is refused without them, and with another task", async () => {
    const shapes = { ...cell.parameters, "readout.weight": { shape: [1, 2, 24] }, "readout.bias": { shape: [1, 2] } };
    const network = {
      parameters: Object.fromEntries(Object.entries(shapes).map(([name, { shape }]) => [name, zeros([...shape])])),
      description: { model: cell.description, task: "recall", curriculum: "single-head", heads: [1] },
    };
    const parent = temporaryFolder();
    const refused = (own: { cell?: Cell; task?: Task }) =>
      expect(retraining({ ...network, ...own }, [2], { ...small, parent })).rejects;
    await refused({ task: recall }).toThrow('there is no model "elman"');
    await refused({ cell }).toThrow('there is no task "recall"');
    await refused({ cell, task: nParity }).toThrow('task: expected "n-parity", the name of the task that is given');
    expect(readdirSync(parent)).toEqual([]);
  });
});
