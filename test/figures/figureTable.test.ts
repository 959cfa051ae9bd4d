import { describe, expect, it } from "vitest";
import {
  accuracyAgainstEpoch,
  type Figure,
  figureCsv,
  figureTable,
  largestNByVariant,
  type Trace,
} from "../../lib/index.js";
import { plainFigure } from "../../lib/notebook/plainFigure.js";

const titles = { xaxis: { title: { text: "N" } }, yaxis: { title: { text: "τ<sub>net</sub> (steps)" } } };
const tableOf = (...data: Trace[]) => figureTable({ data, layout: titles });

describe("the table behind a figure", () => {
  it("has a row for each point, with its error, its text and the axes' titles", () => {
    const [first, ...others] = tableOf({
      type: "scatter",
      name: "single-head, <i>published</i>",
      x: [2, 5],
      y: Float64Array.of(1.5, 1.25),
      text: ["seed 1", "seed 2"],
      error_y: { type: "data", array: [0.1, 0.2] },
    });
    expect(first).toEqual({
      ...{ panel: "", trace: "single-head, published", x: 2, y: 1.5, text: "seed 1", error: 0.1 },
      ...{ xTitle: "N", yTitle: "τnet (steps)" },
    });
    expect(others.map(({ x, error }) => [x, error])).toEqual([[5, 0.2]]);
  });

  it("knows errors that are constant, in per cent, or of two halves", () => {
    const errors = (error_y: Trace["error_y"] & object) => tableOf({ type: "scatter", y: [-4], error_y })[0];
    expect(errors({ type: "constant", value: 0.5 })).toMatchObject({ error: 0.5 });
    expect(errors({ type: "percent", value: 10 })).toMatchObject({ error: 0.4 });
    expect(errors({ type: "data", array: [2], ...{ arrayminus: [1] } })).toMatchObject({ error: 2, errorBelow: 1 });
    expect(errors({ type: "data", array: [2], visible: false })).not.toHaveProperty("error");
  });

  it("counts the points where no x is given, and skips the gaps of a line", () => {
    expect(tableOf({ type: "scatter", y: [7, null, Number.NaN, 9] }).map(({ x, y }) => [x, y])).toEqual([
      [0, 7],
      [3, 9],
    ]);
    expect(tableOf({ type: "bar", orientation: "h", x: [7] }).map(({ x, y }) => [x, y])).toEqual([[7, 0]]);
  });

  it("has the same x and y of a saved notebook's figure, which counts from x0 in steps of dx, as of the drawn one", () => {
    const N = [2, 3, 4, 5, 6, 7];
    const data: Trace[] = [
      { type: "scatter", name: "N", x: N, y: [1.5, 1.4, null, 1.3, 1.2, 1.1] },
      { type: "scatter", name: "fractions", x: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], y: N },
    ];
    const saved = plainFigure({ data, layout: titles });
    expect(saved.data.map(({ x, x0, dx }) => [x, x0, dx])).toEqual([
      [undefined, 2, 1],
      [undefined, 0.1, 0.1],
    ]);
    expect(figureTable(saved)).toEqual(tableOf(...data));
    expect(tableOf({ type: "bar", orientation: "h", x: [7, 8], y0: 5, dy: -2 }).map(({ y }) => y)).toEqual([5, 3]);
    const cells = tableOf({ type: "heatmap", x0: 10, dx: 5, y0: 1, z: [[7, 8], [9]] });
    expect(cells.map(({ x, y, z }) => [x, y, z])).toEqual([
      [10, 1, 7],
      [15, 1, 8],
      [10, 2, 9],
    ]);
  });

  it("has the samples of a histogram, the cells of a heatmap", () => {
    expect(tableOf({ type: "histogram", x: [3, 3, 4] }).map(({ x, y }) => [x, y])).toEqual([
      [3, undefined],
      [3, undefined],
      [4, undefined],
    ]);
    expect(tableOf({ type: "heatmap", x: [1, 2], y: ["a"], z: [[5, 6]] }).map(({ x, y, z }) => [x, y, z])).toEqual([
      [1, "a", 5],
      [2, "a", 6],
    ]);
  });

  it("tells networks of one name apart by what one reads when pointing at them, or else by number", () => {
    const network = (hovertemplate?: string): Trace => ({ type: "scatter", name: "multi-head", y: [1], hovertemplate });
    const names = (...data: Trace[]) => tableOf(...data).map(({ trace }) => trace);
    expect(names(network("multi-head, seed 1: %{y} at %{x}"), network("multi-head, seed 2: N = %{y}"))).toEqual([
      "multi-head, seed 1",
      "multi-head, seed 2",
    ]);
    expect(names(network(), network("%{y}"))).toEqual(["multi-head (1)", "multi-head (2)"]);
    expect(names(network("multi-head, seed 1: %{y}"))).toEqual(["multi-head"]);
  });

  it("calls a trace without a name by what one reads when pointing at it", () => {
    const runs = [1, 2].map((seed) => ({
      config: { profile: "quick", task: "n-parity", curriculum: { name: "no-curriculum", n: 5 }, seed },
      epochs: [{ epoch: 1, nMax: 5, accuracyLast: 0.5, solved: false }],
    }));
    const names = figureTable(accuracyAgainstEpoch(runs)).map(({ trace }) => trace);
    expect(names).toEqual(["N = 5, seed 1", "N = 5, seed 2", "N = 5"]);
    expect(tableOf({ type: "scatter", y: [1] }).map(({ trace }) => trace)).toEqual(["scatter 1"]);
  });

  it("tells the category of points that are drawn beside each other", () => {
    const points = [1, 2].map((seed) => ({
      curriculum: "multi-head",
      variant: "tau-2",
      n: 9,
      network: `seed ${seed}`,
    }));
    const variants = [
      { variant: null, name: "τ trained" },
      { variant: "tau-2", name: "τ = 2" },
    ];
    const figure = largestNByVariant(points, variants, { published: points.slice(1) });
    expect(
      figureTable(figure).map(({ trace, x, xCategory, text }) => [trace, x?.toString().slice(0, 4), xCategory, text]),
    ).toEqual([
      ["multi-head", "0.72", "τ = 2", "seed 1"],
      ["multi-head", "0.92", "τ = 2", "seed 2"],
      ["published", "1.18", "τ = 2", "seed 2"],
    ]);
    expect(figureCsv(figure)).toMatch(/^panel,trace,x,y,x_category,text,/);
    const log = { xaxis: { type: "log", tickvals: [1, 10], ticktext: ["≤ 1", "10"] } } as const;
    expect(figureCsv({ data: [{ type: "scatter", x: [1], y: [2] }], layout: log })).not.toContain("category");
  });

  it("leaves out what a menu hides, and names the panels", () => {
    const second = { xaxis: "x2", yaxis: "y2" };
    const figure: Figure = {
      data: [
        { type: "scatter", y: [1] },
        { type: "scatter", y: [2], visible: false },
        { type: "scatter", y: [3], ...second },
      ],
      layout: { xaxis: { domain: [0, 0.4] }, yaxis: {}, xaxis2: { domain: [0.6, 1] }, yaxis2: { anchor: "x2" } },
    };
    expect(figureTable(figure).map(({ panel, y }) => [panel, y])).toEqual([
      ["1", 1],
      ["2", 3],
    ]);
  });

  it("as CSV has no column that would be empty, and quotes what needs it", () => {
    const data: Trace[] = [{ type: "scatter", name: "N-parity, ours", x: [2], y: [1.5] }];
    expect(figureCsv({ data, layout: titles })).toBe(
      'panel,trace,x,y,x_title,y_title\n,"N-parity, ours",2,1.5,N,τnet (steps)\n',
    );
    expect(figureCsv({ data: [], layout: {} })).toBe("panel,trace,x,y\n");
  });
});
