import { describe, expect, it } from "vitest";
import { panelLetter } from "../../lib/figures/look.js";
import { captioned, type Figure, figurePanels, type Layout, type Trace } from "../../lib/index.js";

const line = (more: Partial<Trace> = {}): Trace => ({ type: "scatter", x: [1, 2], y: [3, 4], ...more });
const second = { xaxis: "x2", yaxis: "y2" };

/** Two panels side by side, their entries in the legend in the first one. */
const pair = (layout: Layout = {}): Figure => ({
  data: [
    line({ name: "ours", legendgroup: "ours" }),
    line({ name: "theirs", legendgroup: "theirs" }),
    line({ name: "each network", legendgroup: "ours", showlegend: false, ...second }),
    line({ name: "ours", legendgroup: "ours", showlegend: false, ...second }),
  ],
  layout: {
    width: 900,
    height: 400,
    margin: { l: 70, r: 30, t: 50, b: 60 },
    legend: { orientation: "h", x: 0, y: 1.1 },
    xaxis: { title: { text: "N" }, domain: [0, 0.4], anchor: "y" },
    yaxis: { title: { text: "τ (steps)" }, anchor: "x" },
    xaxis2: { title: { text: "N" }, domain: [0.6, 1], anchor: "y2", matches: "x" },
    yaxis2: { anchor: "x2" },
    annotations: [
      panelLetter("a", 0),
      panelLetter("b", 0.6),
      { text: "middle of b", x: 0.8, y: 0.5, xref: "paper", yref: "paper" },
      { text: "at N = 2", x: 2, y: 4, xref: "x2", yref: "y2" },
    ],
    shapes: [
      { type: "line", xref: "x2 domain", yref: "y2", x0: 0, x1: 1, y0: 1, y1: 1 },
      { type: "line", xref: "x", yref: "paper", x0: 1, x1: 1, y0: 0, y1: 1 },
    ],
    ...layout,
  },
});
const texts = ({ layout }: Figure) => (layout.annotations as { text: string }[]).map(({ text }) => text);

describe("the panels of a figure", () => {
  it("are named by their letters and hold their own traces, on axes that fill the panel", () => {
    const panels = figurePanels(pair());
    expect(panels.map(({ name }) => name)).toEqual(["a", "b"]);
    const b = panels[1].figure;
    expect(b.data.map(({ xaxis, yaxis }) => [xaxis, yaxis])).toEqual([
      ["x", "y"],
      ["x", "y"],
    ]);
    expect(b.layout.xaxis).toMatchObject({ title: { text: "N" }, domain: [0, 1], anchor: "y" });
    expect(b.layout.xaxis).not.toHaveProperty("matches"); // the axis that it matched is in the other panel
    expect(Object.keys(b.layout).filter((key) => key.includes("axis"))).toEqual(["xaxis", "yaxis"]);
  });

  it("have the plotting area that they had", () => {
    const [a] = figurePanels(pair());
    expect(a.figure.layout.width).toBe(70 + 0.4 * (900 - 70 - 30) + 30);
    expect(a.figure.layout.height).toBe(400);
  });

  it("take along the texts and shapes that lie on them, at the same place", () => {
    const [a, b] = figurePanels(pair()).map(({ figure }) => figure);
    expect(texts(a)).toEqual(["<b>a</b>"]);
    expect(texts(b)).toEqual(["<b>b</b>", "middle of b", "at N = 2"]);
    const [letter, middle, point] = b.layout.annotations as object[];
    expect(letter).toMatchObject({ x: 0, y: 1 });
    expect(middle).toMatchObject({ x: expect.closeTo(0.5, 12), y: 0.5, xref: "paper" });
    expect(point).toMatchObject({ x: 2, y: 4, xref: "x", yref: "y" });
    expect(a.layout.shapes).toMatchObject([{ xref: "x", yref: "paper", y0: 0, y1: 1 }]);
    expect(b.layout.shapes).toMatchObject([{ xref: "x domain", yref: "y" }]);
  });

  it("have entries in the legend for what they show, where the figure has one for all", () => {
    const [a, b] = figurePanels(pair()).map(({ figure }) => figure);
    expect(a.data.map(({ showlegend }) => showlegend)).toEqual([undefined, undefined]);
    expect(b.data.map(({ name, showlegend }) => [name, showlegend])).toEqual([
      ["each network", false],
      ["ours", true],
    ]);
    expect(b.layout.showlegend).toBe(true);
    const [without] = figurePanels(pair({ showlegend: false }));
    expect(without.figure.layout.showlegend).toBe(false);
  });

  it("take the title of an axis from the neighbour that it shared it with", () => {
    const [, b] = figurePanels(pair());
    expect(b.figure.layout.yaxis?.title?.text).toBe("τ (steps)");
  });

  it("each have the caption, in as many lines as it needs there", () => {
    const caption = "paper profile; 500 neurons; batch 256, 600 steps an epoch; 8 networks, seeds 1, 2, 3, 4";
    const whole = captioned(pair(), caption);
    for (const { figure } of figurePanels(whole)) {
      const own = texts(figure).at(-1) ?? "";
      expect(own.replaceAll("<br>", " ")).toBe(caption);
      const lines = own.split("<br>").length;
      expect(lines).toBe(2);
      expect(figure.layout.height).toBe((whole.layout.height ?? 0) + (lines - 1) * 14);
    }
  });

  it("are numbered if one has no letter", () => {
    const annotations = [panelLetter("b", 0)];
    expect(figurePanels(pair({ annotations })).map(({ name }) => name)).toEqual(["1", "2"]);
  });

  it("leave out what a menu hides, and the menu", () => {
    const { data, layout } = pair({ updatemenus: [{ buttons: [] }] });
    const [a] = figurePanels({ data: data.map((trace, i) => ({ ...trace, visible: i !== 0 })), layout });
    expect(a.figure.data.map(({ name }) => name)).toEqual(["theirs"]);
    expect(a.figure.layout).not.toHaveProperty("updatemenus");
  });

  it("that are empty are panels too", () => {
    const { layout } = pair();
    expect(figurePanels({ data: [], layout }).map(({ figure }) => figure.data)).toEqual([[], []]);
  });

  it("with an axis over another, or in a corner of another, are one", () => {
    const over = pair({ xaxis2: { anchor: "y2", domain: [0, 0.4] }, yaxis2: { overlaying: "y", side: "right" } });
    expect(figurePanels(over).map(({ name }) => name)).toEqual(["a"]);
    const inset = pair({ xaxis2: { domain: [0.25, 0.39] }, yaxis2: { domain: [0.6, 0.9], anchor: "x2" } });
    const [only, ...others] = figurePanels(inset);
    expect(others).toEqual([]);
    expect(only.figure).toBe(inset);
  });

  it("leave the figure as it was", () => {
    const figure = captioned(pair(), "caption");
    const before = structuredClone(figure);
    figurePanels(figure);
    expect(figure).toEqual(before);
  });
});
