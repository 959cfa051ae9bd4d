import { describe, expect, it } from "vitest";
import type { EffectSize } from "../../lib/claims/effectSizes.js";
import { effectSizesFigure } from "../../lib/figures/effectSizesFigure.js";

const effect = (label: string, profile: string, mean: number, ends?: [number, number]): EffectSize => {
  return {
    label,
    profile,
    published: -2,
    ours: { mean, low: ends?.[0] ?? null, high: ends?.[1] ?? null },
    networks: ends ? [4, 3] : [1],
  };
};

describe("our effects beside the published ones", () => {
  it("are shares of them, open without an interval, a triangle beyond the edge", () => {
    const { data } = effectSizesFigure([
      effect("a", "lab", -1, [-1.5, -0.5]),
      effect("b", "lab", -2),
      effect("c", "lab", -20),
    ]);
    const [, lines, markers] = data;
    expect(lines.x).toEqual([0.75, 0.25, null]);
    expect(markers.x).toEqual([0.5, 1, 3.5]);
    expect(markers.marker?.symbol).toEqual(["circle", "circle-open", "triangle-right"]);
    expect(markers.customdata).toEqual([0.5, 1, 10]);
  });

  it("have intervals that end in an arrow where they are cut, but beside the triangle of a mean beyond the edge", () => {
    const { data } = effectSizesFigure([
      effect("a", "lab", -1, [-8, 5]),
      effect("b", "lab", -1, [-3, 1]),
      effect("c", "lab", -20, [-30, -2]),
      effect("d", "lab", 2, [-9, 9]),
    ]);
    const arrows = data.find(({ name }) => name === "95 % confidence goes on");
    expect(arrows).toMatchObject({
      x: [3.5, -1.5, 3.5, -1.5],
      y: [4, 4, 1, 1],
      customdata: [4, -2.5, 4.5, -4.5],
      marker: { symbol: ["arrow-right", "arrow-left", "arrow-right", "arrow-left"] },
    });
    const within = effectSizesFigure([effect("b", "lab", -1, [-3, 1])]).data;
    expect(within.some(({ name }) => name === "95 % confidence goes on")).toBe(false);
  });

  it("say of what the published value is, if need be by profile", () => {
    const noted = (label: string, profile: string, note: string) => ({ ...effect(label, profile, -1), note });
    const { layout } = effectSizesFigure([
      noted("a at N = 5", "lab", "4 networks, N = 30"),
      noted("b", "lab", "curve, N = 2 … 9"),
      noted("b", "paper", "curve, N = 2 … 5"),
      effect("c", "lab", -1),
    ]);
    const plain = ((layout.yaxis?.ticktext ?? []) as string[]).map((text) => text.replace(/<\/?span[^>]*>/g, ""));
    expect(plain).toEqual([
      "a at N = 5<br>published: 4 networks, N = 30",
      "b<br>published: curve, N = 2 … 9 (lab); curve, N = 2 … 5 (paper)",
      "c",
    ]);
  });

  it("have a profile's own symbol in the legend, whatever its effects are drawn as", () => {
    const { data } = effectSizesFigure([effect("a", "lab", -20), effect("a", "paper", -20), effect("b", "paper", -1)]);
    const named = data.filter(({ showlegend }) => showlegend !== false);
    expect(named.map(({ name, x, marker }) => [name, x, marker?.symbol])).toEqual([
      ["ours, lab profile", [null], "circle"],
      ["ours, paper profile", [null], "diamond"],
    ]);
  });

  it("of two profiles share a row", () => {
    const { data, layout } = effectSizesFigure([effect("a", "lab", -1), effect("a", "paper", -1)]);
    expect(layout.yaxis).toMatchObject({ ticktext: ["a"], tickvals: [1] });
    const drawn = data.filter(({ mode, x }) => mode === "markers" && x?.[0] !== null);
    expect(drawn.map(({ name, y }) => ({ name, y }))).toEqual([
      { name: "ours, lab profile", y: [1] },
      { name: "ours, paper profile", y: [0.75] },
    ]);
  });

  it("say so if there are none", () => {
    expect(JSON.stringify(effectSizesFigure([]).layout.annotations)).toContain("nothing to compare yet");
  });
});
