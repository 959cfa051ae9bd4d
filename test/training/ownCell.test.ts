import { describe, expect, it } from "vitest";
import { type Cell, constant, train, uniform } from "../../lib/index.js";

/** What a reader would write in a notebook cell: an Elman network with one shared, trained leak. */
const ownCell: Cell = {
  name: "shared-leak",
  neurons: 40,
  description: { name: "shared-leak", neurons: 40 },
  states: { h: constant(0) },
  readout: "h",
  parameters: {
    w: { shape: [40, 40], initialise: uniform(-0.16, 0.16) },
    u: { shape: [1, 40], initialise: uniform(-1, 1) },
    leak: { shape: [], initialise: constant(0.9) },
  },
  prepare: (_, p) => p,
  step: (ops, { h }, x, { w, u, leak }) => {
    const drive = ops.tanh(ops.add(ops.matMul(h, w), ops.matMul(x, u)));
    return { h: ops.add(ops.multiply(ops.subtract(1, leak), h), ops.multiply(leak, drive)) };
  },
};

describe("a cell of one's own", () => {
  it("is trained by the graph engine like any other", async () => {
    const run = await train({ task: "n-parity", curriculum: "multi-head", maxN: 3, epochs: 30 }, { cell: ownCell });
    expect(run.reason).toBe("curriculum-ended");
    expect(run.solved.map(({ n }) => n)).toEqual([2, 3]);
    expect(run.state.parameters.leak.data[0]).not.toBeCloseTo(0.9, 3); // its leak was trained
    expect(run.config.model).toEqual({ name: "shared-leak", neurons: 40 });
  });
});
