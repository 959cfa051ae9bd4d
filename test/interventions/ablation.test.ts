import { afterAll, describe, expect, it } from "vitest";
import { accuracyOf } from "../../lib/dynamics/accuracyInTime.js";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import { ablateNeurons, ablateNeuronsAsPublished, withoutNeurons } from "../../lib/interventions/ablateNeurons.js";
import { ablation } from "../../lib/interventions/ablation.js";
import { neuronGroups } from "../../lib/interventions/neuronGroups.js";
import { relativeAccuracy } from "../../lib/interventions/relativeAccuracy.js";
import { gru } from "../../lib/models/gru.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { RandomStream } from "../../lib/random/stream.js";
import { nParity } from "../../lib/tasks/nParity.js";
import { initialParameters } from "../../lib/training/parameters.js";
import { shiftRegister } from "../dynamics/shiftRegister.js";
import { recorded } from "../progress/recorded.js";

const delays = 5;
const register = shiftRegister(delays);
afterAll(() => register.engine.dispose());

/** Accuracy of every head of the shift register without a neuron. */
async function withoutOne(neuron: number): Promise<number[]> {
  const accuracies: number[] = [];
  for (const [head, n] of register.ns.entries()) {
    const [{ mean }] = await ablateNeurons(register, { head, n }, [[neuron]], { steps: 4000 });
    accuracies.push(mean);
  }
  return accuracies;
}

describe("ablation of a shift register", () => {
  it("of the cell that sees two ones at one delay breaks exactly that delay, down to 3/4", async () => {
    const accuracies = await withoutOne(register.bothOnes(3));
    accuracies.forEach((accuracy, head) => {
      if (head === 2) expect(Math.abs(accuracy - 0.75)).toBeLessThan(0.01);
      else expect(accuracy).toBe(1);
    });
  });

  it("of a cell of the line breaks the delays that pass it, down to chance, and no shorter one", async () => {
    const accuracies = await withoutOne(2); // holds the bit of two steps ago
    expect(accuracies.slice(0, 2)).toEqual([1, 1]);
    for (const accuracy of accuracies.slice(2)) expect(Math.abs(accuracy - 0.5)).toBeLessThan(0.01);
  });

  it("tells how many networks are through, also of those of one batch", async () => {
    for (const [ablate, throughs] of [
      [ablateNeurons, [2, 3]],
      [ablateNeuronsAsPublished, [1, 2, 3]],
    ] as const) {
      const { progress, started, told, finished } = recorded();
      const options = { steps: 200, trials: 1, atATime: 2, progress };
      await ablate(register, { head: 0, n: 1 }, [[], [0], [1]], options);
      expect(started).toEqual([["ablation", 3]]);
      expect(told).toEqual(throughs);
      expect(finished).toEqual(["tested 3 networks without some neurons"]);
    }
    const { progress, told } = recorded();
    await ablateNeurons(register, { head: 0, n: 1 }, [[], [0]], { steps: 300_000, trials: 1, progress });
    expect(told.length).toBeGreaterThan(1);
    expect(told[0]).toBeLessThan(2);
    expect(told.at(-1)).toBe(2);
  });

  it("of the last cell of the line breaks exactly the longest delay", async () => {
    const accuracies = await withoutOne(delays - 1);
    expect(accuracies.slice(0, -1)).toEqual([1, 1, 1, 1]);
    expect(Math.abs(accuracies[delays - 1] - 0.5)).toBeLessThan(0.01);
  });
});

describe("ablation of any network", () => {
  const models = {
    "leak inside": leakyRnn({ neurons: 30 }),
    "leak outside": leakyRnn({ neurons: 30, leak: "outside" }),
    gru: gru({ neurons: 30 }),
  };
  const options = { steps: 300, trials: 4 };
  const question = { head: 1, n: 3 };
  const networkOf = (cell: (typeof models)[keyof typeof models]) => {
    const parameters = initialParameters(cell, 2, 3);
    cell.constrain?.(parameters);
    return { cell, parameters, task: nParity };
  };

  it("of nobody changes nothing", async () => {
    for (const cell of Object.values(models)) {
      const network = networkOf(cell);
      const engine = new GraphEngine(cell);
      const [whole] = await accuracyOf({ ...network, engine }, [question], options);
      await engine.dispose();
      const [ablated] = await ablateNeurons(network, question, [[]], options);
      expect(ablated).toEqual({ mean: whole.mean, std: whole.std });
    }
  });

  it("is the same as setting its row, column, input weight and readout columns to 0", async () => {
    for (const cell of [models["leak inside"], models["leak outside"]]) {
      const network = networkOf(cell);
      const engine = new GraphEngine(cell);
      for (const neurons of [[4], [0, 17, 29]]) {
        const parameters = withoutNeurons(network.parameters, neurons, cell.neurons, [0, 1]);
        const [{ mean, std }] = await accuracyOf({ ...network, engine, parameters }, [question], options);
        expect(await ablateNeurons(network, question, [neurons], options)).toEqual([{ mean, std }]);
      }
      await engine.dispose();
    }
  });

  it("does not depend on which variants run as one batch", async () => {
    for (const cell of Object.values(models)) {
      const network = networkOf(cell);
      const variants = [[], [1], [2], [3], [1, 2, 3]];
      const together = await ablateNeurons(network, question, variants, options);
      expect(await ablateNeurons(network, question, variants, { ...options, atATime: 2 })).toEqual(together);
      expect(await ablateNeurons(network, question, [[3]], options)).toEqual([together[3]]);
    }
  });

  it("is refused for batches of no network, which would never end", async () => {
    const network = networkOf(Object.values(models)[0]);
    await expect(ablateNeurons(network, question, [[1]], { ...options, atATime: 0 })).rejects.toThrow(
      "atATime: expected an integer of at least 1, got 0",
    );
  });

  it("as published agrees on head 0, and lets other heads read the ablated neuron", async () => {
    const network = networkOf(models["leak inside"]);
    const { parameters } = network;
    const variants = [[4], [9]];
    const ofHead = (head: number) => ({ head, n: 3 });
    expect(await ablateNeuronsAsPublished(network, ofHead(0), variants, options)).toEqual(
      await ablateNeurons(network, ofHead(0), variants, options),
    );
    // Head 1 reads neuron 4 so strongly that its constant activity decides every answer.
    parameters["readout.weight"].data[2 * 30 + 4] = -1e3;
    parameters["readout.weight"].data[3 * 30 + 4] = 1e3;
    const [published] = await ablateNeuronsAsPublished(network, ofHead(1), [[4]], options);
    const [right] = await ablateNeurons(network, ofHead(1), [[4]], options);
    expect(published).not.toEqual(right);
  });

  it("on paper changes no network of another size, and no neuron or head that does not exist", () => {
    const parameters = initialParameters(leakyRnn({ neurons: 16 }), 2, 1);
    for (const [neurons, n, heads, message] of [
      [[20], 16, [0], "neurons: expected indices of neurons, 0 … 15, got 20"],
      [[-1], 16, [0], "neurons: expected indices of neurons, 0 … 15, got -1"],
      [[0], 12, [0], "recurrent.weight: expected [12, 12] of 12 neurons, got [16, 16]"],
      [[0], 16, [2], "expected heads 0 … 1, got 2"],
    ] as const) {
      expect(() => withoutNeurons(parameters, neurons, n, heads)).toThrow(new RangeError(message));
    }
  });

  it("names a neuron that does not exist", async () => {
    await expect(ablateNeurons(networkOf(models.gru), question, [[30]])).rejects.toThrow(
      "variants: expected indices of neurons, 0 … 29, got 30",
    );
  });
});

describe("ablation by timescale", () => {
  it("takes the neurons with the smallest, the largest and random other tau", () => {
    const taus = [5, 1, 3, 2, 9, 8, 4, 7, 6];
    const { short, long, random } = neuronGroups(taus, 2, RandomStream.named(1, "test"));
    expect(short.map((neuron) => taus[neuron])).toEqual([1, 2]);
    expect(long.map((neuron) => taus[neuron])).toEqual([9, 8]);
    expect(random.length).toBe(2);
    expect(new Set([...short, ...long, ...random]).size).toBe(6);
    expect(() => neuronGroups(taus, 4, RandomStream.named(1, "test"))).toThrow("an integer from 1 to 3, got 4");
    expect(() => neuronGroups([2, 2, 2], 1, RandomStream.named(1, "test"))).toThrow(
      "taus: expected some smaller and some larger, got 2 of all 3 neurons",
    );
  });

  it("gives each neuron's accuracy by itself and relative to the whole network's, the same for the same seed", async () => {
    const cell = leakyRnn({ neurons: 30 });
    const network = { cell, parameters: initialParameters(cell, 1, 3), task: nParity };
    const protocol = { count: 3, steps: 100, trials: 2, seed: 4 };
    const { baseline, rows } = await ablation(network, { head: 0, n: 2 }, protocol);
    expect(rows.map(({ group }) => group)).toEqual(
      ["short", "long", "random"].flatMap((group) => [group, group, group]),
    );
    for (const { accuracy, relativeAccuracy: relative } of rows) {
      expect(relative).toBe(relativeAccuracy(accuracy, baseline));
    }
    expect(await ablation(network, { head: 0, n: 2 }, protocol)).toEqual({ baseline, rows });
  });

  it("sets the column of the head that answers to 0, and that of head 0 only if asked to do as published", async () => {
    const cell = leakyRnn({ neurons: 12 });
    const network = { cell, parameters: initialParameters(cell, 2, 3), task: nParity };
    cell.constrain?.(network.parameters);
    const { data } = network.parameters["readout.weight"];
    for (let i = 24; i < 48; i++) data[i] *= 30; // what head 1 reads of the ablated neuron decides
    const question = { head: 1, n: 3 };
    const options = { steps: 300, trials: 2, seed: 4 };
    const protocol = { count: 4, ...options };
    const right = await ablation(network, question, protocol);
    const published = await ablation(network, question, { ...protocol, asPublished: true });
    const variants = [[], ...right.rows.map(({ neuron }) => [neuron])];
    expect(variants).toHaveLength(1 + 3 * 4);
    const accuracies = ({ baseline, rows }: typeof right) => [baseline, ...rows.map(({ accuracy }) => accuracy)];
    const means = (results: readonly { mean: number }[]) => results.map(({ mean }) => mean);
    expect(accuracies(right)).toEqual(means(await ablateNeurons(network, question, variants, options)));
    expect(accuracies(published)).toEqual(means(await ablateNeuronsAsPublished(network, question, variants, options)));
    expect(accuracies(published)).not.toEqual(accuracies(right));
  });

  it("stops when the person who watches interrupts it", async () => {
    const cell = leakyRnn({ neurons: 30 });
    const network = { cell, parameters: initialParameters(cell, 1, 3), task: nParity };
    const stop = new AbortController();
    const progress = {
      start() {},
      finish() {},
      update: () => stop.abort(new Error("interrupted")),
      signal: stop.signal,
    };
    const options = { count: 10, steps: 50, trials: 2, progress };
    await expect(ablation(network, { head: 0, n: 2 }, options)).rejects.toThrow("interrupted");
  });

  it("has no relative accuracy where there was none above chance", () => {
    expect(relativeAccuracy(0.75, 1)).toBe(0.5);
    expect(relativeAccuracy(0.4, 0.5)).toBeNull();
  });
});
