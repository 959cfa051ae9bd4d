import { describe, expect, it } from "vitest";
import { overNetworks } from "../../lib/figures/overNetworks.js";

const look = { name: "single-head", colour: "#000", xaxis: "x", yaxis: "y", showlegend: true };
const network = (seed: number, values: readonly (readonly [number, number])[]) =>
  values.map(([n, value]) => ({ n, value, network: `seed ${seed}` }));
const three = [
  ...network(1, [
    [2, 1],
    [5, 4],
    [9, 100],
  ]),
  ...network(2, [
    [2, 3],
    [5, 16],
  ]),
];

/** Points of the line of means. */
function meanLine(traces: ReturnType<typeof overNetworks>): unknown[][] {
  const line = traces.find(({ name, mode }) => name === look.name && mode === "lines");
  const [x, y] = [line?.x, line?.y] as number[][];
  return x.map((n, i) => [n, y[i]]);
}

describe("values over networks", () => {
  it("have a mean at the N that all networks have, and a dot for each", () => {
    const traces = overNetworks(three, look);
    expect(meanLine(traces)).toEqual([
      [2, 2],
      [5, 10],
    ]);
    expect(traces.at(-1)).toMatchObject({ mode: "markers", x: [2, 5, 9, 2, 5], y: [1, 4, 100, 3, 16] });
  });

  it("are one line to its end, if there is one network", () => {
    expect(
      meanLine(
        overNetworks(
          network(1, [
            [2, 1],
            [5, 4],
          ]),
          look,
        ),
      ),
    ).toEqual([
      [2, 1],
      [5, 4],
    ]);
  });

  it("have no mean, nor shading, of those networks only that have come further", () => {
    const ends = [
      [2, 15, 17],
      [2, 15, 18],
      [2, 15, 17, 18],
    ];
    const values = ends.flatMap((ns, i) =>
      network(
        i + 1,
        ns.map((n) => [n, n + i] as const),
      ),
    );
    const [shading, line, dots] = overNetworks(values, look);
    expect(shading.x).toEqual([2, 15, 15, 2]);
    expect(line).toMatchObject({ x: [2, 15], y: [3, 16], showlegend: true });
    expect(dots.x).toEqual(ends.flat());
  });

  it("that have at most one N in common are dots, which the legend names", () => {
    const apart = [...network(1, [[2, 1]]), ...network(2, [[5, 4]])];
    expect(overNetworks(apart, look)).toMatchObject([{ mode: "markers", name: "single-head", showlegend: true }]);
    const [line, dots] = overNetworks(network(1, [[2, 1]]), look);
    expect([line, dots].map(({ showlegend }) => showlegend)).toEqual([false, true]);
  });

  it("are thin lines, where that is asked for", () => {
    const traces = overNetworks(three, { ...look, networksAs: "lines" });
    expect(traces.map(({ mode }) => mode)).toEqual(["lines", "lines"]);
    const each = { x: [2, 5, 9, null, 2, 5], y: [1, 4, 100, null, 3, 16] };
    expect(traces[1]).toMatchObject({ ...each, line: { width: 1 } });
  });

  it("have shading that is cut where no value can be", () => {
    const shading = (bounds?: readonly [number, number]) => overNetworks(three, { ...look, bounds })[0].y;
    const [std, far] = [Math.SQRT2, 6 * Math.SQRT2]; // of 1 and 3, and of 4 and 16
    expect(shading()).toEqual([2 + std, 10 + far, 10 - far, 2 - std].map((edge) => expect.closeTo(edge, 12)));
    expect(shading([2, 11])).toEqual([expect.closeTo(2 + std, 12), 11, 2, 2]);
  });

  it("have the mean and STD of logarithms on a logarithmic axis, and nothing at 0", () => {
    const traces = overNetworks([...three, { n: 2, value: 0, network: "seed 3" }], { ...look, scale: "log" });
    const [first, second] = meanLine(traces) as [number, number][];
    expect(first[1]).toBeCloseTo(Math.sqrt(3), 12);
    expect(second[1]).toBeCloseTo(8, 12);
    const [, upper] = traces[0].y as number[]; // at N = 5: the STD of ln 4 and ln 16 is ln 4 / √2
    expect(upper).toBeCloseTo(8 * 4 ** Math.SQRT1_2, 12);
  });
});
