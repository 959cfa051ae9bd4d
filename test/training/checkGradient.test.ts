import { describe, expect, it } from "vitest";
import { type Cell, constant, gru, leakyRnn, type Ops, uniform } from "../../lib/index.js";
import { checkGradient } from "../../lib/training/checkGradient.js";
import { elman } from "./elman.js";

describe("checking a gradient", () => {
  it.each([leakyRnn({ neurons: 9 }), gru({ neurons: 6 })])("finds that of a $name right", async (cell) => {
    const rows = await checkGradient(cell);
    const parameters = [...Object.keys(cell.parameters), "readout.weight", "readout.bias"];
    expect(rows.map(({ parameter }) => parameter)).toEqual(parameters);
    const largest = Math.max(...rows.map((row) => row.largest));
    expect(largest).toBeGreaterThan(0.01);
    for (const { parameter, difference } of rows) expect(difference, parameter).toBeLessThan(1e-5 * largest);
  });

  it.each(["max", "min"] as const)("finds that of %s right, also of a parameter that is stretched", async (name) => {
    const cell: Cell = {
      ...elman(5),
      parameters: { ...elman(5).parameters, b: { shape: [5], initialise: uniform(-0.2, 0.2) } },
      step: (ops, { h }, x, { w, u, b }) => ({
        h: ops[name](b, ops.tanh(ops.add(ops.matMul(h, w), ops.matMul(x, u)))),
      }),
    };
    const rows = await checkGradient(cell);
    const largest = Math.max(...rows.map((row) => row.largest));
    for (const { parameter, difference } of rows) expect(difference, parameter).toBeLessThan(1e-5 * largest);
    expect(rows.find(({ parameter }) => parameter === "b")?.largest).toBeGreaterThan(0);
  });

  it("measures differences where the two engines do not run the same formula", async () => {
    let times = 0;
    const cell = {
      ...leakyRnn({ neurons: 4 }),
      hasLeakyNeurons: false,
      parameters: { w: { shape: [1, 4], initialise: uniform(0.5, 1) } },
      states: { h: constant(0) },
      constrain: undefined,
      prepare: <V>(_: unknown, p: Record<string, V>) => ({ ...p }),
      step<V>(ops: Ops<V>, { h }: Record<string, V>, x: V, { w }: Record<string, V>) {
        times++; // the graph engine records it first; TensorFlow.js runs it at every step
        const drive = ops.matMul(x, w);
        return { h: ops.tanh(ops.add(ops.multiply(h, times > 1 ? 0.5 : 0.9), drive)) };
      },
    };
    const [{ parameter, largest, difference }] = await checkGradient(cell);
    expect(parameter).toBe("w");
    expect(difference).toBeGreaterThan(0.05 * largest);
  });
});
