import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GraphEngine } from "../../lib/engine/graphEngine.js";
import { TfjsEngine } from "../../lib/engine/tfjsEngine.js";
import type { Cell } from "../../lib/models/cell.js";
import { gru } from "../../lib/models/gru.js";
import { initialStates } from "../../lib/models/initialStates.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { lstm } from "../../lib/models/lstm.js";
import { RandomStream } from "../../lib/random/stream.js";
import { nParity } from "../../lib/tasks/nParity.js";
import { drawSequences } from "../../lib/tasks/sequences.js";
import { initialParameters } from "../../lib/training/parameters.js";

const steps = 12;
const batch = 3;
const neurons = 5;

function setting(cell: Cell) {
  const parameters = initialParameters(cell, 1, 2);
  cell.constrain?.(parameters);
  const stream = RandomStream.named(1, "observed");
  const { bits } = drawSequences(nParity, stream, steps, batch, 0.5);
  return { parameters, input: { bits, steps, batch, initial: initialStates(cell, stream, batch) } };
}

describe.each([
  { cell: lstm({ neurons }), observed: ["h", "c", "forgetGate"] },
  { cell: gru({ neurons }), observed: ["h", "updateGate"] },
  { cell: leakyRnn({ neurons }), observed: ["h"] },
])("what is observed of $cell.name", ({ cell, observed }) => {
  const graph = new GraphEngine(cell);
  let tfjs: TfjsEngine;
  const { parameters, input } = setting(cell);
  beforeAll(async () => {
    tfjs = await TfjsEngine.create(cell, { backend: "wasm" });
  });
  afterAll(async () => {
    await graph.dispose();
    await tfjs.dispose();
  });

  it.each(observed)("is the same on both engines: %s", async (name) => {
    const ours = await graph.states(parameters, input, name);
    const reference = await tfjs.states(parameters, input, name);
    expect(ours.states.length).toBe(steps * batch * neurons);
    ours.states.forEach((value, i) => {
      expect(value).toBeCloseTo(reference.states[i], 5);
    });
    expect(Object.keys(reference.last)).toEqual(Object.keys(cell.states));
    expect(Object.keys(ours.last)).toEqual(Object.keys(cell.states));
  });

  it("is the state that heads read where nothing is said", async () => {
    for (const engine of [graph, tfjs]) {
      const { states } = await engine.states(parameters, input);
      expect(states).toEqual((await engine.states(parameters, input, cell.readout)).states);
    }
  });

  it.each(Object.keys(cell.states))("of the last step is the last state: %s", async (name) => {
    const { states, last } = await graph.states(parameters, input, name);
    expect(states.subarray(-batch * neurons)).toEqual(last[name].data);
  });

  it("has a name, and another one is refused", async () => {
    const expected = `observed: expected one of ${observed.join(", ")} (model ${cell.name}), got "g"`;
    for (const engine of [graph, tfjs]) await expect(engine.states(parameters, input, "g")).rejects.toThrow(expected);
  });
});

/** A gate of one sequence in one step, [n], in float64 by the equation itself. */
function gateOf(parameters: ReturnType<typeof setting>["parameters"], part: number, h: ArrayLike<number>, bit: number) {
  const [w, b, u, c] = ["recurrent.weight", "recurrent.bias", "input.weight", "input.bias"].map(
    (name) => parameters[name].data,
  );
  return Array.from({ length: neurons }, (_, unit) => {
    const row = part * neurons + unit;
    let drive = b[row] + c[row] + u[row] * (2 * bit - 1);
    for (let j = 0; j < neurons; j++) drive += w[row * neurons + j] * h[j];
    return 1 / (1 + Math.exp(-drive));
  });
}

describe("a gate that is observed", () => {
  it.each([
    { cell: lstm({ neurons }), gate: "forgetGate", part: 1 },
    { cell: gru({ neurons }), gate: "updateGate", part: 1 },
  ])("is that of the equation, from the state before the step and the step's input: $gate", async (given) => {
    const { cell, gate, part } = given;
    const engine = new GraphEngine(cell);
    const { parameters, input } = setting(cell);
    const { states: h } = await engine.states(parameters, input, "h");
    const { states: gates } = await engine.states(parameters, input, gate);
    await engine.dispose();
    for (let t = 1; t < steps; t++) {
      for (let b = 0; b < batch; b++) {
        const before = ((t - 1) * batch + b) * neurons;
        const expected = gateOf(parameters, part, h.subarray(before, before + neurons), input.bits[t * batch + b]);
        expected.forEach((value, unit) => {
          expect(gates[(t * batch + b) * neurons + unit]).toBeCloseTo(value, 5);
        });
      }
    }
  });

  it("keeps as much of the memory as the cell says: c_t − forgetGate ⊙ c_{t−1} is bounded by 1, at any c", async () => {
    const cell = lstm({ neurons });
    const engine = new GraphEngine(cell);
    const { parameters, input } = setting(cell);
    const c0 = new Float32Array(batch * neurons).map((_, i) => 1000 * (i + 1));
    const from = { ...input, initial: { ...input.initial, c: { data: c0, shape: [batch, neurons] } } };
    const { state = "", gate } = cell.gatedMemory ?? {};
    const { states: c } = await engine.states(parameters, from, state);
    const { states: gates } = await engine.states(parameters, from, gate);
    await engine.dispose();
    c0.forEach((before, i) => {
      expect(Math.abs(c[i] - gates[i] * before)).toBeLessThan(1.01); // 10⁴ has roundings of 10⁻³
    });
  });
});
