import { describe, expect, it } from "vitest";
import {
  ablationFigure,
  comparisonTable,
  connectivityAgainstN,
  dimensionalityLines,
  type Figure,
  perturbationFigure,
  publishedAblation,
  publishedPerturbation,
  retrainingFigure,
  strengthAndSpectrum,
} from "../../lib/index.js";

const notices = ({ layout }: Figure) =>
  (layout.annotations as { text: string }[]).map(({ text }) => text).filter((text) => text.includes("is there yet"));

describe("figures of networks", () => {
  it("say that there is no network, instead of failing", () => {
    expect(notices(connectivityAgainstN([], [])).length).toBe(2);
    for (const figure of [
      strengthAndSpectrum([]),
      ablationFigure([], { published: publishedAblation() }),
      perturbationFigure([], { published: publishedPerturbation() }),
      retrainingFigure([]),
    ]) {
      expect(notices(figure).length).toBe(1);
    }
  });

  it("carry the letters of their panels, and none where a figure has no place in the paper", () => {
    const bold = ({ layout }: Figure) =>
      (layout.annotations as { text: string }[]).flatMap(({ text }) => text.match(/^<b>(.*)<\/b>$/)?.[1] ?? []);
    for (const letters of [
      ["c", "d"],
      ["", ""],
    ] as const) {
      expect(bold(connectivityAgainstN([], [], { letters }))).toEqual(letters);
      expect(bold(perturbationFigure([], { letters }))).toEqual(letters);
    }
    expect(bold(connectivityAgainstN([], []))).toEqual(["a", "b"]);
    expect(bold(strengthAndSpectrum([]))).toEqual([]);
  });

  it("have the standard deviation over trials in the unit of the relative accuracy, where it is known", () => {
    const point = { curriculum: "multi-head", network: 1, fromN: 15, n: 20, relativeAccuracy: 0.5 };
    const { data, meaning } = retrainingFigure([{ ...point, accuracyStd: 0.02, baseline: 0.9 }]);
    expect(data[0].error_y?.array).toEqual([expect.closeTo(0.05, 12)]); // of 0.4 above chance, 0.02
    expect(meaning).toEqual([expect.stringContaining("± standard deviation over trials")]);
    const without = retrainingFigure([point]);
    expect(without.data[0].error_y).toBe(undefined);
    expect(without.meaning).toEqual(["A line is one network."]);
  });

  it("show every eigenvalue, in equal scales, and the unit circle where all are within it", () => {
    const shown = (real: number, imaginary: number) => ({
      ...{ label: "single-head, N = 15", curriculum: "single-head" },
      strength: { neurons: [], incomingCorrelation: null, outgoingCorrelation: null },
      spectrum: {
        real: Float64Array.of(real, real),
        imaginary: Float64Array.of(imaginary, -imaginary),
        radius: Math.hypot(real, imaginary),
      },
    });
    for (const [figure, farthest] of [
      [strengthAndSpectrum([shown(0.5, 0), shown(1.9, 0), shown(-1, 1.45)]), 1.9],
      [strengthAndSpectrum([shown(0.5, 0.1)]), 1],
    ] as const) {
      const { xaxis2, yaxis2 } = figure.layout as Record<string, { range: [number, number]; scaleanchor?: string }>;
      expect(xaxis2.range[1]).toBeGreaterThan(farthest);
      expect(xaxis2.range[0]).toBe(-xaxis2.range[1]);
      expect(yaxis2).toMatchObject({ range: xaxis2.range, scaleanchor: "x2" });
    }
  });

  it("of dimensionality have a line and a band where there are networks enough", () => {
    const network = (seed: number, slope: number, ns: readonly number[]) =>
      ns.map((n) => ({
        ...{ task: "n-parity", curriculum: "multi-head", seed, n, mean: -n / 1000 },
        components: 1 + slope * n,
      }));
    const points = [...network(1, 0.4, [2, 5, 10, 20]), ...network(2, 0.6, [5, 10, 15])];
    const lines = dimensionalityLines(points);
    expect(lines.length).toBe(1);
    expect(lines[0].networks).toBe(2);
    // The mean of the two slopes, whichever has more points; t of one degree of freedom is 12.706.
    expect(lines[0].slope).toBeCloseTo(0.5, 12);
    expect(lines[0].slopeLow).toBeCloseTo(0.5 - 12.7062 * 0.1, 4);
    expect(lines[0].slopeHigh).toBeCloseTo(0.5 + 12.7062 * 0.1, 4);
    expect(lines[0].intercept).toBeCloseTo(1, 12);
    expect(lines[0].points.map(({ n }) => n)).toEqual(Array.from({ length: 25 }, (_, i) => 5 + (10 * i) / 24));
    expect(lines[0].points[24].y).toBeCloseTo(1 + 0.5 * 15, 12);
    expect(lines[0].points[24].high).toBeCloseTo(1 + 0.5 * 15 + 12.7062 * 1.5, 3);
    const { data } = connectivityAgainstN(points, points, { lines });
    expect(data.filter(({ xaxis }) => xaxis === "x2").map(({ name }) => name)).toEqual([
      "95 % confidence",
      "multi-head, N-parity: linear fit",
      "multi-head, N-parity",
    ]);
    expect(dimensionalityLines(network(1, 0.5, [2, 5, 10]))).toEqual([]);
    const few = [...network(1, 0.4, [2, 5, 10]), ...network(2, 0.6, [5, 10])];
    expect(dimensionalityLines(few)).toEqual([]);
  });

  it("of ablation show published networks in grey beside ours", () => {
    const published = publishedAblation();
    expect(published.length).toBe(32); // 2 curricula × 2 N × 4 networks × 2 groups
    const ours = { task: "n-parity", curriculum: "multi-head", n: 5, network: 1 };
    const figure = ablationFigure([{ ...ours, group: "long", relativeAccuracy: 0.9 }], { published });
    const { data } = figure;
    expect(data.map(({ name, xaxis }) => [name, xaxis])).toEqual([
      ["20 shortest τ, published", "x"],
      ["20 longest τ, published", "x"],
      ["20 longest τ", "x2"],
      ["20 shortest τ, published", "x2"],
      ["20 longest τ, published", "x2"],
    ]);
    expect(data[0].marker?.color).toBe("#8A8A8A");
    expect(data[2]).toMatchObject({ y: [0.9], marker: { color: "#D55E00" } });
    const missing = ({ layout }: Figure) =>
      (layout.annotations as { text: string }[]).filter(({ text }) => text.startsWith("ours:")).length;
    expect(missing(figure)).toBe(3); // of the four published conditions, ours has one
    const own = { ...ours, n: 23, group: "long", relativeAccuracy: 0.9 } as const;
    expect(missing(ablationFigure([own], { published }))).toBe(4); // where nobody has one, nothing is missing
  });

  it("of perturbation show a line per published network and panel", () => {
    const { data } = perturbationFigure([], { published: publishedPerturbation() });
    expect(data.length).toBe(16); // 2 panels × 2 curricula × 4 networks
    expect(data.filter(({ showlegend }) => showlegend).length).toBe(2);
  });
});

describe("table of p-values", () => {
  it("has the tests of two samples, and says where there are too few networks", () => {
    const lines = comparisonTable([
      { label: "far apart", first: [33, 35, 36, 37], second: [98, 99, 100, 101] },
      { label: "single", first: [1], second: [2, 3] },
      { label: "missing", first: [], second: [2, 3] },
    ]);
    expect(lines[1]).toMatch(/far apart +4 vs 4 +35\.250 vs 99\.500 +\S+e-\d+ +\S+ +0\.029/);
    expect(lines[2]).toContain("too few networks for a test");
    expect(lines[3]).toContain("nothing to compare");
  });
});
