import { describe, expect, it } from "vitest";
import {
  type Cell,
  type Curriculum,
  gru,
  leakyRnn,
  multiHead,
  nParity,
  slidingWindow,
  type Task,
  train,
  trainingConfig,
} from "../../lib/index.js";

const request = { task: "n-parity", curriculum: "multi-head", neurons: 6, batch: 4, steps: 2, epochs: 1 };
const leaky = leakyRnn({ neurons: 6 });

describe("a part of one's own may not have a built-in name: what is stored would stand for another", () => {
  const { step } = gru({ neurons: 6 });
  it.each<[string, Cell]>([
    ["a copy with another formula", { ...leaky, step }],
    ["one that was changed", Object.assign(leakyRnn({ neurons: 6 }), { step })],
    ["a copy with a field more", { ...leaky, gatedMemory: { state: "h", gate: "g" } }],
  ])("as a cell: %s", async (_, cell) => {
    const message =
      'cell: expected a name of its own for the one that is given, got "leaky-rnn", which stands for the built-in one; ' +
      "give it another name, in its description too";
    await expect(train(request, { cell })).rejects.toThrow(new RangeError(message));
    expect(() => trainingConfig(request, { cell })).toThrow(message);
  });

  it("as a task", async () => {
    const task: Task = { ...nParity, labels: (bits, steps, batch) => new Uint8Array(batch).fill(bits[steps]) };
    await expect(train(request, { task })).rejects.toThrow(
      'task: expected a name of its own for the one that is given, got "n-parity", which stands for the built-in one',
    );
  });

  it("as a curriculum", async () => {
    const curriculum: Curriculum = { ...multiHead(), next: () => undefined };
    await expect(train(request, { curriculum })).rejects.toThrow(
      'curriculum: expected a name of its own for the one that is given, got "multi-head", which stands for',
    );
  });
});

describe("what the library made itself may be given, and is named as if it had been asked for", () => {
  it("as a cell and a task", () => {
    const config = trainingConfig(request);
    expect(trainingConfig(request, { cell: leakyRnn({ neurons: 6 }), task: nParity })).toEqual(config);
  });

  it("as a curriculum, with its options", () => {
    expect(trainingConfig(request, { curriculum: multiHead() })).toEqual(trainingConfig(request));
    const options = { width: 3, drop: 1, lastN: 9 };
    const windows = trainingConfig(
      { ...request, curriculum: "sliding-window" },
      { curriculum: slidingWindow({ ...options, firstN: undefined }) },
    );
    expect(windows).toEqual(trainingConfig({ ...request, curriculum: { name: "sliding-window", ...options } }));
    expect(
      trainingConfig({ ...request, curriculum: windows.curriculum }, { curriculum: slidingWindow(options) }),
    ).toEqual(windows);
  });

  it("but not against what the request says of it", () => {
    const cell = leakyRnn({ neurons: 7 });
    expect(() => trainingConfig(request, { cell })).toThrow(
      "neurons: expected 7, that of the cell that is given, or none, got 6",
    );
    const { neurons: _, ...unsized } = request;
    expect(() => trainingConfig({ ...unsized, model: "gru" }, { cell })).toThrow(
      'model: expected "leaky-rnn", that of the cell that is given, or none, got "gru"',
    );
    const model = { name: "leaky-rnn", tau: 2 };
    expect(() => trainingConfig({ ...unsized, model }, { cell })).toThrow(
      'tau: expected "trained", that of the cell that is given, or none, got 2',
    );
    expect(trainingConfig({ ...unsized, model: { name: "leaky-rnn", neurons: 7 } }, { cell }).model.neurons).toBe(7);
  });

  it("but not with other options than the config has", async () => {
    const config = trainingConfig(request);
    await expect(train(config, { curriculum: multiHead({ lastN: 3 }) })).rejects.toThrow(
      'curriculum: expected {"lastN":3}, the options of the one that is given, got {}',
    );
    await expect(train(config, { cell: leakyRnn({ neurons: 7 }) })).rejects.toThrow(
      'model: expected {"name":"leaky-rnn","neurons":7,"leak":"inside","activation":"leaky-relu","tau":"trained"}, ' +
        'as the cell that is given is described, got {"name":"leaky-rnn","neurons":6,',
    );
  });
});
