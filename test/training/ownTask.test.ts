import { describe, expect, it } from "vitest";
import {
  accuracyInTime,
  type Curriculum,
  drawSequences,
  GraphEngine,
  leakyRnn,
  nParity,
  RandomStream,
  type Task,
  TrainingDiverged,
  type TrainingState,
  train,
} from "../../lib/index.js";
import { initialParameters } from "../../lib/training/parameters.js";

/** Repeats the bit of N − 1 steps ago. */
const recall: Task = {
  name: "recall",
  smallestN: 2,
  onesProbability: 0.5,
  labels: (bits, steps, batch, ns) =>
    Uint8Array.from({ length: batch * ns.length }, (_, i) => {
      const [sequence, n] = [Math.floor(i / ns.length), ns[i % ns.length]];
      return bits[(steps - n) * batch + sequence];
    }),
  labelsInTime: (bits, _, batch, n) =>
    Uint8Array.from(bits, (_, i) => (i < (n - 1) * batch ? 0 : bits[i - (n - 1) * batch])),
};

/** N = 1, 3, 5 with one head. */
const oddOnly: Curriculum = {
  name: "odd-only",
  headCount: 1,
  first: () => ({ ns: [1], heads: [0] }),
  next: ({ ns: [n] }) => (n < 5 ? { ns: [n + 2], heads: [0] } : undefined),
};

const small = { neurons: 30, batch: 32, steps: 60, epochs: 20 };

describe("a task or a curriculum of one's own", () => {
  it("is trained like any other, and named in the config", async () => {
    const request = { ...small, task: "recall", curriculum: "odd-only" };
    const run = await train(request, { task: recall, curriculum: oddOnly });
    expect(run.solved.map(({ n }) => n)).toEqual([1, 3, 5]);
    expect(run.reason).toBe("curriculum-ended");
    expect(run.config).toMatchObject({ task: "recall", curriculum: { name: "odd-only" } });
  });

  it("has labels that are right in this test", () => {
    const { bits } = drawSequences(recall, RandomStream.named(1, "test"), 6, 2);
    expect(Array.from(recall.labels(bits, 6, 2, [1, 3]))).toEqual([bits[10], bits[6], bits[11], bits[7]]);
    expect(Array.from(recall.labelsInTime(bits, 6, 2, 3).slice(8))).toEqual(Array.from(bits.slice(4, 8)));
  });

  it("may be an instance of a class, also where p is not its own", async () => {
    class Recall implements Task {
      readonly #name = "recall";
      readonly onesProbability = 0.5;
      get name() {
        return this.#name;
      }
      get smallestN() {
        return 2;
      }
      labels(...[bits, steps, batch, ns]: Parameters<Task["labels"]>) {
        return this.#name === "recall" ? recall.labels(bits, steps, batch, ns) : new Uint8Array();
      }
      labelsInTime(...[bits, steps, batch, n]: Parameters<Task["labelsInTime"]>) {
        return recall.labelsInTime(bits, steps, batch, n);
      }
    }
    const request = { ...small, task: "recall", curriculum: "single-head", onesProbability: 0.4, epochs: 2 };
    const [own, usual] = await Promise.all([new Recall(), recall].map((task) => train(request, { task })));
    expect(own.state).toEqual(usual.state);
    expect(own.config.onesProbability).toBe(0.4);
    expect(own.solved.map(({ n }) => n)).toEqual(usual.solved.map(({ n }) => n));
  });

  it("goes on from a state to the same network", async () => {
    const options = { task: nParity, curriculum: oddOnly };
    const whole = await train({ ...small, task: "n-parity", curriculum: "odd-only", epochs: 2 }, options);
    const one = await train({ ...small, task: "n-parity", curriculum: "odd-only", epochs: 1 }, options);
    const from: TrainingState = one.state;
    expect((await train(whole.config, { ...options, from })).state).toEqual(whole.state);
  });

  it("must have the name that the request gives, and no options there", async () => {
    const options = { task: recall, curriculum: oddOnly };
    await expect(train({ task: "n-parity", curriculum: "odd-only" }, options)).rejects.toThrow(
      'task: expected "recall", the name of the task that is given, got "n-parity"',
    );
    await expect(train({ task: "recall", curriculum: "multi-head" }, options)).rejects.toThrow(
      'curriculum: expected "odd-only", the name of the curriculum that is given, got "multi-head"',
    );
    await expect(train({ task: "recall", curriculum: "odd-only", maxN: 3 }, options)).rejects.toThrow(
      "maxN: expected none with a curriculum that is given, which says itself where it ends, got 3",
    );
    await expect(train({ task: "recall", curriculum: { name: "odd-only", lastN: 3 } }, options)).rejects.toThrow(
      "curriculum: expected no options for one that is given, got lastN",
    );
  });

  it.each<[string, unknown, string]>([
    ["0.5", Array(32).fill(0.5), "expected 0 or 1, got 0.5"],
    ["NaN", Array(32).fill(Number.NaN), "expected 0 or 1, got NaN"],
    ["−1", Array(32).fill(-1), "expected 0 or 1, got -1"],
    ["true", Array(32).fill(true), "expected 0 or 1, got true"],
    ["nothing", undefined, "expected [32, 1], got undefined"],
    ["too few", [0, 1], "expected [32, 1], got 2 elements"],
  ])("must have labels of 0 or 1, not %s", async (_, labels, message) => {
    const task: Task = { ...recall, labels: () => labels as Uint8Array };
    const training = train({ ...small, task: "recall", curriculum: "single-head" }, { task });
    await expect(training).rejects.toThrow(new RangeError(`labels of task "recall": ${message}`));
  });

  it("must have labels in time for every bit", async () => {
    const cell = leakyRnn({ neurons: 3 });
    const task: Task = { ...recall, labelsInTime: () => new Uint8Array(3) };
    const network = { cell, task, engine: new GraphEngine(cell), parameters: initialParameters(cell, 1, 1), ns: [2] };
    await expect(accuracyInTime(network, { steps: 10, dropped: 5, trials: 2 })).rejects.toThrow(
      'labelsInTime of task "recall": expected [15, 2], got 3 elements',
    );
    await network.engine.dispose();
  });

  it("is told which stage of it cannot be trained", async () => {
    const twice: Curriculum = { ...oddOnly, first: () => ({ ns: [2, 2], heads: [0, 1] }) };
    await expect(train({ task: "n-parity", curriculum: "odd-only" }, { curriculum: twice })).rejects.toThrow(
      'curriculum "odd-only" has a stage that cannot be trained: expected ascending N, got 2 after 2',
    );
  });
});

it("training that diverges can be told from other errors", async () => {
  const request = { ...small, task: "n-parity", curriculum: "multi-head", learningRate: 1e30 };
  await expect(train(request)).rejects.toThrow(TrainingDiverged);
  const finite = train({ ...request, learningRate: 1e4, epochs: 20 });
  await expect(finite).rejects.toThrow(/loss \d\S*, gradient norm \d\S*; expected finite numbers, a loss below 2\^24/);
});
