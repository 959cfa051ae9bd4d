import { expect, it } from "vitest";
import { decodingByGroup } from "../../lib/figures/decodingByGroup.js";

const point = { curriculum: "single-head", seed: 1, n: 3, group: "long" as const, testedN: 2, accuracy: 0.75 };
const points = [
  point,
  { ...point, seed: 2, accuracy: 0.25 },
  { ...point, testedN: 4, accuracy: 1 },
  { ...point, seed: 2, testedN: 4, accuracy: 0.5 },
  { ...point, curriculum: "multi-head", group: "all" as const, n: 5 },
];

it("what groups of neurons hold is a line for each, over networks, in the panel of their curriculum", () => {
  const { data, layout } = decodingByGroup(points);
  const long = data.filter(({ name, mode }) => name === "longest τ" && mode === "lines");
  expect(long.map(({ x, y, xaxis }) => ({ x, y, xaxis }))).toEqual([{ x: [2, 4], y: [50, 75], xaxis: "x" }]);
  const all = data.filter(({ name }) => name === "all neurons");
  expect(all.length).toBeGreaterThan(0);
  for (const { x, y, xaxis } of all) expect([x, y, xaxis]).toEqual([[2], [75], "x2"]);
  expect(layout.shapes).toMatchObject([
    { x0: 3, xref: "x" },
    { x0: 5, xref: "x2" },
  ]);
});

it("of bits it goes by the steps since, and the oldest bit that is asked for is N − 1 steps back", () => {
  const { data, layout } = decodingByGroup(points, { of: "bits" });
  expect(data.find(({ name, mode }) => name === "longest τ" && mode === "lines")?.x).toEqual([1, 3]);
  expect(layout.shapes).toMatchObject([{ x0: 2 }, { x0: 4 }]);
  expect(layout.xaxis?.title?.text).toContain("steps since the bit");
});

it("networks of several N have no line of the N that they solved", () => {
  expect(decodingByGroup([...points, { ...point, n: 9 }]).layout.shapes).toHaveLength(1);
});
