import { describe, expect, it } from "vitest";
import { linearPart } from "../../lib/dynamics/linearPart.js";
import { spectrum } from "../../lib/dynamics/spectrum.js";
import { strengthAgainstTau } from "../../lib/dynamics/strengthAgainstTau.js";
import { weightStatistics } from "../../lib/dynamics/weightStatistics.js";
import { gru } from "../../lib/models/gru.js";
import { leakyRnn } from "../../lib/models/leakyRnn.js";
import { RandomStream } from "../../lib/random/stream.js";
import { tensor } from "../../lib/tensor/tensor.js";

/** Three neurons; the diagonal, which the model does not use, holds 9. */
const network = {
  cell: leakyRnn({ neurons: 3 }),
  parameters: {
    "recurrent.weight": tensor(Float32Array.of(9, 1, -2, 3, 9, 0, -4, 5, 9), [3, 3]),
    tau: tensor(Float32Array.of(0.5, 2, 4), [3]),
  },
};

describe("weight statistics", () => {
  it("are those of the six weights between three neurons", () => {
    const values = [1, -2, 3, 0, -4, 5];
    const mean = 0.5;
    expect(weightStatistics(network)).toEqual({
      mean,
      std: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 6),
      positiveShare: 0.5,
      positiveMean: 3,
      negativeShare: 2 / 6,
      negativeMean: -3,
    });
  });

  it("refuse a model without one recurrent weight matrix", () => {
    expect(() => weightStatistics({ cell: gru({ neurons: 3 }), parameters: {} })).toThrow(
      "recurrent.weight: expected [3, 3], got no such tensor (model gru)",
    );
  });
});

describe("strength against tau", () => {
  it("pairs a neuron's tau, at least 1, with its row's and its column's mean", () => {
    const { neurons, incomingCorrelation } = strengthAgainstTau(network);
    expect(neurons).toEqual([
      { neuron: 0, tau: 1, incoming: -0.5, outgoing: -0.5 },
      { neuron: 1, tau: 2, incoming: 1.5, outgoing: 3 },
      { neuron: 2, tau: 4, incoming: 0.5, outgoing: -1 },
    ]);
    // Pearson's r of (1, 2, 4) and (−0.5, 1.5, 0.5): Σ dx dy = 1, Σ dx² = 14/3, Σ dy² = 2.
    expect(incomingCorrelation).toBeCloseTo(1 / Math.sqrt((14 / 3) * 2), 12);
  });

  it("has no correlation where tau is the same for all neurons", () => {
    const fixed = {
      cell: leakyRnn({ neurons: 3, tau: 2 }),
      parameters: { ...network.parameters, tau: tensor(Float32Array.of(2), []) },
    };
    expect(strengthAgainstTau(fixed)).toMatchObject({ incomingCorrelation: null, outgoingCorrelation: null });
  });
});

describe("spectrum", () => {
  it("of a rotation by an angle, scaled, is a conjugate pair on the circle of that radius", () => {
    const { real, imaginary, radius } = spectrum(Float64Array.of(0.3, -0.4, 0.4, 0.3), 2);
    expect(radius).toBeCloseTo(0.5, 12);
    expect([...real, ...imaginary].map((value) => Number(value.toFixed(12)))).toEqual([0.3, 0.3, 0.4, -0.4]);
  });

  it("comes by absolute value: a negative eigenvalue may be the largest", () => {
    const { real, imaginary, radius } = spectrum(Float64Array.of(1, 0, 0, -3), 2);
    expect(radius).toBe(3);
    expect([[...real], [...imaginary]]).toEqual([
      [-3, 1],
      [0, 0],
    ]);
  });

  it("of independent random weights fills a circle of radius √n σ", () => {
    const n = 150;
    const stream = RandomStream.named(1, "circular law");
    const matrix = Float64Array.from({ length: n * n }, () => (2 * stream.uniform() - 1) / Math.sqrt(n));
    expect(spectrum(matrix, n).radius).toBeCloseTo(1 / Math.sqrt(3), 1);
  });

  it("says what it expected of a matrix that is not square", () => {
    expect(() => spectrum(new Float64Array(0), 0)).toThrow(
      new RangeError("spectrum: expected at least 1 row and column, got 0"),
    );
    expect(() => spectrum(new Float64Array(4), -2)).toThrow("spectrum: expected at least 1 row and column, got -2");
    expect(() => spectrum(new Float64Array(5), 2)).toThrow("spectrum: expected [2, 2], got 5 elements");
    expect(() => spectrum(Float64Array.of(1, 0, Number.NaN, 1), 2)).toThrow(
      new RangeError("spectrum: expected finite numbers, got NaN in row 2, column 1"),
    );
  });
});

describe("linear part", () => {
  it("of a network without weights has the spectrum 1 − 1/τ", () => {
    const taus = [1, 1.25, 2, 4, 10];
    const diagonal = {
      cell: leakyRnn({ neurons: 5 }),
      parameters: {
        "recurrent.weight": tensor(new Float32Array(25), [5, 5]),
        tau: tensor(Float32Array.from(taus), [5]),
      },
    };
    const { real, imaginary } = spectrum(linearPart(diagonal), 5);
    taus
      .sort((a, b) => b - a)
      .forEach((tau, i) => {
        expect(real[i]).toBeCloseTo(1 - 1 / tau, 12);
      });
    expect(imaginary.every((value) => value === 0)).toBe(true);
  });

  it("divides the weights to a neuron by that neuron's tau", () => {
    expect(Array.from(linearPart(network))).toEqual([0, 1, -2, 1.5, 0.5, 0, -1, 1.25, 0.75]);
  });
});
