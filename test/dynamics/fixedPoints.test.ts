import { describe, expect, it } from "vitest";
import {
  fixedPoints,
  GraphEngine,
  leakyMap,
  leakyRnn,
  orbitStability,
  periodicOrbits,
  RandomStream,
  type StateMap,
  spectrum,
  type Tensors,
  tensor,
} from "../../lib/index.js";
import type { LeakyRnnOptions } from "../../lib/models/leakyRnn.js";
import { initialParameters } from "../../lib/training/parameters.js";
import { shiftRegister } from "./shiftRegister.js";

/** A network of one neuron that drives itself is none of ours, so maps of one number are written down here. */
function mapOf(step: (h: number) => number, slope: (h: number) => number): StateMap {
  return {
    neurons: 1,
    step: ([h]) => Float64Array.of(step(h)),
    jacobian: ([h]) => Float64Array.of(slope(h)),
  };
}

/** A network with its first random values; τ between 1 and 4 where each neuron has its own. */
function randomNetwork(options: LeakyRnnOptions, seed = 1) {
  const cell = leakyRnn(options);
  const stream = RandomStream.named(seed, "test");
  const parameters = initialParameters(cell, 1, seed);
  cell.constrain?.(parameters);
  const { tau } = parameters;
  if (tau.shape.length === 1) for (let i = 0; i < tau.data.length; i++) tau.data[i] = 1 + 3 * stream.uniform();
  return { cell, parameters };
}

/** h ← A h + b where the rectifier passes everything: leak inside, τ = 1, states above zero. */
function linearNetwork(weight: readonly number[], bias: readonly number[]) {
  const n = bias.length;
  const parameters: Tensors = {
    "input.weight": tensor(new Float32Array(n).fill(0.5), [n]),
    "input.bias": tensor(new Float32Array(n), [n]),
    "recurrent.weight": tensor(Float32Array.from(weight), [n, n]),
    "recurrent.bias": tensor(Float32Array.from(bias), [n]),
    tau: tensor(Float32Array.of(1), []),
  };
  return { cell: leakyRnn({ neurons: n, tau: 1 }), parameters };
}

const models: LeakyRnnOptions[] = (["inside", "outside"] as const).flatMap((leak) =>
  (["leaky-relu", "relu", "tanh", "sigmoid"] as const).map((activation) => ({ neurons: 7, leak, activation })),
);
const kinds: LeakyRnnOptions[] = [
  ...models,
  ...[3, "shared" as const, "random" as const].map((tau) => ({ neurons: 7, tau })),
];

describe("the map of a leaky network under constant input", () => {
  it.each(kinds)("is what the engine computes: %o", async (options) => {
    const network = randomNetwork(options);
    const engine = new GraphEngine(network.cell);
    const stream = RandomStream.named(2, "states");
    const h = Float32Array.from({ length: 7 }, () => 2 * stream.uniform() - 1);
    for (const input of [0, 1]) {
      const { last } = await engine.states(network.parameters, {
        ...{ bits: Float32Array.of(input), steps: 1, batch: 1, initial: { h: tensor(h, [1, 7]) } },
      });
      const ours = leakyMap(network, input).step(Float64Array.from(h));
      ours.forEach((value, i) => {
        expect(value).toBeCloseTo(last.h.data[i], 5);
      });
    }
    await engine.dispose();
  });

  it.each(kinds)("has the Jacobian that finite differences give: %o", (options) => {
    const map = leakyMap(randomNetwork(options), 1);
    const stream = RandomStream.named(3, "states");
    const h = Float64Array.from({ length: 7 }, () => 2 * stream.uniform() - 1);
    const jacobian = map.jacobian(h);
    const small = 1e-6;
    for (let sender = 0; sender < 7; sender++) {
      const moved = (by: number) => map.step(h.map((value, i) => (i === sender ? value + by : value)));
      const [up, down] = [moved(small), moved(-small)];
      for (let receiver = 0; receiver < 7; receiver++) {
        const slope = (up[receiver] - down[receiver]) / (2 * small);
        expect(jacobian[receiver * 7 + sender]).toBeCloseTo(slope, 7);
      }
    }
  });

  it("is refused for other models", () => {
    const cell = leakyRnn({ neurons: 3, leak: "outside", time: "continuous" });
    const parameters = initialParameters(cell, 1, 1);
    expect(() => leakyMap({ cell, parameters }, 0)).toThrow(/expected a leaky-rnn in discrete time, got .*continuous/);
  });
});

describe("fixed points", () => {
  it("of a linear network are (I − W)⁻¹ b, with the eigenvalues of W", async () => {
    // W has the eigenvalues ±0.4; h = (1 + 0.8 · 2.0588 …, …) solves h = W h + b.
    const network = linearNetwork([0, 0.8, 0.2, 0], [1, 1]);
    const map = leakyMap(network, 0);
    const [orbit, ...others] = await periodicOrbits(map, [Float64Array.of(5, 1), Float64Array.of(0.1, 0.2)]);
    expect(others).toEqual([]);
    expect(orbit.states[0][0]).toBeCloseTo(1.8 / 0.84, 6); // determinant 1 − 0.16
    expect(orbit.states[0][1]).toBeCloseTo(1.2 / 0.84, 6);
    const { eigenvalues, radius, isStable, timescale } = orbitStability(map, orbit);
    expect([...eigenvalues.real].sort((a, b) => a - b).map((value) => value.toFixed(6))).toEqual([
      "-0.400000",
      "0.400000",
    ]);
    expect(radius).toBeCloseTo(0.4, 6);
    expect(isStable).toBe(true);
    expect(timescale).toBeCloseTo(-1 / Math.log(0.4), 5);
    // With ones, the input's weight of one half comes to the bias.
    const [withOnes] = await periodicOrbits(leakyMap(network, 1), [Float64Array.of(1, 1)]);
    expect(withOnes.states[0][0]).toBeCloseTo((1.5 * 1.8) / 0.84, 6);
  });

  it("of a leaky neuron alone are its drive, left by 1 − 1/τ", async () => {
    const cell = leakyRnn({ neurons: 1, leak: "outside", activation: "tanh", tau: 4 });
    const one = (value: number, shape: number[] = [1]) => tensor(Float32Array.of(value), shape);
    const parameters: Tensors = {
      ...{ "input.weight": one(0.5), "input.bias": one(0.25), "recurrent.bias": one(0) },
      ...{ "recurrent.weight": one(0, [1, 1]), tau: one(4, []) },
    };
    const map = leakyMap({ cell, parameters }, 1);
    const [orbit] = await periodicOrbits(map, [Float64Array.of(-3)]);
    expect(orbit.states[0][0]).toBeCloseTo(Math.tanh(0.75), 9); // h = h (1 − 1/τ) + φ(…)/τ
    expect(orbitStability(map, orbit).radius).toBeCloseTo(0.75, 12);
    expect(orbitStability(map, orbit).timescale).toBeCloseTo(-1 / Math.log(0.75), 9);
  });

  it("of h ← 3 tanh(h) − 0.5 h, by hand: 0, which repels, and two others that attract", async () => {
    const slope = (h: number) => 3 / Math.cosh(h) ** 2 - 0.5;
    const map = mapOf((h) => 3 * Math.tanh(h) - 0.5 * h, slope);
    const found = await periodicOrbits(
      map,
      [-3, -0.1, 0.05, 2, 5].map((h) => Float64Array.of(h)),
    );
    const at = found.map(({ states }) => states[0][0]).sort((a, b) => a - b);
    expect(at.length).toBe(3);
    expect(at[1]).toBeCloseTo(0, 9);
    expect(2 * Math.tanh(at[2])).toBeCloseTo(at[2], 8); // 3 tanh(h) = 1.5 h
    expect(at[0]).toBeCloseTo(-at[2], 8);
    for (const orbit of found) {
      const { radius, isStable, timescale } = orbitStability(map, orbit);
      expect(radius).toBeCloseTo(Math.abs(slope(orbit.states[0][0])), 8);
      expect(isStable).toBe(Math.abs(orbit.states[0][0]) > 1);
      if (!isStable) expect(timescale).toBe(null);
    }
  });

  it("that are not there are not found", async () => {
    expect(
      await periodicOrbits(
        mapOf(
          (h) => h + 1,
          () => 1,
        ),
        [Float64Array.of(0)],
      ),
    ).toEqual([]); // prettier-ignore
    expect(
      await periodicOrbits(
        mapOf((h) => Math.exp(h), Math.exp),
        [Float64Array.of(0.3)],
      ),
    ).toEqual([]); // prettier-ignore
  });

  it("are searched from states of the map's size only", async () => {
    const map = mapOf(
      (h) => h / 2,
      () => 0.5,
    ); // prettier-ignore
    await expect(periodicOrbits(map, [new Float64Array(2)])).rejects.toThrow(
      "starts[0]: expected a state [1], got [2]",
    );
  });

  it.each([
    [{ iterations: 0 }, "iterations: expected an integer of at least 1, got 0"],
    [{ tolerance: Number.NaN }, "tolerance: expected a number above 0, got NaN"],
    [JSON.parse('{ "period": 3 }'), "period: expected 1 or 2, got 3"],
  ])("is not looked for with %j", async (search, message) => {
    const map = mapOf(
      (h) => h / 2,
      () => 0.5,
    );
    await expect(periodicOrbits(map, [Float64Array.of(1)], search)).rejects.toThrow(new RangeError(message));
  });
});

describe("2-cycles", () => {
  it("of the logistic map at 3.2 are those of the closed form, and the fixed points are not among them", async () => {
    const r = 3.2;
    const map = mapOf(
      (h) => r * h * (1 - h),
      (h) => r * (1 - 2 * h),
    ); // prettier-ignore
    const starts = [0.2, 0.45, 0.55, 0.68, 0.8, 0.95].map((h) => Float64Array.of(h));
    const [orbit, ...others] = await periodicOrbits(map, starts, { period: 2 });
    expect(others).toEqual([]);
    const root = Math.sqrt((r - 3) * (r + 1));
    const expected = [(r + 1 - root) / (2 * r), (r + 1 + root) / (2 * r)];
    const states = orbit.states.map(([h]) => h).sort((a, b) => a - b);
    states.forEach((h, i) => {
      expect(h).toBeCloseTo(expected[i], 8);
    });
    const { eigenvalues, radius, timescale } = orbitStability(map, orbit);
    const multiplier = 4 + 2 * r - r * r; // of both steps
    expect(eigenvalues.real[0]).toBeCloseTo(multiplier, 7);
    expect(radius).toBeCloseTo(Math.sqrt(multiplier), 7);
    expect(timescale).toBeCloseTo(-2 / Math.log(multiplier), 6);
  });

  it("of two neurons that take turns inhibiting each other are found in a network", async () => {
    // h₁ ← φ(1 − 3 h₂), h₂ ← φ(1 − 3 h₁), with the leaky rectifier's slope of 0.01 below zero.
    const network = linearNetwork([0, -3, -3, 0], [1, 1]);
    const map = leakyMap(network, 0);
    const [cycle, ...others] = await periodicOrbits(map, [Float64Array.of(0.9, 0.9)], { period: 2 });
    expect(others).toEqual([]);
    const high = 0.97 / 0.91; // high = 1 − 3 low, low = 0.01 (1 − 3 high)
    const [a, b] = cycle.states.map(([h]) => h).sort((x, y) => x - y);
    expect(a).toBeCloseTo(0.01 * (1 - 3 * high), 6);
    expect(b).toBeCloseTo(high, 6);
    const { eigenvalues, isStable } = orbitStability(map, cycle);
    expect(eigenvalues.radius).toBeCloseTo(0.09, 6); // (−3)² · 1 · 0.01
    expect(isStable).toBe(true);
  });
});

describe("dynamics of a network under constant input", () => {
  it("of a shift register: one fixed point, reached from everywhere, with no eigenvalue but 0", async () => {
    const { cell, parameters, engine } = shiftRegister(5);
    await engine.dispose();
    for (const input of [0, 1] as const) {
      const { orbits, endsElsewhere } = await fixedPoints({ cell, parameters }, { input });
      expect(orbits.length).toBe(1);
      const [{ states, period, endShare, radius, timescale, isStable }] = orbits;
      expect({ period, endShare, isStable }).toEqual({ period: 1, endShare: 1, isStable: true });
      expect([...states[0].subarray(0, 5)]).toEqual(new Array(5).fill(input)); // the delay line holds the bit
      expect(radius).toBeLessThan(0.01); // all is forgotten after 6 steps: the 6th root of a rounding error of 1e-16
      expect(timescale).toBeLessThan(0.25);
      expect(endsElsewhere).toBe(0);
    }
  });

  it("of two neurons that inhibit each other: fixed points that attract, and one between them that repels", async () => {
    const network = linearNetwork([0, -3, -3, 0], [1, 1]);
    const { orbits, endsElsewhere } = await fixedPoints(network, { input: 1, starts: 16, newtonStarts: [16, 16] });
    const repelling = orbits.filter(({ period, isStable }) => period === 1 && !isStable);
    expect(repelling.length).toBe(1);
    expect(repelling[0].states[0][0]).toBeCloseTo(1.5 / 4, 6); // h = 1.5 − 3 h
    expect(repelling[0].radius).toBeCloseTo(3, 6);
    expect(repelling[0].endShare).toBe(0);
    const ends = orbits.reduce((sum, { endShare }) => sum + endShare, 0);
    expect(ends + endsElsewhere).toBeCloseTo(1, 12);
    expect(orbits[0].isStable).toBe(true);
  });

  it("tells how many starts end in none of them", async () => {
    // A rotation by 90 degrees around (1, 1): every state returns after four steps, and no sooner.
    const network = linearNetwork([0, -1, 1, 0], [2, 0]);
    const { orbits, endsElsewhere } = await fixedPoints(network, { input: 0, settling: 50 });
    expect(endsElsewhere).toBe(1);
    expect(orbits[0].states[0][0]).toBeCloseTo(1, 6);
    expect(spectrum(leakyMap(network, 0).jacobian(orbits[0].states[0]), 2).radius).toBeCloseTo(1, 12);
  });

  it("takes no way to infinity for an orbit", async () => {
    const network = linearNetwork([0, 1.2, 1.2, 0], [1, 1]);
    const { orbits, endsElsewhere } = await fixedPoints(network, { input: 1, settling: 5000 });
    expect(endsElsewhere).toBe(1);
    for (const { states, residual } of orbits) {
      expect([...states.flatMap((state) => [...state]), residual].every(Number.isFinite)).toBe(true);
    }
  });

  it("takes no more starts by itself than there are, and no number that cannot be", async () => {
    const network = linearNetwork([0, 0, 0, 0], [1, 1]);
    expect((await fixedPoints(network, { input: 0, starts: 3 })).orbits.length).toBe(1);
    await expect(fixedPoints(network, { input: 0, settling: -5 })).rejects.toThrow(
      new RangeError("settling: expected an integer of at least 1, got -5"),
    );
  });

  it("counts no start as ending in an orbit that repels, however near it stays", async () => {
    // h₁ ← φ(−1.05 h₂ + 0.0082), h₂ ← φ(h₁): both are 0.004 at the fixed point, which repels by |λ| = √1.05; the rectifier
    // keeps all states within 0.0083, and so nearer than a hundredth.
    const network = linearNetwork([0, -1.05, 1, 0], [0.0082, 0]);
    network.parameters["input.weight"].data.fill(0);
    const { orbits, endsElsewhere } = await fixedPoints(network, { input: 0, settling: 400 });
    const repelling = orbits.find(({ period }) => period === 1);
    expect([...(repelling?.states[0] ?? [])]).toEqual([expect.closeTo(0.004, 8), expect.closeTo(0.004, 8)]);
    expect(repelling?.radius).toBeCloseTo(Math.sqrt(1.05), 6);
    expect(repelling).toMatchObject({ isStable: false, endShare: 0 });
    expect(endsElsewhere).toBe(1);
  });

  it("counts a start at the nearest of the orbits that are within a hundredth of its end", async () => {
    // Two neurons that inhibit each other, and a third, whose large state makes all their orbits near, relative to it.
    const shares = async (third: number) => {
      const { parameters } = linearNetwork([0, -3, 0, -3, 0, 0, 0, 0, 0], [1, 1, third]);
      parameters.tau.data[0] = 3; // with 1 both would be on and off together, for ever
      const { orbits } = await fixedPoints({ cell: leakyRnn({ neurons: 3, tau: 3 }), parameters }, { input: 1 });
      return orbits.map(({ states, endShare }) => ({ state: states[0][0].toFixed(3), endShare }));
    };
    const apart = await shares(0);
    expect(apart.filter(({ endShare }) => endShare > 0).length).toBeGreaterThan(1);
    expect(await shares(1000)).toEqual(apart);
  });

  it("starts from states that a network visits only after many random bits", async () => {
    // Two neurons that keep each other on, h ← tanh(3 h′ − 1 + 4 x): off without a one, and on for ever after it.
    const cell = leakyRnn({ neurons: 2, activation: "tanh", tau: 1 });
    const { parameters } = linearNetwork([0, 3, 3, 0], [-1, -1]);
    parameters["input.weight"].data.fill(4);
    const { orbits } = await fixedPoints({ cell, parameters }, { input: 0 });
    const [chief] = orbits;
    expect(chief).toMatchObject({ period: 1, isStable: true });
    expect(chief.endShare).toBeGreaterThan(0.9); // of 16 random p one may be so small that there is no one
    const [on] = chief.states[0];
    expect(on).toBeGreaterThan(0.9);
    expect(on).toBeCloseTo(Math.tanh(3 * on - 1), 9);
  });

  it("needs as many starts as Newton's method shall have", async () => {
    const network = linearNetwork([0, 0, 0, 0], [1, 1]);
    await expect(fixedPoints(network, { input: 0, starts: 3, newtonStarts: [8, 4] })).rejects.toThrow(
      /at most 3 each.*got 8,4/,
    );
    for (const newtonStarts of [
      [-1, 4],
      [8, 0.5],
    ] as const) {
      await expect(fixedPoints(network, { input: 0, newtonStarts })).rejects.toThrow(
        new RangeError(`newtonStarts: expected two integers of at least 0, got [${newtonStarts.join(",")}]`),
      );
    }
    expect((await fixedPoints(network, { input: 0, newtonStarts: [0, 0] })).orbits.length).toBe(1);
  });

  it("are asked for with an input that a network can get, 0 or 1", async () => {
    const network = linearNetwork([0, 0, 0, 0], [1, 1]);
    const options: { input: 0 | 1 } = JSON.parse('{ "input": 2 }');
    await expect(fixedPoints(network, options)).rejects.toThrow(new RangeError("input: expected 0 or 1, got 2"));
  });
});
