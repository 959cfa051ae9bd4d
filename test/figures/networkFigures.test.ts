import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { plainText } from "../../lib/figures/wrapText.js";
import {
  type Axis,
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
  (layout.annotations as { text: string }[])
    .map(({ text }) => text)
    .filter((text) => text.includes("is available yet"));

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
    for (const accuracyStd of [undefined, Number.NaN, null]) {
      const without = retrainingFigure([{ ...point, accuracyStd, baseline: 0.9 }]);
      expect(without.data[0].error_y).toBe(undefined);
      expect(without.meaning).toEqual(["A line is one network."]);
    }
  });

  it("have the points of the multi-head network above those of the single-head one, which lie farther apart", () => {
    const shown = ["multi-head", "single-head"].map((curriculum) => ({
      ...{
        label: curriculum,
        curriculum,
        spectrum: { real: Float64Array.of(0), imaginary: Float64Array.of(0), radius: 0 },
      },
      strength: { neurons: [], incomingCorrelation: null, outgoingCorrelation: null },
    }));
    const { data } = strengthAndSpectrum(shown);
    expect(data.filter(({ xaxis }) => xaxis === "x2").map(({ name }) => name)).toEqual(["single-head", "multi-head"]);
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

  it("of dimensionality draw no line where no N is one of all networks, whose slopes are told all the same", () => {
    const network = (seed: number, slope: number, ns: readonly number[]) =>
      ns.map((n) => ({ task: "n-parity", curriculum: "multi-head", seed, n, mean: 0, components: 1 + slope * n }));
    const points = [...network(1, 0.4, [2, 3, 4]), ...network(2, 0.6, [10, 15, 20])];
    const lines = dimensionalityLines(points);
    expect(lines.map((line) => line.points)).toEqual([[]]);
    expect(lines[0].slope).toBeCloseTo(0.5, 12);
    const { data, meaning } = connectivityAgainstN(points, points, { lines });
    expect(data.filter(({ xaxis }) => xaxis === "x2").map(({ name }) => name)).toEqual(["multi-head, N-parity"]);
    expect(meaning?.join(" ")).not.toContain("linear fits");
  });

  it("name each N where there is room, and else say once that the numbers are N", () => {
    const at = (count: number) =>
      ablationFigure(
        Array.from({ length: count }, (_, i) => ({
          ...{ task: "n-parity", curriculum: "multi-head", network: 1, group: "long" as const },
          ...{ n: i + 5, relativeAccuracy: 1 },
        })),
      ).layout.xaxis2 as Axis;
    expect(at(7).title?.text).toBe('<span style="color:#D55E00">multi-head</span>');
    expect(at(7).ticktext).toContain("N = 11");
    expect(plainText(at(8).title?.text ?? "")).toBe("N, multi-head");
    expect(at(8).ticktext).toEqual(["5", "6", "7", "8", "9", "10", "11", "12"]);
  });

  it("of ablation reach as far down as the accuracies that there are", () => {
    const row = { task: "n-parity", curriculum: "multi-head", n: 5, network: 1, group: "long" as const };
    const lowest = (values: (number | null)[]) =>
      (ablationFigure(values.map((relativeAccuracy) => ({ ...row, relativeAccuracy }))).layout.yaxis as Axis)
        .range?.[0];
    expect(lowest([0.9, 0.7, null])).toBeCloseTo(0.35, 12);
    expect(lowest([0.9, 0.2])).toBeCloseTo(0.15, 12);
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
      (layout.annotations as { text: string }[]).flatMap(({ text }) => (text.startsWith("ours") ? [text] : []));
    // Of the four published conditions, ours has one.
    expect(missing(figure)).toEqual(["ours not available yet: N = 5; N = 30", "ours not available yet: N = 30"]);
    const own = { ...ours, n: 23, group: "long", relativeAccuracy: 0.9 } as const;
    const both = "ours not available yet: N = 5; N = 30"; // at N = 23, where nobody has one, nothing is missing
    expect(missing(ablationFigure([own], { published }))).toEqual([both, both]);
  });

  it("of ablation stand around their N, those of a group beside those of the next", () => {
    const at = { task: "n-parity", curriculum: "multi-head", n: 5, network: 1, relativeAccuracy: 0.9 };
    const rows = (["short", "long", "random"] as const).map((group) => ({ ...at, group }));
    const places = (figure: Figure) => figure.data.map(({ x }) => Number(x?.[0]));
    expect(places(ablationFigure(rows))).toEqual([-0.2, 0, 0.2]);
    const beside = places(ablationFigure(rows, { published: rows.slice(0, 2) }));
    expect(beside).toEqual([...beside].sort((a, b) => a - b)); // ours left of the published ones
    expect(Math.max(...beside.slice(0, 3))).toBeLessThan(0);
    expect(Math.min(...beside.slice(3))).toBeGreaterThan(0);
  });

  it("of perturbation show a line per published network and panel", () => {
    const { data } = perturbationFigure([], { published: publishedPerturbation() });
    expect(data.length).toBe(16); // 2 panels × 2 curricula × 4 networks
    expect(data.filter(({ showlegend }) => showlegend).length).toBe(2);
  });
});

/** What is drawn where, of every trace. */
const drawn = ({ data }: Figure) =>
  data.map(({ name, xaxis, yaxis, x, y, showlegend }) => ({
    ...{ name, xaxis, yaxis, showlegend },
    ...{ x: Array.from(x ?? []), y: Array.from(y ?? []) },
  }));
const titleOf = ({ layout }: Figure, name: string) => plainText((layout[name] as Axis).title?.text ?? "");

describe("of two networks made by hand", () => {
  it("perturbation has the relative accuracy against ε, W at the left and τ at the right, without ε = 0", () => {
    const single = { curriculum: "single-head", n: 30, network: 1 };
    const multi = { curriculum: "multi-head", n: 20, network: 2 };
    const [ofW, ofTau] = [{ perturbed: "recurrent-weight" }, { perturbed: "tau" }] as const;
    const none = { epsilon: 0, relativeAccuracy: 1 };
    const figure = perturbationFigure(
      [
        { ...single, ...ofW, epsilon: 10, relativeAccuracy: 0.25 },
        { ...single, ...ofW, ...none },
        { ...single, ...ofW, epsilon: 0.1, relativeAccuracy: 0.75 },
        { ...single, ...ofTau, ...none },
        { ...single, ...ofTau, epsilon: 1, relativeAccuracy: 0.625 },
        { ...multi, ...ofW, epsilon: 0.5, relativeAccuracy: 0.875 },
        { ...multi, ...ofTau, epsilon: 2, relativeAccuracy: 0.375 },
      ],
      {
        published: [
          { ...single, ...ofTau, ...none },
          { ...single, ...ofTau, epsilon: 3, relativeAccuracy: 0.125 },
        ],
      },
    );
    const [left, right] = [
      { xaxis: "x", yaxis: "y" },
      { xaxis: "x2", yaxis: "y2" },
    ];
    expect(drawn(figure)).toEqual([
      { name: "single-head, N = 30", ...left, showlegend: true, x: [0.1, 10], y: [0.75, 0.25] },
      { name: "multi-head, N = 20", ...left, showlegend: true, x: [0.5], y: [0.875] },
      { name: "single-head, N = 30, published", ...right, showlegend: false, x: [3], y: [0.125] },
      { name: "single-head, N = 30", ...right, showlegend: false, x: [1], y: [0.625] },
      { name: "multi-head, N = 20", ...right, showlegend: false, x: [2], y: [0.375] },
    ]);
    expect([titleOf(figure, "xaxis"), titleOf(figure, "xaxis2")]).toEqual(["ε of W", "ε of τ"]);
    expect([figure.layout.xaxis, figure.layout.xaxis2]).toMatchObject([{ type: "log" }, { type: "log" }]);
    const [a, b] = ["xaxis", "xaxis2"].map((name) => (figure.layout[name] as Axis).domain ?? [0, 0]);
    expect(a[1]).toBeLessThan(b[0]); // W is at the left
  });

  it("retraining has the relative accuracy against the new N, in rising order", () => {
    const single = { curriculum: "single-head", network: 1, fromN: 16 };
    const multi = { curriculum: "multi-head", network: 2, fromN: 15 };
    const figure = retrainingFigure([
      { ...single, n: 31, relativeAccuracy: 0.125 },
      { ...single, n: 21, relativeAccuracy: 0.5 },
      { ...single, n: 26, relativeAccuracy: 0.25 },
      { ...multi, n: 20, relativeAccuracy: 0.75 },
      { ...multi, n: 25, relativeAccuracy: null },
    ]);
    const place = { xaxis: undefined, yaxis: undefined, showlegend: true };
    expect(drawn(figure)).toEqual([
      { name: "single-head, from N = 16", ...place, x: [21, 26, 31], y: [0.5, 0.25, 0.125] },
      { name: "multi-head, from N = 15", ...place, x: [20, 25], y: [0.75, null] },
    ]);
    expect(titleOf(figure, "xaxis")).toBe("N of retraining");
    expect(titleOf(figure, "yaxis")).toBe("relative accuracy");
  });

  it("ablation has the relative accuracy of each group, a panel for each curriculum", () => {
    const single = { task: "n-parity", curriculum: "single-head", network: 1 };
    const multi = { task: "n-parity", curriculum: "multi-head", network: 2 };
    const figure = ablationFigure([
      { ...single, n: 5, group: "short", relativeAccuracy: 0.875 },
      { ...single, n: 30, group: "short", relativeAccuracy: 0.75 },
      { ...single, n: 30, group: "long", relativeAccuracy: 0.25 },
      { ...multi, n: 30, group: "random", relativeAccuracy: 0.625 },
    ]);
    const [left, right] = [
      { xaxis: "x", yaxis: "y", showlegend: true },
      { xaxis: "x2", yaxis: "y2", showlegend: true },
    ];
    const at = (place: number) => expect.closeTo(place, 12);
    expect(drawn(figure)).toEqual([
      { name: "20 shortest τ", ...left, x: [at(-0.2), at(0.8)], y: [0.875, 0.75] },
      { name: "20 longest τ", ...left, x: [at(1)], y: [0.25] },
      { name: "20 random", ...right, x: [at(0.2)], y: [0.625] },
    ]);
    expect([titleOf(figure, "xaxis"), titleOf(figure, "xaxis2")]).toEqual(["single-head", "multi-head"]);
    expect(figure.layout.xaxis).toMatchObject({ tickvals: [0, 1], ticktext: ["N = 5", "N = 30"] });
    expect(figure.layout.xaxis2).toMatchObject({ tickvals: [0], ticktext: ["N = 30"] }); // no column without networks
  });

  it("connectivity has weights at the left, and at the right the components with lines in their bands", () => {
    const single = { task: "n-parity", curriculum: "single-head", seed: 1 };
    const multi = { task: "n-dms", curriculum: "multi-head", seed: 2 };
    const figure = connectivityAgainstN(
      [
        { ...single, n: 5, mean: -0.01 },
        { ...single, n: 10, mean: -0.02 },
        { ...multi, n: 7, mean: 0.03 },
      ],
      [
        { ...single, n: 5, components: 2.5 },
        { ...single, n: 10, components: 4.5 },
        { ...multi, n: 7, components: 3.5 },
      ],
      {
        lines: [
          {
            ...{ task: "n-parity", curriculum: "single-head", networks: 1 },
            ...{ slope: 0.4, slopeLow: 0.2, slopeHigh: 0.7, intercept: 0.5 },
            points: [
              { n: 5, y: 2.5, low: 1, high: 3 },
              { n: 10, y: 4.5, low: 4, high: 6 },
            ],
          },
        ],
      },
    );
    const [left, right] = [
      { xaxis: "x", yaxis: "y" },
      { xaxis: "x2", yaxis: "y2" },
    ];
    const [parity, dms] = ["single-head, N-parity", "multi-head, N-DMS"];
    expect(drawn(figure)).toEqual([
      { name: parity, ...left, showlegend: true, x: [5, 10], y: [-0.01, -0.02] },
      { name: `${parity}: networks`, ...left, showlegend: false, x: [5, 10], y: [-0.01, -0.02] },
      { name: dms, ...left, showlegend: false, x: [7], y: [0.03] },
      { name: dms, ...left, showlegend: true, x: [7], y: [0.03] },
      // From left to right along the upper edge, and back along the lower one.
      { name: "95 % confidence", ...right, showlegend: false, x: [5, 10, 10, 5], y: [3, 6, 4, 1] },
      { name: `${parity}: linear fit`, ...right, showlegend: false, x: [5, 10], y: [2.5, 4.5] },
      { name: parity, ...right, showlegend: false, x: [5, 10], y: [2.5, 4.5] },
      { name: dms, ...right, showlegend: false, x: [7], y: [3.5] },
    ]);
    expect(titleOf(figure, "yaxis")).toBe("mean incoming weight");
    expect(titleOf(figure, "yaxis2")).toBe("components for 90 % of variance");
  });
});

describe("published networks of the figures", () => {
  /** The cells of a published table, read here. */
  const cells = (name: string) => {
    const text = readFileSync(new URL(`../../data/paper/${name}.csv`, import.meta.url), "utf8");
    return text
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(","));
  };

  it("of ablation have the accuracy above chance as a share of that before", () => {
    // task, curriculum, n, network, baseline_accuracy, ablated, mean_tau_ablated, accuracy
    const expected = cells("ablation")
      .filter(([, curriculum]) => curriculum !== "sliding")
      .map(([task, curriculum, n, network, baseline, group, tau, accuracy]) => ({
        ...{ task, curriculum, n: Number(n), network: Number(network), group, tau: Number(tau) },
        relativeAccuracy: expect.closeTo((Number(accuracy) - 0.5) / (Number(baseline) - 0.5), 12),
      }));
    expect(publishedAblation()).toEqual(expected);
    // 0.71535 where 0.9655 was: 0.21535 of 0.4655 above chance.
    expect(publishedAblation()[3].relativeAccuracy).toBeCloseTo(0.46262, 5);
    expect(publishedAblation()[3].tau).toBe(4.8972);
  });

  it("of ablation stand beside networks of their own task only", () => {
    const [first] = publishedAblation();
    const ours = { ...first, task: "n-dms" };
    expect(ablationFigure([ours], { published: publishedAblation() })).toEqual(ablationFigure([ours]));
    expect(ablationFigure([first], { published: publishedAblation() }).data.length).toBeGreaterThan(1);
  });

  it("of perturbation have ε and the relative accuracy in their own columns", () => {
    // task, curriculum, n, network, perturbed, epsilon, accuracy, relative_accuracy
    const expected = cells("perturbation").map(([, curriculum, n, network, perturbed, epsilon, , relative]) => ({
      ...{ curriculum, n: Number(n), network: Number(network), perturbed },
      ...{ epsilon: Number(epsilon), relativeAccuracy: Number(relative) },
    }));
    expect(publishedPerturbation()).toEqual(expected);
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
