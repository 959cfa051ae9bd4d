import { describe, expect, it } from "vitest";
import {
  type Axis,
  agreement,
  forgettingFigure,
  guessAccuracy,
  loadResults,
  nParity,
  solvedNearest,
} from "../../lib/index.js";

type Inputs = "0.5" | "random";

/** A network that knows its heads' N and nothing else, as if it had been tested without chance. */
function rowsOf(
  condition: { curriculum: string; variant?: string; seed: number },
  heads: readonly number[],
  inputs: Inputs = "0.5",
) {
  const n = Math.max(...heads);
  const p = inputs === "random" ? "random" : 0.5;
  return Array.from({ length: n - 1 }, (_, i) => i + 2).flatMap((testedN) =>
    (heads.includes(testedN) ? [testedN] : heads).map((headN) => ({
      ...{ task: "n-parity", ...condition, n, inputs, testedN, headN },
      accuracy: agreement(nParity, testedN, headN, p),
      chance: guessAccuracy(nParity, testedN, p),
      chanceOfHead: agreement(nParity, testedN, headN, p),
    })),
  );
}
const single = (seed: number, n: number, inputs?: Inputs) => rowsOf({ curriculum: "single-head", seed }, [n], inputs);
const multi = (seed: number, n: number, inputs?: Inputs) => {
  const heads = Array.from({ length: n - 1 }, (_, i) => i + 2);
  return rowsOf({ curriculum: "multi-head", seed }, heads, inputs);
};

describe("the figure of forgetting", () => {
  const line = (figure: ReturnType<typeof forgettingFigure>, name: string, xaxis = "x") =>
    figure.data.find((trace) => trace.name === name && trace.xaxis === xaxis && trace.mode === "lines");

  it("shows that a single head knows its last N only, and many heads all of them", () => {
    const figure = forgettingFigure([...single(1, 5), ...multi(1, 5)]);
    expect(line(figure, "single-head, N-parity")).toMatchObject({ x: [2, 3, 4, 5], y: [50, 50, 50, 100] });
    expect(line(figure, "multi-head, N-parity")).toMatchObject({ x: [2, 3, 4, 5], y: [100, 100, 100, 100] });
    expect(line(figure, "knowing p only, N-parity")).toMatchObject({ x: [2, 3, 4, 5], y: [50, 50, 50, 50] });
  });

  it("shows beside, with random p, what looks like memory and is none", () => {
    const figure = forgettingFigure([...single(1, 6, "random"), ...multi(1, 6, "random")]);
    const scored = line(figure, "single-head, N-parity", "x2")?.y as number[];
    const [headOnly, ...others] = figure.data.filter(({ name }) => name === "knowing the heads' N only");
    expect(others).toEqual([]);
    expect(headOnly).toMatchObject({ xaxis: "x2", mode: "markers", marker: { symbol: "circle-open" } });
    const at = (name: string) => figure.data.findLastIndex((trace) => trace.name === name);
    expect(at("knowing the heads' N only")).toBeGreaterThan(at("single-head, N-parity: networks")); // above the curve
    expect(headOnly?.x).toEqual([2, 3, 4, 5]); // not where the head is that N's own
    expect(headOnly?.y).toEqual(scored.slice(0, 4));
    expect(scored[2]).toBeCloseTo(200 / 3, 9); // N′ = 4 and N = 6
    const guess = line(figure, "knowing p only, N-parity", "x2")?.y as number[];
    expect(guess[0]).toBeCloseTo(200 / 3, 9); // N′ = 2: 1/2 + 1/6
  });

  it("has the answers of the best head where an N has none of its own any more", () => {
    const window = rowsOf(
      { curriculum: "sliding-window", variant: "width-5-drop-1", seed: 1 },
      [4, 5, 6, 7, 8],
      "random",
    );
    const figure = forgettingFigure(window);
    const name = "sliding-window (width 5, drop 1), N-parity";
    const y = line(figure, name, "x2")?.y as number[];
    expect(y.slice(2)).toEqual([100, 100, 100, 100, 100]);
    expect(y[0]).toBeCloseTo(200 / 3, 9); // N′ = 2 by the head of N = 4
    expect(y[1]).toBeCloseTo(200 / 3, 9); // N′ = 3 by the head of N = 5
  });

  it("rings the best that knowing the heads' N can do, over heads and networks", () => {
    const row = { task: "n-parity", curriculum: "sliding-window", inputs: "random", chance: 0.6 } as const;
    const figure = forgettingFigure([
      { ...row, seed: 1, n: 5, testedN: 2, headN: 4, accuracy: 0.5, chanceOfHead: 0.75 },
      { ...row, seed: 1, n: 5, testedN: 2, headN: 5, accuracy: 0.375, chanceOfHead: 0.625 },
      { ...row, seed: 2, n: 5, testedN: 2, headN: 5, accuracy: 0.625, chanceOfHead: 0.625 },
      { ...row, seed: 1, n: 5, testedN: 4, headN: 4, accuracy: 0.875, chanceOfHead: 1 },
      { ...row, seed: 2, n: 5, testedN: 4, headN: 4, accuracy: 1, chanceOfHead: 1 },
    ]);
    const std = 12.5 / Math.SQRT2; // of 50 and 62.5, and of 87.5 and 100
    const edges = [56.25 + std, 100, 93.75 - std, 56.25 - std].map((edge) => expect.closeTo(edge, 12));
    const name = "sliding-window, N-parity";
    const place = { xaxis: "x2", yaxis: "y2" };
    expect(figure.data.map(({ name, xaxis, yaxis, mode, x, y }) => ({ name, xaxis, yaxis, mode, x, y }))).toEqual([
      { name: "knowing p only, N-parity", ...place, mode: "lines", x: [2, 4], y: [60, 60] },
      { name: `${name}: ± STD over networks`, ...place, mode: "lines", x: [2, 4, 4, 2], y: edges },
      { name, ...place, mode: "lines", x: [2, 4], y: [56.25, 93.75] },
      { name: `${name}: networks`, ...place, mode: "markers", x: [2, 2, 4, 4], y: [50, 62.5, 87.5, 100] },
      { name: "knowing the heads' N only", ...place, mode: "markers", x: [2], y: [75] },
    ]);
  });

  it("has means over networks with a dot for each, and a line for each N at which networks were tested", () => {
    const [a, b] = [single(1, 5), single(2, 5)];
    b[0].accuracy = 0.6;
    const figure = forgettingFigure([...a, ...b, ...single(3, 4)]);
    const lines = figure.data.filter(
      ({ name, mode, xaxis, fill }) => name === "single-head, N-parity" && mode === "lines" && xaxis === "x" && !fill,
    );
    expect(lines.map(({ x, y }) => [x, y])).toEqual([
      [
        [2, 3, 4, 5],
        [55, 50, 50, 100],
      ],
      [
        [2, 3, 4],
        [50, 50, 100],
      ],
    ]);
    expect(lines.map(({ showlegend }) => showlegend)).toEqual([true, false]);
  });

  it("has a row for each kind of curriculum that is there", () => {
    const all = { curriculum: "all-at-once", seed: 1 };
    const several = { curriculum: "several-heads", variant: "start-5-add-5", seed: 1 };
    const window = { curriculum: "sliding-window", variant: "width-5-drop-1", seed: 1 };
    const together = [...rowsOf(all, [2, 3, 4, 5]), ...rowsOf(several, [2, 3, 4, 5, 6])];
    const figure = forgettingFigure([...together, ...rowsOf(window, [4, 5, 6, 7, 8]), ...multi(1, 5)]);
    expect(line(figure, "multi-head, N-parity", "x")?.y).toEqual([100, 100, 100, 100]);
    expect(line(figure, "sliding-window (width 5, drop 1), N-parity", "x3")).toBeDefined();
    expect(line(figure, "several-heads (start 5, add 5), N-parity", "x5")?.y).toEqual([100, 100, 100, 100, 100]);
    expect(line(figure, "all-at-once, N-parity", "x5")?.y).toEqual([100, 100, 100, 100]);
    const named = figure.data.filter(({ showlegend }) => showlegend).map(({ name }) => name);
    expect(new Set(named).size).toBe(named.length);
    const bottoms = ["", "3", "5"].map((suffix) => (figure.layout[`yaxis${suffix}`] as Axis).domain?.[0] ?? -1);
    expect(bottoms[0]).toBeGreaterThan(bottoms[1]);
    expect(bottoms[1]).toBeGreaterThan(bottoms[2]);
    expect(line(forgettingFigure(together), "all-at-once, N-parity", "x")).toBeDefined();
    const widthOf = (name: string, xaxis: string) => line(figure, name, xaxis)?.line?.width ?? 0;
    const above = widthOf("several-heads (start 5, add 5), N-parity", "x5");
    expect(widthOf("all-at-once, N-parity", "x5")).toBeGreaterThan(2 * above); // under it from end to end
    expect(widthOf("multi-head, N-parity", "x")).toBe(above);
  });

  it("says which panel has no data", () => {
    const texts = (rows: Parameters<typeof forgettingFigure>[0]) =>
      (forgettingFigure(rows).layout.annotations as { text: string }[]).filter(({ text }) =>
        text.startsWith("no network"),
      );
    expect(texts([])).toHaveLength(2);
    expect(texts(single(1, 5))).toHaveLength(1);
    expect(texts([...single(1, 5), ...single(1, 5, "random")])).toHaveLength(0);
  });
});

describe("the networks that are nearest to an N", () => {
  it("are one of each run, the smaller N of two", () => {
    const rows = [
      ...[5, 10, 15].map((n) => ({ run: "a", n })),
      ...[11, 16, 16, 21].map((n) => ({ run: "b", n })),
      ...[14, 16].map((n) => ({ run: "c", n })),
    ];
    expect(solvedNearest(rows, 15)).toEqual([
      { run: "a", n: 15 },
      { run: "b", n: 16 },
      { run: "b", n: 16 },
      { run: "c", n: 14 },
    ]);
    expect(solvedNearest([], 15)).toEqual([]);
  });
});

it("of the shipped networks, single-head ones forget and multi-head ones keep", async () => {
  const filter = { profile: "lab", task: "n-parity", curriculum: ["single-head", "multi-head"], n: 15 };
  const { rows } = await loadResults("forgetting", filter);
  const { data } = forgettingFigure(rows);
  const y = (curriculum: string) =>
    data.find(
      ({ name, mode, xaxis, fill }) => name === `${curriculum}, N-parity` && mode === "lines" && xaxis === "x" && !fill,
    )?.y as number[];
  expect(Math.max(...y("single-head").slice(0, -1))).toBeLessThan(55);
  expect(y("single-head").at(-1)).toBeGreaterThan(95);
  expect(Math.min(...y("multi-head"))).toBeGreaterThan(98);
});
