import { afterAll, describe, expect, it } from "vitest";
import { type StateChunk, simulate } from "../../lib/dynamics/simulate.js";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { initialParameters } from "../../lib/training/parameters.js";

const cell = leakyRnn({ neurons: 7 });
const engine = new GraphEngine(cell);
const parameters = initialParameters(cell, 1, 1);
const network = { cell, engine, parameters };
afterAll(() => engine.dispose());

/** All states, [steps, trials, n], in float64 by the equation itself. */
function byEquation(bits: number[][], h0: number[]): number[] {
  const value = (name: string) => Array.from(parameters[name].data);
  const [tau, w, b, u, c] = ["tau", "recurrent.weight", "recurrent.bias", "input.weight", "input.bias"].map(value);
  let h = h0;
  const all: number[] = [];
  for (const [x] of bits) {
    h = h.map((own, i) => {
      const input = h.reduce((sum, other, j) => sum + w[i * 7 + j] * other, b[i] + u[i] * x + c[i]);
      const a = (1 - 1 / tau[i]) * own + input / tau[i];
      return a > 0 ? a : 0.01 * a;
    });
    all.push(...h);
  }
  return all;
}

async function record(options: Parameters<typeof simulate>[1]): Promise<{ chunks: StateChunk[]; all: number[] }> {
  const chunks: StateChunk[] = [];
  await simulate(network, options, (chunk) => void chunks.push(chunk));
  return { chunks, all: chunks.flatMap(({ states }) => Array.from(states)) };
}

describe("simulate", () => {
  it("follows the network's equation step by step", async () => {
    const { chunks, all } = await record({ steps: 50, trials: 1, burnIn: 20 });
    const bits = Array.from(chunks[0].bits.subarray(1), (bit) => [bit]);
    const expected = byEquation(bits, all.slice(0, 7));
    expect(expected.length).toBe(49 * 7);
    expected.forEach((value, i) => {
      expect(all[7 + i]).toBeCloseTo(value, 5);
    });
  });

  it("gives the same states whatever the size of the pieces", async () => {
    const whole = await record({ steps: 100, trials: 3, burnIn: 10 });
    const pieces = await record({ steps: 100, trials: 3, burnIn: 10, chunkMegabytes: 0.0007 });
    expect(whole.chunks.length).toBe(1);
    expect(pieces.chunks.map((chunk) => chunk.from)).toEqual([0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96]);
    expect(pieces.all).toEqual(whole.all);
  });

  it("drives every trial with ones of its own probability, or of the given one", async () => {
    const ones = async (onesProbability: "random" | number) => {
      const { chunks } = await record({ steps: 4000, trials: 6, onesProbability });
      return [0, 1, 2, 3, 4, 5].map((trial) => {
        const { bits } = chunks[0];
        return bits.reduce((sum, bit, i) => (i % 6 === trial ? sum + bit : sum), 0) / 4000;
      });
    };
    for (const share of await ones(0.5)) expect(share).toBeCloseTo(0.5, 1);
    const random = await ones("random");
    expect(Math.max(...random) - Math.min(...random)).toBeGreaterThan(0.2);
  });

  it("names the number of steps or trials that it cannot use", async () => {
    await expect(record({ steps: 0 })).rejects.toThrow("steps: expected an integer of at least 1, got 0");
    await expect(record({ steps: 5, trials: 1.5 })).rejects.toThrow(
      "trials: expected an integer of at least 1, got 1.5",
    );
  });
});
