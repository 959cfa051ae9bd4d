import { describe, expect, it } from "vitest";
import { lengthOf } from "../../lib/tensor/euclidean.js";
import { type BoundedProblem, boundedLeastSquares } from "../../lib/timescales/boundedLeastSquares.js";
import { dot, orthogonalColumns } from "../../lib/timescales/orthogonalColumns.js";

/** Rosenbrock's valley; its minimum without bounds is at (1, 1). */
const rosenbrock: BoundedProblem = {
  lower: [-10, -10],
  upper: [10, 10],
  residuals: 2,
  evaluate([x, y], residuals) {
    residuals[0] = 10 * (y - x * x);
    residuals[1] = 1 - x;
  },
};

describe("bounded least squares", () => {
  it("finds the minimum of Rosenbrock's valley", () => {
    const { parameters, rss, hasConverged } = boundedLeastSquares(rosenbrock, [-2, 2]);
    expect(hasConverged).toBe(true);
    expect(parameters[0]).toBeCloseTo(1, 6);
    expect(parameters[1]).toBeCloseTo(1, 6);
    expect(rss).toBeLessThan(1e-12);
  });

  it("finds it on a bound that cuts the valley: (1.22437075, 1.5), as in SciPy's documentation", () => {
    const { parameters } = boundedLeastSquares({ ...rosenbrock, lower: [-10, 1.5] }, [2, 2]);
    expect(parameters[0]).toBeCloseTo(1.22437075, 5);
    expect(parameters[1]).toBeCloseTo(1.5, 5);
  });

  it("never leaves the bounds", () => {
    const evaluated: number[][] = [];
    const problem: BoundedProblem = {
      ...rosenbrock,
      lower: [-3, 0.2],
      upper: [0.5, 4],
      evaluate(x, residuals) {
        evaluated.push(Array.from(x));
        rosenbrock.evaluate(x, residuals);
      },
    };
    const { parameters } = boundedLeastSquares(problem, [0.1, 3.9]);
    expect(parameters[0]).toBeCloseTo(0.5, 5);
    expect(parameters[1]).toBeCloseTo(0.25, 5);
    expect(evaluated.every(([x, y]) => x >= -3 && x <= 0.5 && y >= 0.2 && y <= 4)).toBe(true);
  });

  it("says when it had to stop on its way", () => {
    expect(boundedLeastSquares(rosenbrock, [-2, 2], { maxEvaluations: 3 })).toMatchObject({
      hasConverged: false,
      evaluations: 3,
    });
  });

  it("refuses a start outside the bounds", () => {
    expect(() => boundedLeastSquares(rosenbrock, [11, 0])).toThrow(
      "start: expected parameter 0 within -10 … 10, got 11",
    );
  });
});

describe("orthogonal columns", () => {
  it("decompose a matrix of known singular values, small ones too", () => {
    // Hilbert's 4 × 4 matrix; singular values from Fettis & Caslin 1967, their table of eigenvalues.
    const columns = [0, 1, 2, 3].map((j) => Float64Array.from([0, 1, 2, 3], (i) => 1 / (i + j + 1)));
    const basis = orthogonalColumns(columns);
    const singular = columns.map(lengthOf).sort((a, b) => b - a);
    [1.5002142800592426, 0.16914122022145, 0.006738273605760748, 0.00009670230402258689].forEach((value, i) => {
      expect(Math.abs(singular[i] / value - 1)).toBeLessThan(1e-11);
    });
    for (const one of basis) expect(dot(one, one)).toBeCloseTo(1, 14);
  });
});
