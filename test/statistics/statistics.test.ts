import { describe, expect, it } from "vitest";
import { RandomStream } from "../../lib/random/stream.js";
import { differenceInterval } from "../../lib/statistics/differenceInterval.js";
import { linearFit } from "../../lib/statistics/linearFit.js";
import { meanInterval } from "../../lib/statistics/meanInterval.js";
import { permutationTest } from "../../lib/statistics/permutationTest.js";
import { tQuantile, twoSidedP } from "../../lib/statistics/studentT.js";
import { tTest, welchTest } from "../../lib/statistics/tTest.js";

describe("Student's t distribution", () => {
  /** Critical values as in any printed table, two-sided. */
  const table: [degrees: number, p: number, t: number][] = [
    [1, 0.05, 12.706],
    [2, 0.1, 2.92],
    [3, 0.01, 5.841],
    [6, 0.05, 2.447],
    [6, 0.001, 5.959],
    [10, 0.02, 2.764],
    [30, 0.05, 2.042],
    [120, 0.01, 2.617],
  ];

  it("has the tabulated critical values", () => {
    for (const [degrees, p, t] of table) {
      expect(tQuantile(1 - p / 2, degrees)).toBeCloseTo(t, 3);
      expect(twoSidedP(t, degrees)).toBeCloseTo(p, 4);
      expect(twoSidedP(-t, degrees)).toBe(twoSidedP(t, degrees));
    }
  });

  it("is Cauchy's with one degree of freedom and has a closed form with two, also far out", () => {
    for (const t of [0, 0.5, 3, 1000]) {
      expect(twoSidedP(t, 1) / (1 - (2 / Math.PI) * Math.atan(t))).toBeCloseTo(1, 8);
    }
    const t = 1e4; // 1 − t/√(2 + t²) = 1/t² to first order
    expect(twoSidedP(t, 2) * t * t).toBeCloseTo(1, 6);
    expect(twoSidedP(Number.POSITIVE_INFINITY, 2)).toBe(0);
  });

  it("is the normal one with very many degrees of freedom", () => {
    for (const degrees of [1e6, 1.1e6, 1e8, 1e12]) expect(tQuantile(0.975, degrees)).toBeCloseTo(1.959964, 4);
  });

  it("names a share or a number of degrees that cannot be", () => {
    expect(() => tQuantile(1, 3)).toThrow("share: expected a number between 0 and 1, got 1");
    expect(() => twoSidedP(1, 0)).toThrow("degrees of freedom: expected a number above 0, got 0");
  });
});

describe("t-test", () => {
  // The worked example of the article "Student's t-test" of the English Wikipedia.
  const a = [30.02, 29.99, 30.11, 29.97, 30.01, 29.99];
  const b = [29.89, 29.93, 29.72, 29.98, 30.02, 29.98];

  it("with equal variances gives the worked example's t = 1.959, 10 degrees of freedom, p = 0.07857", () => {
    const { t, degreesOfFreedom, p, difference } = tTest(a, b);
    expect(t).toBeCloseTo(1.959, 3);
    expect(degreesOfFreedom).toBe(10);
    expect(p).toBeCloseTo(0.07857, 5);
    expect(difference).toBeCloseTo(0.095, 12);
  });

  it("of Welch gives the worked example's 7.031 degrees of freedom, p = 0.09077", () => {
    const { t, degreesOfFreedom, p } = welchTest(a, b);
    expect(t).toBeCloseTo(1.959, 3);
    expect(degreesOfFreedom).toBeCloseTo(7.031, 3);
    expect(p).toBeCloseTo(0.09077, 5);
  });

  it("changes its sign, not its p, when the samples are swapped", () => {
    expect(tTest(b, a).t).toBeCloseTo(-(tTest(a, b).t ?? 0), 12);
    expect(tTest(b, a).p).toBeCloseTo(tTest(a, b).p ?? 0, 12);
  });

  it("does not exist where nothing varies, or with a single value", () => {
    expect(tTest([1, 1], [2, 2])).toEqual({ difference: -1, t: null, degreesOfFreedom: 2, p: null });
    expect(welchTest([1, 1], [1, 1]).p).toBeNull();
    const [tenths, thirds] = [Array(3).fill(0.1), Array(3).fill(0.3)]; // whose variance is not 0 but for rounding
    expect(tTest(tenths, thirds)).toMatchObject({ t: null, p: null });
    expect(welchTest(tenths, thirds)).toMatchObject({ t: null, p: null, degreesOfFreedom: 4 });
    expect(() => tTest([1], [1, 2])).toThrow("expected at least 2 values in each sample, got 1 and 2");
  });
});

describe("permutation test", () => {
  const stream = () => RandomStream.named(1, "permutations");

  it("of four against four that do not overlap is 2 of 70", () => {
    const result = permutationTest([33, 35, 36, 37], [98, 99, 100, 101], stream());
    expect(result).toEqual({ difference: -64.25, p: 2 / 70, permutations: 70, exact: true });
  });

  it("counts equal differences however their sums are rounded", () => {
    expect(permutationTest([0.1, 0.2], [0.3, 0.4], stream()).p).toBeCloseTo(2 / 6, 12);
    expect(permutationTest([5, 5], [5, 5, 5], stream()).p).toBe(1);
  });

  it("is the same whichever sample comes first, and as quick", () => {
    const [many, few] = [Array.from({ length: 40 }, (_, i) => i), [38.5, 39.5]];
    const [forth, back] = [permutationTest(many, few, stream()), permutationTest(few, many, stream())];
    expect(forth).toEqual({ difference: -back.difference, p: back.p, permutations: 861, exact: true });
    // Two with a sum of at least 78, 38.5 or 39 + 39.5; four with at most 3, which is as far from twice the mean of all.
    expect(forth.p).toBeCloseTo(6 / 861, 12);
  });

  it("does not depend on the unit or the origin of the values", () => {
    for (const [unit, origin] of [
      [1e-14, 0],
      [1e-300, 0],
      [1, 1e9],
    ]) {
      const of = (values: number[]) => values.map((value) => origin + unit * value);
      expect(permutationTest(of([0.1, 0.2, 0.3]), of([0.4, 0.5, 0.6]), stream()).p).toBeCloseTo(2 / 20, 12);
    }
  });

  it("of large samples that do not overlap is small but not 0: one of the ways is the one that was found", () => {
    const [a, b] = [0, 100].map((shift) => Array.from({ length: 20 }, (_, i) => shift + i));
    expect(permutationTest(a, b, stream()).p).toBeCloseTo(1 / 10_001, 12);
  });

  it("refuses values that are no numbers", () => {
    expect(() => permutationTest([1, Number.NaN], [2, 3], stream())).toThrow("expected finite values, got NaN");
  });

  it("of large samples agrees with the t-test where values are normal, the same for the same seed", () => {
    const random = RandomStream.named(2, "normal");
    const normal = (shift: number) =>
      Array.from(
        { length: 20 },
        () => shift + Array.from({ length: 12 }, () => random.uniform()).reduce((x, y) => x + y) - 6,
      );
    const [a, b] = [normal(0), normal(0.5)];
    const { p, exact, permutations } = permutationTest(a, b, stream());
    expect([exact, permutations]).toEqual([false, 10_000]);
    expect(p).toBeCloseTo(tTest(a, b).p ?? 0, 1);
    expect(permutationTest(a, b, stream()).p).toBe(p);
  });
});

describe("confidence interval of a mean", () => {
  it("is the mean ± t s / √n", () => {
    const { mean, low, high } = meanInterval([1, 2, 3, 4]);
    expect(mean).toBe(2.5);
    expect(low).toBeCloseTo(2.5 - (3.182446 * 1.290994) / 2, 5);
    expect(high).toBeCloseTo(2.5 + (3.182446 * 1.290994) / 2, 5);
  });

  it("has no ends for one network", () => {
    expect(meanInterval([7])).toEqual({ mean: 7, low: null, high: null, count: 1 });
  });
});

describe("confidence interval of values that are steps apart", () => {
  it("is never that of less than rounding: step²/12", () => {
    const { low, high } = meanInterval([5, 5, 5, 5], 0.95, 1);
    expect((high ?? Number.NaN) - 5).toBeCloseTo(3.182446 * Math.sqrt(1 / 48), 5);
    expect(5 - (low ?? Number.NaN)).toBeCloseTo(3.182446 * Math.sqrt(1 / 48), 5);
    expect(meanInterval([1, 2, 3, 4], 0.95, 1)).toEqual(meanInterval([1, 2, 3, 4])); // they vary more
    // Variances 1/12 and 4 · (5/3); 3.0751 degrees of freedom
    const one = differenceInterval([5, 5, 5, 5], [2, 4, 6, 8], 0.95, [1, 2]);
    const both = Math.sqrt(1 / 48 + 20 / 12);
    const degrees = (1 / 48 + 20 / 12) ** 2 / ((1 / 48) ** 2 / 3 + (20 / 12) ** 2 / 3);
    expect((one.high ?? Number.NaN) - one.mean).toBeCloseTo(tQuantile(0.975, degrees) * both, 12);
  });

  it("refuses a step that is none", () => {
    for (const step of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => meanInterval([1, 2], 0.95, step)).toThrow(/^step: expected a number of at least 0, got/);
      expect(() => differenceInterval([1, 2], [3, 4], 0.95, [0, step])).toThrow(/^step: /);
    }
  });
});

describe("confidence interval of a difference", () => {
  // Equal sizes and variances: standard error √(2 · (5/3) / 4), 6 degrees of freedom, t = 2.446912.
  it("is that of the t distribution where variances are equal", () => {
    const { mean, low, high, count } = differenceInterval([3, 4, 5, 6], [1, 2, 3, 4]);
    expect({ mean, count }).toEqual({ mean: 2, count: 8 });
    expect((high ?? Number.NaN) - 2).toBeCloseTo(2.446912 * Math.sqrt(5 / 6), 5);
    expect(2 - (low ?? Number.NaN)).toBeCloseTo(2.446912 * Math.sqrt(5 / 6), 5);
  });

  it("just excludes 0 at the confidence that Welch's p leaves", () => {
    const [first, second] = [
      [1, 2, 4, 9],
      [11, 12, 12],
    ];
    const { p } = welchTest(first, second);
    expect(differenceInterval(first, second, 1 - (p ?? 0)).high).toBeCloseTo(0, 9);
  });

  it("has no ends for a single value, and is a point where nothing varies", () => {
    expect(differenceInterval([3], [1, 2])).toEqual({ mean: 1.5, low: null, high: null, count: 3 });
    expect(differenceInterval([3, 3], [1, 1])).toEqual({ mean: 2, low: 2, high: 2, count: 4 });
    expect(() => differenceInterval([], [1])).toThrow(/expected values in both samples, got 0 and 1/);
  });
});

describe("linear fit", () => {
  // Anscombe's first quartet (The American Statistician 27, 1973): y = 3.00 + 0.500 x, r² = 0.67, slope's error 0.118.
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  const fit = linearFit(x.map((value, i) => [value, y[i]] as const));

  it("has Anscombe's slope, intercept, error, r² and p", () => {
    expect(fit.slope).toBeCloseTo(0.5001, 4);
    expect(fit.intercept).toBeCloseTo(3.0001, 4);
    expect(fit.slopeError).toBeCloseTo(0.1179, 4);
    expect(fit.rSquared).toBeCloseTo(0.6665, 4);
    expect(fit.p).toBeCloseTo(0.00217, 5);
  });

  it("has a band that is narrowest at the mean of x, where it is ± t s / √n", () => {
    const { y: centre, low, high } = fit.at(9);
    expect(centre).toBeCloseTo(7.5009, 4);
    expect(high - centre).toBeCloseTo((2.262157 * 1.236603) / Math.sqrt(11), 4);
    expect(centre - low).toBeCloseTo(high - centre, 12);
    const width = (at: number) => fit.at(at).high - fit.at(at).low;
    expect(width(4)).toBeGreaterThan(width(9));
    expect(fit.at(9, 0.5).high).toBeLessThan(high);
  });

  it("of points on a line is exact, and of too few or one x refuses", () => {
    const line = linearFit([[0, 1], [1, 3], [2, 5]]); // biome-ignore format: points
    expect(line).toMatchObject({ slope: 2, intercept: 1, slopeError: 0, p: null, rSquared: 1 });
    const tenths = linearFit([[2, 0.1], [3, 0.2], [4, 0.3], [5, 0.4]]); // biome-ignore format: points
    expect(tenths).toMatchObject({ slopeError: 0, p: null, rSquared: 1 });
    const flat = linearFit([[2, 0.1], [3, 0.1], [4, 0.1]]); // biome-ignore format: points
    expect(flat).toMatchObject({ slope: 0, p: null, rSquared: null });
    expect(() =>
      linearFit([
        [0, 1],
        [1, 3],
      ]),
    ).toThrow("expected at least 3 points, got 2");
    expect(() =>
      linearFit([
        [1, 1],
        [1, 2],
        [1, 3],
      ]),
    ).toThrow("expected more than one x, got only 1");
  });
});

describe("samples", () => {
  const stream = RandomStream.named(1, "sample");
  it.each<[string, (values: number[]) => unknown, string]>([
    ["t-test", (values) => tTest([1, 2], values), "the second sample"],
    ["t-test", (values) => welchTest(values, [1, 2]), "the first sample"],
    ["difference of means", (values) => differenceInterval([1, 2], values), "the second sample"],
    ["confidence interval", (values) => meanInterval(values), "the values"],
    ["permutation test", (values) => permutationTest(values, [1, 2], stream), "the first sample"],
    ["linear fit", (values) => linearFit(values.map((y, x) => [x, y])), "y"],
    ["linear fit", (values) => linearFit(values.map((x, y) => [x, y])), "x"],
  ])("with a value that is no finite number are refused by name, %s", (test, compute, name) => {
    for (const [strange, got] of [
      [Number.NaN, "NaN"],
      [null, "null"],
      ["1", '"1"'],
    ] as [number, string][]) {
      expect(() => compute([1, strange, 3])).toThrow(
        new RangeError(`${test}: expected finite values, got ${got} at index 1 of ${name}`),
      );
    }
  });

  it("of equal values are flat, whatever their mean is rounded to", () => {
    const flat = [0.1, 0.1, 0.1];
    const { mean, low, high } = differenceInterval(flat, [0.3, 0.3, 0.3]);
    expect([low, high]).toEqual([mean, mean]);
    const one = meanInterval(flat);
    expect([one.low, one.high]).toEqual([one.mean, one.mean]);
    expect(() =>
      linearFit([
        [0.1, 1],
        [0.1, 2],
        [0.1, 3],
      ]),
    ).toThrow(new RangeError("linear fit: expected more than one x, got only 0.1"));
  });

  it("have a finite number of degrees of freedom", () => {
    const error = new RangeError("degrees of freedom: expected a finite number, got Infinity");
    expect(() => twoSidedP(2, Infinity)).toThrow(error);
    expect(() => tQuantile(0.975, Infinity)).toThrow(error);
  });
});

it("a level of confidence that is none is refused by its name, whatever the values", () => {
  const ways: ((confidence: number) => unknown)[] = [
    (confidence) => meanInterval([1, 2, 3], confidence),
    (confidence) => meanInterval([1], confidence),
    (confidence) => differenceInterval([1, 2], [3, 4], confidence),
    (confidence) => differenceInterval([1, 1], [1], confidence),
    (confidence) =>
      linearFit([
        [1, 1],
        [2, 3],
        [3, 2],
      ]).at(1, confidence),
  ];
  for (const interval of ways) {
    for (const confidence of [-0.5, 0, 1, 95, Number.NaN]) {
      expect(() => interval(confidence)).toThrow(
        `confidence: expected a number above 0 and below 1, got ${confidence}`,
      );
    }
    interval(0.999);
  }
});
