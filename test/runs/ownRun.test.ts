import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type Curriculum,
  createRun,
  leakyRnn,
  loadNetwork,
  networkOfRun,
  nParity,
  openRun,
  saveNetwork,
  type Task,
  trainingConfig,
  trainRun,
} from "../../lib/index.js";
import { verifyRun } from "../../lib/runs/verifyRun.js";
import { tensor } from "../../lib/tensor/tensor.js";
import { elman } from "../training/elman.js";
import { temporaryFolder } from "./temporaryFolder.js";

/** The last bit, whatever N. */
const lastBit: Task = {
  name: "last-bit",
  smallestN: 1,
  onesProbability: 0.5,
  labels: (bits, steps, batch, ns) =>
    Uint8Array.from({ length: batch * ns.length }, (_, i) => bits[(steps - 1) * batch + Math.floor(i / ns.length)]),
  labelsInTime: (bits) => Uint8Array.from(bits),
};

/** N = 1, 2, 3, each with a head of its own, and only that in training. */
const oneByOne: Curriculum = {
  name: "one-by-one",
  headCount: 3,
  first: () => ({ ns: [1], heads: [0] }),
  next: ({ ns: [n] }) => (n < 3 ? { ns: [n + 1], heads: [n] } : undefined),
};

const cell = elman(8);
const own = { cell, task: lastBit, curriculum: oneByOne };
const config = trainingConfig(
  { task: "last-bit", curriculum: "one-by-one", batch: 16, steps: 20, testBatches: 2, epochs: 20, learningRate: 0.2 },
  own,
);

describe("a run of a cell, a task and a curriculum of one's own", () => {
  it("is trained, stopped, resumed to the same networks, and loaded", async () => {
    const whole = await createRun(temporaryFolder(), config);
    const { solved, record, folder } = await trainRun(whole, own);
    await whole.close();
    expect(record.outcome).toEqual({ reason: "curriculum-ended" });
    expect(solved.map(({ n }) => n)).toEqual([1, 2, 3]);
    expect((await verifyRun(folder)).map(({ state }) => state)).toEqual(Array(6).fill("good"));

    const first = await createRun(temporaryFolder(), config);
    const stop = new AbortController();
    await trainRun(first, { ...own, signal: stop.signal, onEpoch: () => stop.abort() });
    await first.close();
    const again = await openRun(first.folder);
    const resumed = await trainRun(again, own);
    await again.close();
    for (const [i, { file }] of resumed.solved.entries()) {
      expect(readFileSync(file), basename(file)).toEqual(readFileSync(solved[i].file));
    }

    const network = await networkOfRun(resumed, 3, { cell, task: lastBit });
    expect(network.cell).toBe(cell);
    expect(network.task).toBe(lastBit);
    expect(network.description).toMatchObject({ model: { name: "elman", neurons: 8 }, task: "last-bit", heads: [3] });
    expect(network.parameters["readout.weight"].shape).toEqual([1, 2, 8]); // of its head, no others
  });

  it("is refused, by name and before anything is changed, without them", async () => {
    const run = await createRun(temporaryFolder(), config);
    const before = readFileSync(join(run.folder, "run.json"));
    await expect(trainRun(run)).rejects.toThrow('there is no model "elman"; expected one of: leaky-rnn, gru, lstm');
    await expect(trainRun(run, { cell })).rejects.toThrow('there is no task "last-bit"');
    await expect(trainRun(run, { cell, task: lastBit })).rejects.toThrow('there is no curriculum "one-by-one"');
    await expect(trainRun(run, { ...own, cell: elman(9) })).rejects.toThrow(
      'model: expected {"name":"elman","neurons":9}, as the cell that is given is described, got {"name":"elman","neurons":8}',
    );
    expect(readFileSync(join(run.folder, "run.json"))).toEqual(before);
    await run.close();
  });

  it("can be given more epochs, but no largest N", async () => {
    const run = await createRun(temporaryFolder(), config);
    await run.extend({ epochs: 30 });
    expect(run.config.schedule.maxEpochs).toBe(30);
    await expect(run.extend({ maxN: 5 })).rejects.toThrow(
      'maxN: expected none with curriculum "one-by-one", which says itself where it ends, got 5',
    );
    await run.close();
  });
});

describe("a network of a cell of one's own", () => {
  const parameters = {
    w: tensor(new Float32Array(4).fill(0.5), [2, 2]),
    u: tensor(new Float32Array(2).fill(1), [1, 2]),
    "readout.weight": tensor(new Float32Array(4), [1, 2, 2]),
    "readout.bias": tensor(new Float32Array(2), [1, 2]),
  };
  const description = { model: { name: "elman", neurons: 2 }, task: "n-parity", heads: [2] };
  const network = { parameters, description };
  const newFile = () => join(temporaryFolder(), "N002.safetensors");

  it("is stored and loaded with its cell", async () => {
    const file = newFile();
    await saveNetwork(file, network);
    expect((await loadNetwork(file, { cell: elman(2), task: nParity })).parameters).toEqual(parameters);
  });

  it("says which cell is missing, or is another", async () => {
    const file = newFile();
    await saveNetwork(file, network);
    await expect(loadNetwork(file)).rejects.toMatchObject({
      name: "CheckpointError",
      message:
        'there is no model "elman"; expected one of: leaky-rnn, gru, lstm, or the cell itself, ' +
        `loadNetwork(file, { cell }), or one of your own by loadParts (--parts of commands) in ${file}`,
    });
    await expect(loadNetwork(file, { cell: elman(3) })).rejects.toThrow(
      'model: expected {"name":"elman","neurons":3}, as the cell that is given is described, got {"name":"elman","neurons":2} in',
    );
    await expect(loadNetwork(file, { cell: leakyRnn({ neurons: 2 }) })).rejects.toThrow('got {"name":"elman"');
    await expect(loadNetwork(file, { cell: { ...elman(2), states: {} } })).rejects.toThrow(
      "expected at least one state",
    );
    await expect(loadNetwork(file, { cell: elman(2), task: lastBit })).rejects.toThrow(
      'expected a network of the task that is given, "last-bit", got "n-parity" in',
    );
  });

  it("is checked as far as is known when it is stored", async () => {
    const file = newFile();
    const { u, ...rest } = parameters;
    await expect(saveNetwork(file, { ...network, parameters: rest, cell: elman(2) })).rejects.toThrow(
      "expected u [1, 2] got no such tensor",
    );
    const nan = { ...parameters, u: tensor(Float32Array.of(1, Number.NaN), [1, 2]) };
    await expect(saveNetwork(file, { description, parameters: nan })).rejects.toThrow("got NaN at element 1 of u");
    const { "readout.bias": _, ...headless } = parameters;
    await expect(saveNetwork(file, { description, parameters: headless })).rejects.toThrow(
      "expected readout.bias [1, 2]",
    );
    expect(u.data).toHaveLength(2);
  });
});
