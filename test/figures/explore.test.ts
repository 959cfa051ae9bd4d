import { describe, expect, it } from "vitest";
import {
  ablationExplorer,
  type Figure,
  largestNAgainstEpoch,
  type Trace,
  tauAgainstTauNet,
  timescaleComparison,
  trainingConfig,
} from "../../lib/index.js";

/** The upper end of an axis's range. */
const topOf = (axis: { range?: unknown } | undefined) =>
  Array.isArray(axis?.range) ? Number(axis.range[1]) : Number.NaN;
const texts = ({ layout }: Figure) => (layout.annotations as { text: string }[]).map(({ text }) => text);

describe("τ_net against τ", () => {
  const neurons = [
    { neuron: 0, tau: 1, tauNet: 2 },
    { neuron: 1, tau: 1.5, tauNet: 1e-4 },
    { neuron: 2, tau: 1.5, tauNet: null },
    { neuron: 3, tau: 3, tauNet: 8 },
  ];

  it("has a point for every neuron with both, fast ones on the edge, and marks one", () => {
    const { data } = tauAgainstTauNet(neurons, { marked: 3 });
    expect(data[0]).toMatchObject({ x: [1, 1.5, 3], y: [2, 0.1, 8], text: ["neuron 0", "neuron 1", "neuron 3"] });
    expect(data[2]).toMatchObject({ name: "neuron 3", x: [3], y: [8] });
    expect(tauAgainstTauNet(neurons, { marked: 2 }).data).toHaveLength(2);
  });

  it("has room for the longest", () => {
    const top = (tauNet: number) => {
      const { layout } = tauAgainstTauNet([...neurons, { neuron: 4, tau: 1.2, tauNet }]);
      return topOf(layout.yaxis);
    };
    expect(top(90)).toBeCloseTo(2.05, 12);
    expect(top(300)).toBeGreaterThan(Math.log10(300));
    const panel = { x: "one", y: "other", pairs: [{ neuron: 0, x: 500, y: 150 }] };
    const { layout } = timescaleComparison([panel]);
    for (const axis of [layout.xaxis, layout.yaxis]) {
      expect(topOf(axis)).toBeGreaterThan(Math.log10(500));
    }
  });

  it("rings what is at the upper bound of the fit, and only that", () => {
    const bounds = [null, "lower", null, "upper"] as const;
    const { data } = tauAgainstTauNet(neurons.map((one, i) => ({ ...one, atBound: bounds[i] })));
    expect(data).toHaveLength(3);
    expect(data[2]).toMatchObject({ x: [3], y: [8], marker: { symbol: "circle-open" } });
  });

  it("draws the timescale of an isolated neuron", () => {
    const { x, y } = tauAgainstTauNet(neurons).data[1];
    expect(x?.[59]).toBeCloseTo(3, 12);
    expect(Math.exp(-1 / Number(y?.[59]))).toBeCloseTo(1 - 1 / 3, 12); // the autocorrelation at lag 1 of AR(1)
  });

  it("says that a model has no τ", () => {
    const figure = tauAgainstTauNet([{ neuron: 0, tau: null, tauNet: 2 }]);
    expect(texts(figure)).toEqual(["no neuron of this network has a τ of its own and a τ<sub>net</sub>"]);
    expect(JSON.stringify(figure)).not.toContain("Infinity");
  });
});

describe("the ablation explorer", () => {
  const neurons = [
    { neuron: 0, tau: 2, accuracy: 0.6 },
    { neuron: 1, tau: 1, accuracy: 0.9 },
    { neuron: 2, tau: 3, accuracy: 1 },
  ];
  const choosable = [
    { neuron: 2, activity: [0, 1], incoming: [-1, 1], outgoing: [0, 0] },
    { neuron: 1, activity: [2, 3], incoming: [0.5, 3], outgoing: [1, 1] },
  ];
  type Button = { label: string; args: [{ y: (number | null)[][]; x0: number[] }, { "title.text": string }, number[]] };
  const menuOf = ({ layout }: Figure) => (layout.updatemenus as { buttons: Button[]; active: number }[])[0];

  it("has all ablated neurons against τ, and shows the first to choose", () => {
    const { data, layout } = ablationExplorer(neurons, choosable, { baseline: 0.995 });
    expect(data[0]).toMatchObject({ x: [2, 1, 3], y: [0.6, 0.9, 1] });
    expect(data[1]).toMatchObject({ x0: 3, y: [1] });
    expect(data[2]).toMatchObject({ y: [0, 1], xaxis: "x2" });
    expect(layout.title?.text).toBe("without neuron 2, τ = 3.00: 100.0 % right; with all: 99.5 %");
    expect(layout.shapes).toMatchObject([{ y0: 0.995, y1: 0.995 }]);
  });

  it("counts every weight once, in bins that all neurons share", () => {
    const figure = ablationExplorer(neurons, choosable, { baseline: 1 });
    const width = 0.1; // 40 bins from −1 to 3
    expect(figure.data[3].dx).toBeCloseTo(width, 12);
    expect(figure.data[3].x0).toBeCloseTo(-1 + width / 2, 12);
    const filled = (counts: Trace["y"]) => Array.from(counts ?? []).flatMap((n, bin) => (n === null ? [] : [[bin, n]]));
    expect(filled(figure.data[3].y)).toEqual([
      [0, 1],
      [20, 1],
    ]);
    expect(filled(figure.data[4].y)).toEqual([[10, 2]]);
    const [inOfOne] = menuOf(figure).buttons[0].args[0].y.slice(2);
    expect(filled(inOfOne).map(([bin]) => bin)).toEqual([15, 39]); // the largest is in the last
  });

  it("lists the neurons by rising τ; a button moves the four traces of a neuron", () => {
    const figure = ablationExplorer(neurons, choosable, { baseline: 1 });
    const { buttons, active } = menuOf(figure);
    expect(buttons.map(({ label }) => label)).toEqual(["neuron 1, τ = 1.00: 90.0 %", "neuron 2, τ = 3.00: 100.0 %"]);
    expect(active).toBe(1);
    const [change, title, traces] = buttons[0].args;
    expect(traces).toEqual([1, 2, 3, 4]);
    expect(change.y.slice(0, 2)).toEqual([[0.9], [2, 3]]);
    expect(change.x0[0]).toBe(1);
    expect(title["title.text"]).toContain("without neuron 1");
    expect(buttons[1].args[0].y).toEqual(figure.data.slice(1).map(({ y }) => y)); // back to what it was
  });

  it("goes by index where there is no τ, and says that there is no weight matrix", () => {
    const gated = neurons.map((row) => ({ ...row, tau: null }));
    const figure = ablationExplorer(gated, [{ neuron: 2, activity: [0], incoming: null, outgoing: null }], {
      baseline: 1,
    });
    expect(figure.data[0].x).toEqual([0, 1, 2]);
    expect(figure.layout.xaxis?.title?.text).toBe("neuron");
    expect(texts(figure)).toContain("this model has no single weight matrix");
  });

  it("refuses to show nobody, or a neuron that was not ablated", () => {
    expect(() => ablationExplorer(neurons, [], { baseline: 1 })).toThrow("expected at least one, got none");
    const stranger = [{ ...choosable[0], neuron: 7 }];
    expect(() => ablationExplorer(neurons, stranger, { baseline: 1 })).toThrow("got neuron 7");
  });
});

describe("largest N against epoch", () => {
  it("tells models apart by name and colour", () => {
    const run = (name: string, nMax: number) => ({
      config: trainingConfig({ task: "n-parity", curriculum: "multi-head", model: { name } }),
      epochs: [{ epoch: 1, nMax, accuracyLast: 1, solved: true }],
    });
    const runs = [run("leaky-rnn", 2), run("gru", 3), run("gru", 4)];
    const byModel = largestNAgainstEpoch(runs, { by: "model" }).data;
    expect(byModel.map(({ name, showlegend }) => ({ name, showlegend }))).toEqual([
      { name: "leaky-rnn, multi-head, N-parity", showlegend: true },
      { name: "gru, multi-head, N-parity", showlegend: true },
      { name: "gru, multi-head, N-parity", showlegend: false },
    ]);
    expect(new Set(byModel.map(({ line }) => line?.color)).size).toBe(2);
    const byCurriculum = largestNAgainstEpoch(runs).data;
    expect(byCurriculum.map(({ name }) => name)).toEqual([
      "multi-head, N-parity, leaky RNN",
      ...["multi-head, N-parity, GRU", "multi-head, N-parity, GRU"],
    ]);
    expect(new Set(byCurriculum.map(({ line }) => line?.color)).size).toBe(2);
  });
});
