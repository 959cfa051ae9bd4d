import { describe, expect, it } from "vitest";
import { accuracyAgainstLength, eigenvaluePlane, type Figure, fixedPointsAgainstN, spectrum } from "../../lib/index.js";

const lines = ({ data }: Figure) => data.filter(({ mode, line }) => mode === "lines" && line?.width === 2.5);
const texts = ({ layout }: Figure) => (layout.annotations as { text: string }[]).map(({ text }) => text);

describe("accuracy against length", () => {
  it("has a panel for each task and curriculum, with means over networks for each N", () => {
    const point = { task: "n-dms", curriculum: "multi-head", n: 5 };
    const figure = accuracyAgainstLength([
      { ...point, seed: 1, timesLongest: 1, accuracy: 1 },
      { ...point, seed: 2, timesLongest: 1, accuracy: 0.8 },
      { ...point, seed: 1, timesLongest: 64, accuracy: 0.5 },
      { ...point, seed: 2, timesLongest: 64, accuracy: 0.7 },
    ]);
    expect(lines(figure).map(({ name, xaxis, x, y }) => ({ name, xaxis, x, y }))).toEqual([
      { name: "N = 5", xaxis: "x4", x: [1, 64], y: [90, 60] },
    ]);
    expect(figure.layout.yaxis4).toMatchObject({ range: [49.5, 100.3] });
    expect(texts(figure)).toEqual(new Array(3).fill("no network is available yet"));
    expect(lines(figure)[0].hovertemplate).toContain("%{x} × the longest of training");
    expect(figure.data.filter(({ name }) => name === "N = 5: networks")).toHaveLength(1);
  });
});

describe("fixed points against N", () => {
  const row = { curriculum: "single-head", seed: 1, n: 15, input: 0 };
  const fixed = { ...row, period: 1, endShare: 0, radius: 1.02, timescale: null };
  const cycle = { ...row, period: 2, endShare: 1, radius: 0.9, timescale: 9.5 };

  it("shows what starts end in, whether fixed point or 2-cycle", () => {
    const figure = fixedPointsAgainstN([fixed, cycle]);
    expect(lines(figure).map(({ name, xaxis, y }) => ({ name, xaxis, y }))).toEqual([
      { name: "single-head, zeros", xaxis: "x", y: [0.9] },
      { name: "single-head, zeros", xaxis: "x2", y: [expect.closeTo(9.5, 12)] },
    ]);
  });

  it("shows nothing of a network whose starts end in none", () => {
    const figure = fixedPointsAgainstN([fixed, { ...cycle, endShare: 0, radius: null, timescale: null }]);
    expect(figure.data).toEqual([]);
    expect(texts(figure)).toContain("no network is available yet");
  });

  it("has shading of the timescales' logarithms, and of |λ| up to 1, the bound of stability", () => {
    const networks = [2, 90].flatMap((timescale, i) =>
      [15, 45].map((n) => ({ ...cycle, n, seed: i, radius: Math.exp(-1 / timescale), timescale })),
    );
    const [ofRadius, ofTimescale] = fixedPointsAgainstN(networks).data.filter(({ fill }) => fill === "toself");
    expect(Array.from(ofRadius.y ?? []).slice(0, 2)).toEqual([1, 1]);
    const edge = Math.exp(Math.log(45) / Math.SQRT2); // STD of ln 2 and ln 90 is ln 45 / √2
    const [high, low] = [1, -1].map((sign) => expect.closeTo(Math.sqrt(180) * edge ** sign, 9));
    expect(ofTimescale.y).toEqual([high, high, low, low]);
  });

  it("tells the inputs apart by the line", () => {
    const figure = fixedPointsAgainstN([cycle, { ...cycle, input: 1 }]);
    expect(lines(figure).map(({ line }) => line?.dash)).toEqual(["solid", "dash", "solid", "dash"]);
    const { x, y, yaxis } = figure.data.find(({ name }) => name === "N steps") ?? {};
    expect({ y, yaxis }).toEqual({ y: x, yaxis: "y2" }); // a curve on the logarithmic axis, to compare timescales with N
  });
});

describe("eigenvalues in the plane", () => {
  it("are drawn for each input, with one entry of the legend, and reach beyond the unit circle if they do", () => {
    const eigenvalues = spectrum(Float64Array.of(0, -2, 2, 0), 2); // ±2i
    const network = { label: "multi-head, N = 5", curriculum: "multi-head", eigenvalues };
    const figure = eigenvaluePlane([
      { ...network, input: 0 },
      { ...network, input: 1 },
    ]);
    expect(figure.data.map(({ xaxis, showlegend, y }) => ({ xaxis, showlegend, y: Array.from(y ?? []) }))).toEqual([
      { xaxis: "x", showlegend: true, y: [2, -2] },
      { xaxis: "x2", showlegend: false, y: [2, -2] },
    ]);
    expect(figure.layout.xaxis?.range?.[1]).toBeCloseTo(2.2, 12);
  });
});
