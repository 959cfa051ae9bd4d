import { describe, expect, it } from "vitest";
import { decodingFigure } from "../../lib/index.js";

/** Accuracies for N′ = 2, 3, … of a network that solved n. */
function rowsOf(
  condition: { task: string; curriculum: string; variant?: string; seed: number },
  n: number,
  values: number[],
) {
  return values.map((accuracy, i) => ({ ...condition, n, testedN: i + 2, accuracy }));
}
const single = { task: "n-parity", curriculum: "single-head", seed: 1 };
const lineOf = (figure: ReturnType<typeof decodingFigure>, name: string, xaxis = "x") =>
  figure.data.find((trace) => trace.name === name && trace.xaxis === xaxis && trace.mode === "lines");

describe("the figure of decoding", () => {
  it("puts networks of different N over each other by their distance from N", () => {
    const figure = decodingFigure([
      ...rowsOf(single, 4, [0.5, 0.7, 1, 0.75]),
      ...rowsOf({ ...single, seed: 2 }, 3, [0.8, 0.9, 0.65]),
    ]);
    expect(lineOf(figure, "single-head")).toMatchObject({ x: [-1, 0, 1], y: [75, 95, 70] });
    const dots = figure.data.find((trace) => trace.name === "single-head: networks");
    expect(dots?.text).toContain("seed 2, N = 3");
  });

  it("has a panel for each task, and each curriculum once in the legend", () => {
    const figure = decodingFigure([
      ...rowsOf(single, 3, [0.5, 1]),
      ...rowsOf({ ...single, task: "n-dms" }, 3, [0.75, 1]),
      ...rowsOf({ ...single, curriculum: "sliding-window", variant: "width-5-drop-1" }, 3, [0.6, 1]),
    ]);
    expect(lineOf(figure, "single-head", "x2")?.y).toEqual([75, 100]);
    expect(figure.data.filter(({ showlegend }) => showlegend).map(({ name }) => name)).toEqual([
      "single-head",
      "sliding-window (width 5, drop 1)",
    ]);
  });

  it("has curricula in their colours beside networks of which neither profile nor model is said", () => {
    const measured = ["single-head", "multi-head"].flatMap((curriculum) =>
      rowsOf({ ...single, curriculum }, 3, [0.9, 1]).map((row) => ({ ...row, profile: "lab", model: "leaky-rnn" })),
    );
    const figure = decodingFigure([...measured, ...rowsOf({ ...single, curriculum: "untrained" }, 3, [0.6, 0.5])]);
    expect(lineOf(figure, "single-head")?.line?.color).toBe("#0072B2");
    expect(lineOf(figure, "multi-head")?.line?.color).toBe("#D55E00");
    expect(lineOf(figure, "untrained")?.line?.color).toBe("#000000");
  });

  it("names curricula in the order of all figures, whichever task they are first shown of", () => {
    const figure = decodingFigure([
      ...rowsOf({ ...single, task: "n-dms" }, 3, [0.9, 1]),
      ...rowsOf({ ...single, curriculum: "untrained" }, 3, [0.6, 0.5]),
    ]);
    const named = figure.data.filter(({ showlegend }) => showlegend);
    expect(named.sort((a, b) => (a.legendrank ?? 0) - (b.legendrank ?? 0)).map(({ name }) => name)).toEqual([
      "single-head",
      "untrained",
    ]);
  });

  it("says where nothing was measured", () => {
    const noticesOf = (rows: Parameters<typeof decodingFigure>[0]) =>
      JSON.stringify(decodingFigure(rows).layout.annotations).split("no network has been").length - 1;
    expect([noticesOf([]), noticesOf(rowsOf(single, 3, [0.5, 1]))]).toEqual([2, 1]);
  });
});
