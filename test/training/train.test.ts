import { describe, expect, it } from "vitest";
import type { Engine } from "../../lib/engine/engine.js";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import { TfjsEngine } from "../../lib/engine/tfjsEngine.js";
import { profileNamed, type RecordedEpoch, type TrainingRequest, train } from "../../lib/index.js";
import { cellDescribed } from "../../lib/models/cellDescribed.js";
import { RandomStream } from "../../lib/random/stream.js";
import { variantOf } from "../../lib/runs/variantOf.js";
import { nParity } from "../../lib/tasks/nParity.js";
import { drawInput } from "../../lib/training/batch.js";
import { initialParameters, withHeads } from "../../lib/training/parameters.js";
import { type Schedule, TrainingDiverged, type TrainingState } from "../../lib/training/trainer.js";
import { trainingConfig } from "../../lib/training/trainingConfig.js";

const small: TrainingRequest = {
  task: "n-parity",
  curriculum: "multi-head",
  neurons: 20,
  batch: 32,
  steps: 20,
  epochs: 5,
};

const continuous = { name: "leaky-rnn", leak: "outside", time: "continuous" };

/** A state after a round trip through text and bytes, as a file would store it. */
function stored(state: TrainingState): TrainingState {
  const text = JSON.parse(JSON.stringify({ ...state, parameters: null, optimiser: { steps: state.optimiser.steps } }));
  const optimiser = { steps: text.optimiser.steps, tensors: structuredClone(state.optimiser.tensors) };
  return { ...text, parameters: structuredClone(state.parameters), optimiser };
}

describe("training", () => {
  it("gives the same network for the same seed, another for another", async () => {
    const [a, b, c] = [await train(small), await train(small), await train({ ...small, seed: 2 })];
    expect(a.epochs).toEqual(b.epochs);
    expect(a.state.parameters).toEqual(b.state.parameters);
    expect(c.state.parameters).not.toEqual(a.state.parameters);
  });

  it("ends with the same bits when it was aborted in the middle of an epoch and continued from its state", async () => {
    const whole = await train(small);
    const stop = new AbortController();
    let steps = 0;
    const first = await train(small, {
      signal: stop.signal,
      onStep() {
        if (++steps === 47) stop.abort();
      },
    });
    expect(first.reason).toBe("aborted");
    expect(first.state.epoch).toBe(3);
    expect(first.state.step).toBe(7);
    const second = await train(small, { from: stored(first.state) });
    expect([...first.epochs, ...second.epochs]).toEqual(whole.epochs);
    expect(second.state).toEqual(whole.state);
  });

  it.each<[TrainingRequest["model"], string]>([
    [undefined, "n-parity, multi-head, seed 1"],
    [{ name: "leaky-rnn", tau: "shared" }, "n-parity, multi-head, tau shared, seed 1"],
    [
      { name: "leaky-rnn", leak: "outside", activation: "tanh" },
      "n-parity, multi-head, leak outside, activation tanh, seed 1",
    ],
    ["gru", "n-parity, multi-head, gru, seed 1"],
  ])("says in its progress which model it trains: %j", async (model, label) => {
    const labels: string[] = [];
    const progress = { start: (label: string) => void labels.push(label), update() {}, finish() {} };
    await train({ ...small, model, epochs: 1, steps: 1, testBatches: 1 }, { progress });
    expect(labels).toEqual([label]);
  });

  it("learns: N-parity and N-DMS for N = 2 are solved within seconds, and the network moves on", async () => {
    for (const task of ["n-parity", "n-dms"]) {
      for (const curriculum of ["single-head", "multi-head"]) {
        const run = await train({ task, curriculum, profile: "quick", maxN: 3, epochs: 40 });
        expect(run.reason, `${task} ${curriculum}`).toBe("curriculum-ended");
        expect(run.solved.map(({ n }) => n)).toEqual([2, 3]);
        expect(run.solved.map(({ stage }) => stage.heads.length)).toEqual(
          curriculum === "single-head" ? [1, 1] : [1, 2],
        );
        for (const { accuracyMean, accuracyLast, solved } of run.epochs) {
          expect(solved).toBe(accuracyMean > 0.98 && accuracyLast > 0.98);
        }
      }
    }
  });

  it("moves on when both the mean over heads and the largest N are above the bound, not one of them alone", async () => {
    /** Right answers of the heads for N = 2 and N = 3, per cent of a batch of a hundred. */
    const outcomeOf = async (...right: [number, number]) => {
      const engineFor = (): Engine => {
        const engine = new GraphEngine(cellDescribed({ name: "leaky-rnn", neurons: 3 }));
        engine.logits = async (_, input) => {
          if (!("labels" in input)) throw new Error("expected a test batch with its labels");
          const labels = Array.from(input.labels as Uint8Array);
          return Float32Array.from(
            labels.flatMap((label, i) => {
              const answer = Math.floor(i / 2) < right[i % 2] ? label : 1 - label;
              return [1 - answer, answer];
            }),
          );
        };
        return engine;
      };
      const curriculum = { name: "several-heads", start: 2, add: 1 };
      const request = { ...small, curriculum, neurons: 3, batch: 100, steps: 1, epochs: 1, maxN: 4 };
      const { epochs, state } = await train(request, { engineFor });
      const [{ accuracyMean, accuracyLast, solved }] = epochs;
      expect([accuracyMean, accuracyLast]).toEqual([expect.closeTo((right[0] + right[1]) / 200, 12), right[1] / 100]);
      return { solved, ns: state.stage.ns };
    };
    expect(await outcomeOf(99, 99)).toEqual({ solved: true, ns: [2, 3, 4] });
    expect(await outcomeOf(100, 97)).toEqual({ solved: false, ns: [2, 3] }); // 98.5 on average
    expect(await outcomeOf(95, 100)).toEqual({ solved: false, ns: [2, 3] }); // 97.5 on average
    expect(await outcomeOf(98, 98)).toEqual({ solved: false, ns: [2, 3] }); // as much, and not above
  });

  it("gives the same losses on TensorFlow.js, to float32 accuracy", async () => {
    const request = { ...small, epochs: 1, steps: 10 };
    const cell = cellDescribed({ name: "leaky-rnn", neurons: 20 });
    const reference = await TfjsEngine.create(cell, { backend: "wasm" });
    const [graph, tfjs] = [await train(request), await train(request, { engineFor: () => reference })];
    expect(tfjs.epochs[0].loss).toBeCloseTo(graph.epochs[0].loss, 5);
    expect(tfjs.epochs[0].tauMean).toBeCloseTo(Number(graph.epochs[0].tauMean), 5);
  });

  it("does not change what is trained by testing more", async () => {
    const [few, many] = [
      await train({ ...small, testBatches: 2, epochs: 1 }),
      await train({ ...small, testBatches: 9, epochs: 1 }),
    ];
    expect(few.epochs[0].loss).toBe(many.epochs[0].loss);
    expect(few.epochs[0].accuracyLast).not.toBe(many.epochs[0].accuracyLast);
  });

  it("stops with a clear error when the loss is no longer a number, and hands out no such epoch", async () => {
    const epochs: RecordedEpoch[] = [];
    const broken = (): Engine => {
      const engine = new GraphEngine(cellDescribed({ name: "leaky-rnn", neurons: 20 }));
      let calls = 0;
      const lossGradient = engine.lossGradient.bind(engine);
      engine.lossGradient = async (parameters, input) => {
        const result = await lossGradient(parameters, input);
        return ++calls === 33 ? { ...result, lossPerHead: result.lossPerHead.map(() => Number.NaN) } : result;
      };
      return engine;
    };
    const run = train(small, { engineFor: broken, onEpoch: (epoch) => void epochs.push(epoch) });
    await expect(run).rejects.toThrow(TrainingDiverged);
    await expect(run).rejects.toThrow(/diverged in epoch 2, step 13, N = \d: loss NaN/);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1]);
  });

  it("draws the initial network from the published distributions", () => {
    const cell = cellDescribed({ name: "leaky-rnn", neurons: 500 });
    const parameters = initialParameters(cell, 3, 1);
    const bounds = {
      "input.weight": 1,
      "input.bias": 1,
      "recurrent.weight": 1 / Math.sqrt(500),
      "readout.weight": 1 / Math.sqrt(500),
    };
    for (const [name, bound] of Object.entries(bounds)) {
      const data = Array.from(parameters[name].data);
      const largest = Math.max(...data.slice(0, 3000).map(Math.abs));
      expect(largest, name).toBeLessThanOrEqual(bound);
      expect(largest, name).toBeGreaterThan(0.95 * bound);
    }
    const tau = Array.from(parameters.tau.data);
    expect(Math.min(...tau)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...tau)).toBeLessThan(2);
    expect(tau.reduce((sum, value) => sum + value, 0) / 500).toBeCloseTo(1.5, 1);
  });

  it("adds heads without touching those that are there", () => {
    const cell = cellDescribed({ name: "leaky-rnn", neurons: 5 });
    const two = initialParameters(cell, 2, 1);
    const four = withHeads(two, cell, 4, 1);
    expect(four["readout.weight"].data.subarray(0, 20)).toEqual(two["readout.weight"].data);
    expect(four).toEqual(initialParameters(cell, 4, 1));
  });
});

describe("τ", () => {
  it("that is shared stays the same for all neurons and is trained; random τ stay as they were drawn", async () => {
    const tau = async (kind: string) => {
      const { state } = await train({ ...small, model: { name: "leaky-rnn", tau: kind } });
      return Array.from(state.parameters.tau.data);
    };
    const initial = (kind: string) =>
      Array.from(initialParameters(cellDescribed({ name: "leaky-rnn", neurons: 20, tau: kind }), 1, 1).tau.data);
    const shared = await tau("shared");
    expect(new Set(shared).size).toBe(1);
    expect(shared).not.toEqual(initial("shared"));
    const random = await tau("random");
    expect(random).toEqual(initial("random"));
    expect(new Set(random).size).toBe(20);
  });
});

describe("τ that is shared", () => {
  it("moves as fast as a neuron's own: by the mean of what the neurons ask for", async () => {
    const neurons = 20;
    const gradientOfTau = async (tau: string) => {
      const cell = cellDescribed({ name: "leaky-rnn", neurons, tau });
      const parameters = initialParameters(cell, 1, 1);
      parameters.tau.data.fill(1.5);
      const input = drawInput({ cell, task: nParity }, { ns: [2], heads: [0] }, 16, RandomStream.named(1, "tau"), 6);
      return [...(await new GraphEngine(cell).lossGradient(parameters, input)).gradients.tau.data];
    };
    const own = await gradientOfTau("trained");
    const mean = own.reduce((sum, value) => sum + value / neurons, 0);
    expect(Math.abs(mean)).toBeGreaterThan(1e-6);
    for (const value of await gradientOfTau("shared")) expect(value / mean).toBeCloseTo(1, 3);
  });
});

describe("a batch", () => {
  it("has sequences as long as its largest N asks for, from N + 2 to 4 N + 1", () => {
    const cell = cellDescribed({ name: "leaky-rnn", neurons: 2 });
    const stream = RandomStream.named(1, "lengths");
    const stage = { ns: [2, 5, 3], heads: [0, 1, 2] };
    const lengths = Array.from({ length: 400 }, () => drawInput({ cell, task: nParity }, stage, 1, stream).steps);
    const all = Array.from({ length: 15 }, (_, i) => 7 + i); // 7 … 21
    expect([...new Set(lengths)].sort((a, b) => a - b)).toEqual(all);
  });
});

describe("a batch in continuous time", () => {
  const cell = cellDescribed({ neurons: 3, ...continuous });
  const stage = { ns: [2], heads: [0] };
  const repeatsOf = (repeats: number[], count: number) => {
    const stream = RandomStream.named(1, "repeats");
    return Array.from({ length: count }, () => drawInput({ cell, task: nParity, repeats }, stage, 4, stream).repeats);
  };

  it("has one of the numbers of steps a bit, each as often as the others", () => {
    const drawn = repeatsOf([7, 8, 9, 10], 400);
    for (const k of [7, 8, 9, 10]) {
      const share = drawn.filter((value) => value === k).length / drawn.length;
      expect(Math.abs(share - 0.25)).toBeLessThan(0.09); // four standard deviations
    }
    expect(new Set(repeatsOf([10], 5))).toEqual(new Set([10]));
  });

  it("is learned from", async () => {
    const run = await train({ ...small, model: continuous, repeats: [2, 3], maxN: 2, epochs: 40, learningRate: 0.1 });
    expect(run.solved.map(({ n }) => n)).toEqual([2]);
  });
});

describe("a training request", () => {
  it("takes what it does not say from its profile", () => {
    const config = trainingConfig({ task: "n-dms", curriculum: "single-head", profile: "paper", maxN: 30 });
    expect(config.schedule).toEqual({
      batch: 256,
      steps: 600,
      testBatches: 50,
      maxEpochs: 1000,
      solvedAbove: 0.98,
      clipNorm: 2,
    });
    expect(config.optimiser).toEqual({ name: "sgd", learningRate: 0.05, momentum: 0.1 });
    expect(config.curriculum).toEqual({ name: "single-head", lastN: 30 });
    expect(config.model).toEqual({
      name: "leaky-rnn",
      neurons: 500,
      leak: "inside",
      activation: "leaky-relu",
      tau: "trained",
    });
  });

  it.each([
    [{ task: "n-xor" }, 'there is no task "n-xor"; expected one of: n-parity, n-dms'],
    [{ curriculum: "none" }, 'there is no curriculum "none"'],
    [{ profile: "huge" }, 'there is no profile "huge"; expected one of: paper, lab, quick'],
    [{ neurons: 0 }, "neurons: expected a positive integer, got 0"],
    [{ seeed: 1 }, 'the request has an unknown field "seeed"; expected one of: task, curriculum, profile, seed, model'],
    [{ model: "transformer" }, 'there is no model "transformer"'],
    [{ model: { name: "lstm", tau: 2 } }, 'model "lstm" has no option tau; it has: neurons'],
    [
      { model: { name: "leaky-rnn", taus: 2 } },
      'model "leaky-rnn" has no option taus; it has: neurons, leak, activation, tau, time',
    ],
    [
      { model: { name: "leaky-rnn", tau: 0.5 } },
      'tau: expected "trained", "shared", "random" or a number of at least 1, got 0.5',
    ],
    [
      { neurons: 20, model: { name: "leaky-rnn", neurons: 30 } },
      "neurons: expected 30, that of the model, or none, got 20",
    ],
    [
      { maxN: 7, curriculum: { name: "multi-head", lastN: 5 } },
      "maxN: expected 5, the lastN of the curriculum, or none, got 7",
    ],
    [{ batch: 0 }, "batch: expected an integer of at least 1, got 0"],
    [{ batch: 1e9 }, "batch: expected at most 5000000 with 20 neurons, got 1000000000"],
    [{ neurons: 2e6 }, "neurons: expected at most 10000, got 2000000"],
    [{ maxN: 1 }, 'curriculum "multi-head" is empty'],
    [{ seed: -1 }, "seed: expected an integer from 0 to 2147483647, got -1"],
    [{ seed: 1.5 }, "seed: expected an integer from 0 to 2147483647, got 1.5"],
    [{ optimiser: "Adam" as "adam" }, 'there is no optimiser "Adam"; expected one of: sgd, adam'],
    [{ optimiser: "" as "adam" }, 'there is no optimiser ""; expected one of: sgd, adam'],
    [{ learningRate: -1 }, "learningRate: expected a positive number, got -1"],
    [{ onesProbability: 1.5 }, "onesProbability: expected a probability, 0 … 1, got 1.5"],
    [{ clipNorm: -2 }, "clipNorm: expected a positive number, got -2"],
    [{ clipNorm: Number.NaN }, "clipNorm: expected a positive number, got NaN"],
    [{ clipNorm: 0 }, "clipNorm: expected a positive number, got 0"],
    [{ solvedAbove: 98 }, "solvedAbove: expected a share of right answers, 0 … 1, got 98"],
    [{ solvedAbove: 1 }, "solvedAbove: expected a share below 1, which right answers can be above, got 1"],
    [{ solvedAbove: -1 }, "solvedAbove: expected a share of right answers, 0 … 1, got -1"],
    [{ solvedAbove: Number.NaN }, "solvedAbove: expected a share of right answers, 0 … 1, got NaN"],
    [{ momentum: -1 }, "momentum: expected a number of at least 0 and below 1, got -1"],
    [{ momentum: 1 }, "momentum: expected a number of at least 0 and below 1, got 1"],
    [{ momentum: 0.5, optimiser: "adam" }, "momentum: expected none with optimiser adam, got 0.5"],
    [{ repeats: 10 }, "repeats: expected none for a model in discrete time (leaky-rnn), got 10"],
    [{ model: continuous, repeats: [10, 0] }, "repeats: expected integers of at least 1, got 10, 0"],
    [{ neurons: "64" }, 'neurons: expected a positive integer, got "64"'],
    [{ neurons: "64", model: "lstm" }, 'neurons: expected a positive integer, got "64"'],
    [{ neurons: "64", model: "gru" }, 'neurons: expected a positive integer, got "64"'],
    [{ learningRate: "0.1" }, 'learningRate: expected a positive number, got "0.1"'],
    [{ learningRate: Number.NaN }, "learningRate: expected a positive number, got NaN"],
    [{ onesProbability: "0.5" }, 'onesProbability: expected a probability, 0 … 1, got "0.5"'],
    [{ seed: "1" }, 'seed: expected an integer from 0 to 2147483647, got "1"'],
    [{ epochs: "3" }, 'epochs: expected an integer of at least 1, got "3"'],
    [{ maxN: "5" }, 'maxN: expected an integer of at least 1, got "5"'],
    [{ repeats: "10", model: continuous }, 'repeats: expected integers of at least 1, got "10"'],
    [
      { curriculum: { name: "sliding-window", width: "3", drop: 1 } },
      'curriculum "sliding-window" expects width to be an integer >= 1, got "3"',
    ],
  ])("with %j is refused before anything is trained", (wrong, message) => {
    const request = { ...small, ...wrong } as TrainingRequest; // from a plan, that is, from JSON, it may be anything
    expect(() => trainingConfig(request)).toThrow(message);
  });

  it("can have another momentum, norm of gradients and measure of what is solved, which its variant tells", () => {
    const config = trainingConfig({ ...small, momentum: 0, clipNorm: 1, solvedAbove: 0.9 });
    expect(config).toMatchObject({ optimiser: { momentum: 0 }, schedule: { clipNorm: 1, solvedAbove: 0.9 } });
    expect(variantOf(config)).toMatch(/-clipNorm-1-solvedAbove-0.9-.*momentum-0$/);
  });

  it.each<[string, Partial<Schedule>]>([
    ["clipNorm: expected a positive number, got -2", { clipNorm: -2 }],
    ["solvedAbove: expected a share of right answers, 0 … 1, got 98", { solvedAbove: 98 }],
  ])("is checked also when it has become a config: %s", async (message, wrong) => {
    const config = trainingConfig(small);
    await expect(train({ ...config, schedule: { ...config.schedule, ...wrong } })).rejects.toThrow(message);
  });

  it.each<[string, object]>([
    ['the config has an unknown field "epochs"; in a config it is schedule.maxEpochs', { epochs: 6 }],
    ['the config has an unknown field "seeds"; expected one of: profile, task, curriculum, model,', { seeds: 6 }],
    ['schedule of the config has an unknown field "epochs"; expected one of: batch,', { schedule: { epochs: 6 } }],
    ['optimiser of the config has an unknown field "beta"', { optimiser: { name: "adam", learningRate: 1, beta: 1 } }],
    ["curriculum of the config: expected an object, got undefined", { curriculum: undefined }],
    ["seed: expected an integer from 0 to 2147483647, got -1", { seed: -1 }],
  ])("that became a config has no other fields: %s", async (message, wrong) => {
    await expect(train({ ...trainingConfig(small), ...wrong })).rejects.toThrow(message);
  });

  it("goes on for more epochs of its schedule", async () => {
    const run = await train({ ...small, epochs: 1 });
    const schedule = { ...run.config.schedule, maxEpochs: 2 };
    expect((await train({ ...run.config, schedule }, { from: run.state })).epochs.map(({ epoch }) => epoch)).toEqual([
      2,
    ]);
  });

  it.each(["sgd", "adam"] as const)("goes on by %s from a state as often as one likes", async (optimiser) => {
    const request = { ...small, optimiser };
    const whole = await train({ ...request, epochs: 3 });
    const { state } = await train({ ...request, epochs: 1 });
    for (const _ of [1, 2])
      expect((await train({ ...request, epochs: 3 }, { from: state })).state).toEqual(whole.state);
  });

  it("trains GRU and LSTM as published, by Adam on fair bits", () => {
    for (const model of ["gru", "lstm"]) {
      const config = trainingConfig({ task: "n-parity", curriculum: "single-head", profile: "paper", model });
      expect(config).toMatchObject({
        model: { name: model, neurons: 500 },
        optimiser: { name: "adam", learningRate: 0.001 },
        schedule: { batch: 64, steps: 300, maxEpochs: 100, clipNorm: 2, solvedAbove: 0.98 },
        onesProbability: 0.5,
      });
      expect(variantOf(config)).toBeUndefined();
    }
  });

  it("can have another optimiser and other bits, which its variant tells", () => {
    const config = trainingConfig({ ...small, optimiser: "adam", onesProbability: 0.25 });
    expect(config).toMatchObject({ optimiser: { name: "adam", learningRate: 0.001 }, onesProbability: 0.25 });
    expect(variantOf(config)).toContain("optimiser-adam-rate-0.001-p-0.25");
    const slow = trainingConfig({ ...small, model: "gru", optimiser: "sgd", learningRate: 0.01 });
    expect(slow.optimiser).toEqual({ name: "sgd", learningRate: 0.01, momentum: 0.1 });
  });

  it("in continuous time shows a bit for 10 steps unless told otherwise, which its variant tells", () => {
    const one = trainingConfig({ task: "n-parity", curriculum: "multi-head", model: continuous });
    expect(one.repeats).toEqual([10]);
    expect(variantOf(one)).toBe("leak-outside-time-continuous-repeats-10");
    const four = trainingConfig({ task: "n-parity", curriculum: "multi-head", model: continuous, repeats: [7, 8, 9] });
    expect(variantOf(four)).toBe("leak-outside-time-continuous-repeats-7-8-9");
  });

  it("has profiles that are what the README says", () => {
    expect(profileNamed("quick")).toMatchObject({ neurons: 64, batch: 64, steps: 100, learningRate: 0.1 });
    expect(profileNamed("lab")).toMatchObject({ neurons: 256, batch: 128, steps: 300, learningRate: 0.05 });
  });
});
