import { describe, expect, it } from "vitest";
import { estimatorBiasFigure } from "../../lib/figures/estimatorBiasFigure.js";
import { networkDrawing } from "../../lib/figures/networkDrawing.js";
import { neuronExplorer } from "../../lib/figures/neuronExplorer.js";
import { timescaleComparison } from "../../lib/figures/timescaleComparison.js";
import { multiStart } from "../../lib/timescales/timescaleFit.js";

const explored = (label: string, autocovariance: number[]) => ({
  label,
  activity: [1, 2, 3],
  autocovariance,
  fit: multiStart(autocovariance),
});
const decay = Array.from({ length: 31 }, (_, lag) => 4 * Math.exp(-lag / 5));

describe("the neuron explorer", () => {
  it("shows one neuron at a time, the first at first, with a button for each", () => {
    const { data, layout } = neuronExplorer([explored("one", decay), explored("other", decay)]);
    expect(data.map(({ visible }) => visible)).toEqual([...Array(6).fill(true), ...Array(6).fill(false)]);
    expect(layout.title?.text).toBe("one: single model chosen, τ<sub>net</sub> = 5.00");
    const [{ buttons }] = layout.updatemenus as [{ buttons: { label: string; args: [{ visible: boolean[] }] }[] }];
    expect(buttons.map(({ label }) => label)).toEqual(["one", "other"]);
    expect(buttons[1].args[0].visible).toEqual(data.map(({ visible }) => !visible));
  });

  it("draws the autocorrelation, whatever the variance", () => {
    const { data } = neuronExplorer([explored("one", decay)]);
    expect(data.find(({ name }) => name === "simulated")?.y?.[5]).toBeCloseTo(Math.exp(-1), 12);
  });

  it("says why a neuron has no timescale", () => {
    const { data, layout } = neuronExplorer([explored("silent", new Array(31).fill(0))]);
    expect(layout.title?.text).toBe("silent: no timescale, the activity does not change: its variance is 0");
    expect(JSON.stringify(data)).not.toContain("NaN");
  });
});

describe("figures", () => {
  it("say how many panels or heads they can have", () => {
    expect(() => networkDrawing([1, 2, 3, 4, 5])).toThrow("ns: expected one to four heads, got 5");
    expect(() => estimatorBiasFigure([])).toThrow("panels: expected one to three, got 0");
    expect(() => timescaleComparison([])).toThrow("panels: expected one or two, got 0");
    expect(() => neuronExplorer([])).toThrow("neurons: expected at least one, got none");
  });

  it("of a comparison leave out neurons without a timescale, and keep short ones on the edge", () => {
    const pairs = [
      { neuron: 0, x: 2, y: 3 },
      { neuron: 1, x: null, y: 3 },
      { neuron: 2, x: 1e-9, y: 5 },
    ];
    const { data } = timescaleComparison([{ x: "one", y: "other", pairs }]);
    expect(data[0].x).toEqual([2, 0.1]);
    expect(data[0].y).toEqual([3, 5]);
  });
});

describe("the figure of the bias of estimators", () => {
  const row = { tau: 20, bias: 0.5, spread: 0.1, doubleShare: null, failedShare: 0 };

  it("has the estimates as they are, and their median, τ (1 + bias of the median), beside the truth", () => {
    const { data, layout } = estimatorBiasFigure([
      {
        title: "one timescale",
        rows: [
          { ...row, estimator: "ar1", steps: 100, estimates: [15, 30, 16], medianBias: -0.2 },
          { ...row, estimator: "ar1", steps: 1000, estimates: [19, 21], medianBias: 0.25 },
        ],
      },
      {
        title: "two timescales",
        rows: [{ ...row, tau: 8, estimator: "multi-start", steps: 100, estimates: [], medianBias: null }],
      },
    ]);
    const drawn = data.map(({ name, xaxis, yaxis, mode, showlegend, x, y }) => {
      return { name, xaxis, yaxis, mode, showlegend, x, y };
    });
    const [left, right] = [
      { xaxis: "x", yaxis: "y" },
      { xaxis: "x2", yaxis: "y2" },
    ];
    const dots = { mode: "markers", showlegend: false };
    const line = { mode: "lines+markers" };
    expect(drawn).toEqual([
      { name: "ar1, recordings", ...left, ...dots, x: [100, 100, 100, 1000, 1000], y: [15, 30, 16, 19, 21] },
      { name: "ar1", ...left, ...line, showlegend: true, x: [100, 1000], y: [16, 25] },
      { name: "multi-start, recordings", ...right, ...dots, x: [], y: [] },
      { name: "multi-start", ...right, ...line, showlegend: false, x: [100], y: [null] },
    ]);
    const mainCurricula = ["#0072B2", "#D55E00"];
    for (const { line } of data) expect(mainCurricula).not.toContain(line?.color);
    expect(layout.shapes).toMatchObject([
      { xref: "x domain", yref: "y", y0: 20, y1: 20 },
      { xref: "x2 domain", yref: "y2", y0: 8, y1: 8 },
    ]);
    expect([layout.xaxis, layout.yaxis]).toMatchObject([
      { type: "log", title: { text: "steps per trial" } },
      { type: "log", title: { text: "estimate (steps)" } },
    ]);
  });
});
