import { describe, expect, it } from "vitest";
import {
  accuracyAgainstEpoch,
  connectivityAgainstN,
  describeResults,
  describeRuns,
  figurePanels,
  largestNAgainstEpoch,
  sideBySide,
  timeStepFigure,
  trainingConfig,
} from "../../lib/index.js";

const run = (model: string, curriculum: string, seed: number) => ({
  config: trainingConfig({ task: "n-parity", curriculum, model, seed }),
  epochs: [1, 2, 3].map((epoch) => ({ epoch, nMax: 1 + epoch, accuracyLast: 0.99, solved: true })),
});
const runs = ["gru", "lstm"].flatMap((model) =>
  ["single-head", "multi-head"].flatMap((curriculum) => [1, 2].map((seed) => run(model, curriculum, seed))),
);
const panelOf = (model: string) => ({
  title: model,
  figure: largestNAgainstEpoch(
    runs.filter(({ config }) => config.model.name === model),
    { letter: model === "gru" ? "a" : "" },
  ),
});

describe("figures side by side", () => {
  const figure = sideBySide([panelOf("gru"), panelOf("lstm")]);

  it("keep their own lines, and name those of both once", () => {
    expect(figure.data.map(({ xaxis }) => xaxis)).toEqual([..."xxxx", "x2", "x2", "x2", "x2"]);
    const named = figure.data.filter(({ showlegend }) => showlegend !== false);
    expect(named.map(({ name }) => name)).toEqual(["single-head, N-parity", "multi-head, N-parity"]);
  });

  it("are two panels with the same axis titles, on one scale", () => {
    const panels = figurePanels(figure);
    expect(panels.length).toBe(2);
    for (const { figure: panel } of panels) expect(panel.layout.yaxis?.title?.text).toBe("largest N solved");
    expect(figure.layout.yaxis2).toMatchObject({ matches: "y" });
    expect(figure.layout.xaxis2).toMatchObject({ anchor: "y2", domain: [expect.closeTo(0.55, 12), 1] });
  });

  it("keep a line across its own panel, whatever the panel's scale", () => {
    const line = { type: "line", xref: "x domain", yref: "y", x0: 0, x1: 1, y0: 5, y1: 5 };
    const panel = panelOf("lstm");
    const lined = { ...panel, figure: { ...panel.figure, layout: { ...panel.figure.layout, shapes: [line] } } };
    expect(sideBySide([panelOf("gru"), lined]).layout.shapes).toContainEqual({
      ...line,
      xref: "x2 domain",
      yref: "y2",
    });
  });

  it("move what lies on a panel with it: a notice in its middle, dotted lines from its left to its right", () => {
    const { layout } = sideBySide([panelOf("gru"), { title: "LSTM", figure: accuracyAgainstEpoch([]) }]);
    expect(layout.annotations).toContainEqual(
      expect.objectContaining({
        text: "no network without a curriculum is available yet",
        x: expect.closeTo(0.775, 12),
        xanchor: "center",
      }),
    );
    expect(layout.shapes).toContainEqual(
      expect.objectContaining({ x0: expect.closeTo(0.55, 12), x1: expect.closeTo(1, 12), y0: 98, yref: "y2" }),
    );
  });

  it("must have one panel each", () => {
    const point = { task: "n-parity", curriculum: "multi-head", seed: 1, n: 2, mean: 0, components: 1 };
    const two = { title: "", figure: connectivityAgainstN([point], [point]) };
    expect(() => sideBySide([two])).toThrow("expected a figure of one panel, got axes x2 and y2");
  });
});

describe("the figure of time steps", () => {
  const points = [5, 10].flatMap((n) =>
    [1, 2].flatMap((seed) => [10, 20].map((k) => ({ n, seed, timeStep: 1 / k, accuracy: seed === 1 ? 0.5 : 1 }))),
  );

  it("has a line for each network and one for their mean, of the same colour for an N in every panel", () => {
    const { data } = timeStepFigure(points);
    expect(data.map(({ name }) => name)).toEqual([undefined, undefined, "N = 5", undefined, undefined, "N = 10"]);
    expect(data[2]).toMatchObject({ x: [0.05, 0.1], y: [75, 75] });
    const [alone] = timeStepFigure(points.slice(-1), { ns: [5, 10] }).data;
    expect(alone.line?.color).toBe(data[5].line?.color);
    expect(data[2].line?.color).not.toBe(data[5].line?.color);
  });

  it("shades the lengths that were trained", () => {
    const shaded = (trained: number[]) => timeStepFigure(points, { trained }).layout.shapes;
    expect(shaded([])).toEqual([]);
    expect(shaded([7, 8, 9, 10])).toMatchObject([{ x0: expect.closeTo(0.0971, 4), x1: expect.closeTo(0.1471, 4) }]);
    expect(shaded([10])).toMatchObject([{ x0: expect.closeTo(0.0971, 4), x1: expect.closeTo(0.103, 4) }]);
  });

  it("says where there is no network", () => {
    expect(timeStepFigure([]).layout.annotations).toContainEqual(
      expect.objectContaining({ text: "no network of this kind is available yet" }),
    );
  });
});

describe("a caption", () => {
  it("tells models with gates apart", () => {
    const text = describeRuns(runs);
    expect(text).toContain("GRU, multi-head: seeds 1, 2, largest N solved 4, 4");
    expect(text).toContain("LSTM, single-head: seeds 1, 2, largest N solved 4, 4");
    const row = { profile: "lab", task: "n-parity", curriculum: "multi-head", variant: null, seed: 1, n: 7 };
    expect(describeResults([{ ...row, model: "leaky-rnn" }])).toBe(
      "lab profile, N-parity, 1 network<br>multi-head: seed 1, measured at N = 7",
    );
    expect(describeResults([{ ...row, model: "lstm" }])).toContain("LSTM, multi-head");
  });
});
