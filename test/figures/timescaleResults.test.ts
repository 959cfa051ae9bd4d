import { describe, expect, it } from "vitest";
import {
  type Axis,
  autocorrelationAgainstLag,
  type Figure,
  largestNByTau,
  loadResults,
  publishedLargestNByTau,
  publishedTauNet,
  tauNetAgainstN,
  tauNetDistribution,
  trainingConfig,
  untilEpoch,
} from "../../lib/index.js";

const texts = ({ layout }: Figure) => (layout.annotations as { text: string }[]).map(({ text }) => text);

describe("Figure 5a", () => {
  const decay = (curriculum: string, n: number, seed: number, factor: number) =>
    Array.from({ length: 61 }, (_, lag) => ({ curriculum, n, seed, lag, mean: factor ** lag }));

  it("averages over the networks of an N, up to the largest lag shown, and leaves out what is noise", () => {
    const points = [...decay("single-head", 5, 1, 0.5), ...decay("single-head", 5, 2, 0.6)];
    const figure = autocorrelationAgainstLag(points);
    expect(figure.data.length).toBe(1);
    const { x, y } = figure.data[0];
    expect(Array.from(x as number[])).toEqual(Array.from({ length: 41 }, (_, lag) => lag));
    expect((y as number[])[2]).toBeCloseTo((0.25 + 0.36) / 2, 12);
    expect((y as (number | null)[])[40]).toBe(null);
    expect(texts(figure).some((text) => text.includes("no multi-head network"))).toBe(true);
  });

  it("ends a line where its mean first falls below 10⁻³, a panel for each curriculum", () => {
    const means = [1, 0.05, 0.0011, 0.0009, 0.002];
    const networks = ["single-head", "multi-head"].flatMap((curriculum, i) =>
      means.map((mean, lag) => ({ curriculum, n: 5 + 5 * i, seed: 1, lag, mean })),
    );
    const figure = autocorrelationAgainstLag(networks);
    const shown = [1, 0.05, 0.0011, null, null];
    expect(figure.data.map(({ name, xaxis, yaxis, x, y }) => ({ name, xaxis, yaxis, x, y }))).toEqual([
      { name: "N = 5", xaxis: "x", yaxis: "y", x: [0, 1, 2, 3, 4], y: shown },
      { name: "N = 10", xaxis: "x2", yaxis: "y2", x: [0, 1, 2, 3, 4], y: shown },
    ]);
    expect(figure.layout.yaxis).toMatchObject({ type: "log", range: [-3, 0.05] });
  });

  it("has a linear axis, too, on which lines go on below 0", () => {
    const means = [1, 0.05, -0.014, 0.002];
    const points = means.map((mean, lag) => ({ curriculum: "single-head", n: 5, seed: 1, lag, mean }));
    const { data, layout } = autocorrelationAgainstLag(points, { scale: "linear" });
    expect(data.map(({ y }) => y)).toEqual([means]);
    expect(layout.yaxis).toMatchObject({ title: { text: "autocorrelation" }, zeroline: true });
    expect(layout.yaxis?.type).toBe(undefined);
    expect(layout.yaxis2).toMatchObject({ matches: "y" });
  });

  it("is darker for larger N, with one entry of the legend for both panels", () => {
    const points = [2, 5, 10].flatMap((n) => [...decay("single-head", n, 1, 0.5), ...decay("multi-head", n, 1, 0.5)]);
    const { data } = autocorrelationAgainstLag(points);
    expect(data.filter(({ showlegend }) => showlegend).map(({ name }) => name)).toEqual(["N = 2", "N = 5", "N = 10"]);
    expect(data[2].line?.color).toBe("rgb(68, 1, 84)");
    expect(data[0].line?.color).toBe(data[3].line?.color);
  });
});

describe("Figure 5a of networks that were measured at many N", () => {
  it("shows those that can be told apart, and the largest, so that the legend has room for all", () => {
    const measured = [2, 5, 10, 15, 16, 17, 18, 19, 20, 30, 35, 39];
    const points = measured.map((n) => ({ curriculum: "single-head", n, seed: 1, lag: 0, mean: 1 }));
    const shown = (ns: readonly number[]) =>
      autocorrelationAgainstLag(points.filter(({ n }) => ns.includes(n))).data.map(({ name }) => name);
    expect(shown(measured)).toEqual([2, 5, 10, 15, 20, 30, 39].map((n) => `N = ${n}`));
    expect(shown([16, 17, 18])).toEqual(["N = 16", "N = 17", "N = 18"]);
    const ofBoth = [
      ...points.filter(({ n }) => n < 20), // each curriculum has a largest N of its own
      ...points.map((point) => ({ ...point, curriculum: "multi-head" })),
    ];
    const single = autocorrelationAgainstLag(ofBoth).data.filter(({ xaxis }) => xaxis === "x");
    expect(single.map(({ name }) => name)).toEqual([2, 5, 10, 15, 19].map((n) => `N = ${n}`));
  });
});

describe("Figure 5b", () => {
  it("has the same vertical axis in all panels", () => {
    const { layout } = tauNetDistribution([{ curriculum: "multi-head", seed: 1, n: 5, tauNet: 2 }], {
      ns: [5, 17, 30],
    });
    expect([layout.yaxis, layout.yaxis2, layout.yaxis3].map((axis) => (axis as Axis).matches)).toEqual([
      undefined,
      "y",
      "y",
    ]);
  });

  it("tells which curriculum is not there yet, but for those that nobody asked for", () => {
    const texts = (...curricula: string[]) => {
      const rows = curricula.map((curriculum, i) => ({ curriculum, seed: 1, n: 5 + i, tauNet: 2 }));
      return (tauNetDistribution(rows, { ns: [5] }).layout.annotations as { text: string }[]).map(({ text }) => text);
    };
    expect(texts("sliding-window").filter((text) => text.includes("not available"))).toEqual([]);
    expect(texts("multi-head")).toContain("single-head:<br>N = 5 is not available yet");
    expect(texts("sliding-window", "multi-head")).toContain("multi-head:<br>N = 5 is not available yet");
  });

  it("shares the neurons with a τ_net above 1 among bins, all networks of a condition together", () => {
    const rows = [0.5, 1.1, 1.2, 20, 100].map((tauNet, i) => ({
      ...{ curriculum: "multi-head", n: 5, seed: 1 + (i % 2) },
      tauNet,
    }));
    const figure = tauNetDistribution([...rows, { curriculum: "multi-head", n: 5, seed: 1, tauNet: null }]);
    expect(figure.data.length).toBe(1);
    const y = figure.data[0].y as number[];
    expect(y[0]).toBe(0.5); // 1.1 and 1.2, of four above 1
    expect(y.slice(0, -1).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(y.at(-1)).toBe(0.25); // 100 is in the last bin
    expect(texts(figure)).toContain("single-head:<br>N = 5 is not available yet");
    expect(texts(figure)).toContain("single-head and multi-head:<br>N = 30 is not available yet");
  });

  it("shows the N that there are where none is of the published ones", () => {
    const rows = [12, 7].map((n) => ({ curriculum: "multi-head", n, seed: 1, tauNet: 2 }));
    const { xaxis, xaxis2, xaxis3 } = tauNetDistribution(rows).layout as Record<string, { title: object }>;
    expect(xaxis.title).toMatchObject({ text: "τ<sub>net</sub> (steps), N = 7" });
    expect(xaxis2.title).toMatchObject({ text: "τ<sub>net</sub> (steps), N = 12" });
    expect(xaxis3).toBeUndefined();
  });
});

describe("Figures 5c and d", () => {
  it("show means over networks beside the published ones", () => {
    const rows = [5, 10].map((n) => ({
      task: "n-parity",
      curriculum: "multi-head",
      seed: 1,
      n,
      mean: n / 2,
      std: null,
    }));
    const { data, layout } = tauNetAgainstN(rows, { published: publishedTauNet() });
    const ours = data.filter(({ name }) => name === "multi-head, N-parity");
    expect(ours.map(({ y, xaxis }) => ({ y, xaxis }))).toEqual([{ y: [2.5, 5], xaxis: "x" }]); // an STD there is not
    expect(data.filter(({ name }) => name?.endsWith("published")).length).toBe(4);
    expect(layout.yaxis2).toMatchObject({ title: { text: "STD of τ<sub>net</sub> (steps)" } });
  });

  it("have means and STDs in panels of their own, ours and the published ones", () => {
    const row = { task: "n-parity", curriculum: "single-head" };
    const rows = [5, 10].map((n) => ({ ...row, seed: 1, n, mean: n / 2, std: n / 10 }));
    const other = { task: "n-dms", curriculum: "multi-head", seed: 2, n: 5, mean: 7, std: 0.75 };
    const published = [
      { ...row, statistic: "std", n: 5, value: 0.7, readingError: 0.01 },
      { ...row, statistic: "mean", n: 5, value: 3, readingError: 0.02 },
      { ...row, statistic: "std", n: 10, value: 1.4, readingError: 0.03 },
    ] as const;
    const { data } = tauNetAgainstN([...rows, other], { published });
    const drawn = data.map(({ name, xaxis, yaxis, x, y }) => ({ name, xaxis, yaxis, x, y }));
    const [parity, dms] = ["single-head, N-parity", "multi-head, N-DMS"];
    const theirs = `${parity}, published`;
    const [left, right] = [
      { xaxis: "x", yaxis: "y" },
      { xaxis: "x2", yaxis: "y2" },
    ];
    expect(drawn).toEqual([
      { name: theirs, ...left, x: [5], y: [3] },
      { name: parity, ...left, x: [5, 10], y: [2.5, 5] },
      { name: `${parity}: networks`, ...left, x: [5, 10], y: [2.5, 5] },
      { name: dms, ...left, x: [5], y: [7] },
      { name: dms, ...left, x: [5], y: [7] },
      { name: theirs, ...right, x: [5, 10], y: [0.7, 1.4] },
      { name: parity, ...right, x: [5, 10], y: [0.5, 1] },
      { name: `${parity}: networks`, ...right, x: [5, 10], y: [0.5, 1] },
      { name: dms, ...right, x: [5], y: [0.75] },
      { name: dms, ...right, x: [5], y: [0.75] },
    ]);
    expect(data.filter(({ name }) => name === theirs).map(({ error_y }) => error_y?.array)).toEqual([
      [0.02],
      [0.01, 0.03],
    ]);
  });

  it("have no shading below 0, where networks differ by more than their mean", () => {
    const differing = [1, 12].flatMap((value, i) =>
      [25, 30].map((n) => {
        return { task: "n-parity", curriculum: "multi-head", seed: i + 1, n, mean: value, std: value };
      }),
    );
    const { data, layout } = tauNetAgainstN(differing);
    const shading = data.filter(({ fill }) => fill === "toself");
    expect(shading.map(({ y }) => Array.from(y ?? []).slice(2))).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect([layout.yaxis, layout.yaxis2]).toMatchObject([{ rangemode: "nonnegative" }, { rangemode: "tozero" }]);
  });

  const network = { task: "n-parity", curriculum: "single-head", seed: 1, n: 5, mean: 40, std: 45, median: 4 };

  it("has the median instead of the STD for a network with gates, both on logarithmic axes", () => {
    const second = { ...network, seed: 2, mean: 10, median: 9 };
    const { data, layout } = tauNetAgainstN([network, second], { state: "h" });
    const lines = data.filter(({ name, mode }) => name === "single-head, N-parity" && mode === "lines");
    expect(lines.map(({ y }) => (y as number[])[0])).toEqual([expect.closeTo(20, 9), expect.closeTo(6, 9)]);
    expect(layout.yaxis).toMatchObject({ type: "log", title: { text: "mean of τ<sub>net</sub> of h (steps)" } });
    expect(layout.yaxis2).toMatchObject({ type: "log", title: { text: "median of τ<sub>net</sub> of h (steps)" } });
  });

  it("marks the networks of which a quarter of the neurons or more are at the bound of the fit", () => {
    const rows = [
      { ...network, upperQuartile: 99.99999999 },
      { ...network, seed: 2, upperQuartile: 99.9 },
      { ...network, seed: 3 },
    ];
    const name = "¼ or more of the units at the fit's bound, 100 steps";
    const rings = tauNetAgainstN(rows, { state: "h" }).data.filter((trace) => trace.name === name);
    const place = { x: [5], text: ["single-head, seed 1"] };
    expect(rings).toMatchObject([
      { ...place, y: [40], xaxis: "x", showlegend: true },
      { ...place, y: [4], xaxis: "x2", showlegend: false },
    ]);
    expect(tauNetAgainstN(rows.slice(1), { state: "h" }).data.some((trace) => trace.name === name)).toBe(false);
  });

  it("marks the networks of which fewer than ten neurons are kept", () => {
    const rows = [
      { ...network, neurons: 9 },
      { ...network, seed: 2, neurons: 10 },
      { ...network, seed: 3 },
    ];
    const name = "fewer than 10 neurons kept";
    expect(tauNetAgainstN(rows).data.filter((trace) => trace.name === name)).toMatchObject([
      { x: [5], y: [40], text: ["single-head, seed 1"], xaxis: "x", showlegend: true },
      { x: [5], y: [45], text: ["single-head, seed 1"], xaxis: "x2", showlegend: false },
    ]);
    expect(tauNetAgainstN(rows.slice(1)).data.some((trace) => trace.name === name)).toBe(false);
  });
});

it("of the shipped GRUs, one has that many in all networks beyond N = 2", async () => {
  const filter = { profile: "lab", task: "n-parity", curriculum: "single-head", model: "gru", seed: 2 };
  const { rows } = await loadResults("gated-timescales", filter);
  const shown = rows.filter(({ inputs, kept }) => inputs === "random" && kept === "above-1");
  const { x } = tauNetAgainstN(shown, { state: "h" }).data.find(({ name }) => name?.startsWith("¼")) ?? {};
  expect(x).toEqual([5, 10, 15]);
});

describe("Figure 4a", () => {
  const run = (curriculum: string, tau: number | "trained", seed: number, n: number) => ({
    config: trainingConfig({ task: "n-parity", curriculum, model: { name: "leaky-rnn", tau }, seed }),
    epochs: Array.from({ length: n - 1 }, (_, i) => ({ epoch: i + 1, nMax: i + 2, accuracyLast: 1, solved: true })),
  });

  it("has a dot for each network above its τ, and the means as lines", () => {
    const runs = [run("single-head", 1, 1, 8), run("single-head", 1, 2, 10), run("multi-head", "trained", 1, 20)];
    const figure = largestNByTau(runs, { published: publishedLargestNByTau() });
    const single = figure.data.find(({ name, xaxis }) => name === "single-head" && xaxis === "x");
    expect(single).toMatchObject({ y: [8, 10], text: ["seed 1", "seed 2"] });
    Array.from(single?.x ?? [], (x, i) => expect(x).toBeCloseTo([-0.28, -0.08][i], 12)); // beside each other
    const multi = figure.data.find(({ name }) => name === "multi-head");
    expect(multi).toMatchObject({ x: [2.82], y: [20], xaxis: "x2" });
    const lines = figure.layout.shapes as { y0: number; xref: string }[];
    expect(lines[0]).toMatchObject({ xref: "x", y0: 9 });
    const theirs = figure.data.filter(({ name }) => name === "published").map(({ y }) => (y as number[]).length);
    expect(theirs).toEqual([16, 16]); // 4 networks for each of 1, 2, 3, trained
    expect(publishedLargestNByTau("n-dms")).toEqual([]); // not among what could be read
  });

  it("compares runs at equal numbers of epochs", () => {
    const { data } = largestNByTau([untilEpoch(run("multi-head", 3, 1, 20), 4)]);
    expect(data[0].y).toEqual([5]);
  });

  it("names above each panel the τ of which no network is there", () => {
    const all = "τ = 1; τ = 2; τ = 3; τ trained";
    const missing = (figure: Figure) => texts(figure).filter((text) => text.includes("not available yet"));
    expect(missing(largestNByTau([]))).toEqual([`not available yet: ${all}`, `not available yet: ${all}`]);
    const multi = [run("multi-head", 3, 1, 20)];
    expect(missing(largestNByTau(multi))[1]).toBe("not available yet: τ = 1; τ = 2; τ trained");
    const beside = largestNByTau(multi, { published: publishedLargestNByTau() });
    expect(missing(beside)).toEqual([
      `ours not available yet: ${all}`,
      "ours not available yet: τ = 1; τ = 2; τ trained",
    ]);
  });

  it("has the same axis for both curricula, from 0 to beyond the largest N of either, also of the published ones", () => {
    const runs = [run("single-head", 1, 1, 8), run("multi-head", 1, 1, 20)];
    const ranges = ({ layout }: Figure) => [layout.yaxis?.range, (layout.yaxis2 as Axis).range];
    for (const [published, largest] of [
      [[], 20],
      [publishedLargestNByTau(), 101],
    ] as const) {
      const [single, multi] = ranges(largestNByTau(runs, { published }));
      expect(single).toEqual(multi);
      expect(single?.[0]).toBe(0);
      expect(single?.[1]).toBeGreaterThan(largest);
      expect(single?.[1]).toBeLessThan(1.1 * largest);
    }
  });
});
