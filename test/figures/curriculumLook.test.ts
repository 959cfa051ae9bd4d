import { describe, expect, it } from "vitest";
import {
  curriculumLook,
  curriculumOf,
  describeResults,
  describeRuns,
  type Figure,
  largestN,
  largestNAgainstEpoch,
  sayingMissing,
  tauAgainstN,
  tauNetAgainstN,
  trainingConfig,
} from "../../lib/index.js";
import { variantOf } from "../../lib/runs/variantOf.js";

const curricula = [
  { name: "single-head" },
  { name: "multi-head" },
  { name: "sliding-window", width: 10, drop: 5 },
  { name: "sliding-window", width: 5, drop: 1 },
  { name: "several-heads", start: 5, add: 5 },
  { name: "all-at-once", lastN: 10 },
  { name: "no-curriculum", n: 5 },
];

/** What people without one kind of cone see of linear RGB (Machado, Oliveira & Fernandes 2009, severity 1). */
const vision = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

/** CIE L*a*b* (D65) of an sRGB colour as seen. */
function seen(colour: string, matrix: readonly number[]): number[] {
  const linear = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const row = (m: readonly number[], i: number, v: readonly number[]) =>
    v.reduce((sum, value, j) => sum + m[3 * i + j] * value, 0);
  const rgb = [0, 1, 2].map((i) => Math.min(1, Math.max(0, row(matrix, i, linear))));
  const toXyz = [0.4124, 0.3576, 0.1805, 0.2126, 0.7152, 0.0722, 0.0193, 0.1192, 0.9505];
  const [x, y, z] = [0.9505, 1, 1.089].map((white, i) => {
    const t = row(toXyz, i, rgb) / white;
    return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe("a curriculum", () => {
  it("is named with the options that make it another one, and not with how far it goes", () => {
    expect(curricula.map((curriculum) => curriculumLook(curriculum).label)).toEqual([
      "single-head",
      "multi-head",
      "sliding-window (width 10, drop 5)",
      "sliding-window (width 5, drop 1)",
      "several-heads (start 5, add 5)",
      "all-at-once",
      "no-curriculum",
    ]);
    expect(curriculumLook({ name: "single-head", holdAt: 10 }).label).toBe("single-head (held at N = 10)");
  });

  it("is the same whether it is known from a config or from the variant in the name of a run", () => {
    for (const curriculum of [...curricula, { name: "single-head", holdAt: 10 }]) {
      for (const model of ["leaky-rnn", { name: "leaky-rnn", tau: 1 }]) {
        const config = trainingConfig({ task: "n-parity", curriculum, model });
        const row = { curriculum: curriculum.name, variant: variantOf(config) ?? null };
        expect(curriculumLook(curriculumOf(row))).toEqual(curriculumLook(config.curriculum));
      }
    }
    expect(curriculumOf({ curriculum: "single-head" })).toEqual({ name: "single-head" });
  });

  it("has a colour that differs clearly from the others', with any colour vision; the main ones as everywhere", () => {
    const colours = curricula.map((curriculum) => curriculumLook(curriculum).colour);
    expect(colours.slice(0, 2)).toEqual(["#0072B2", "#D55E00"]);
    for (const [name, matrix] of Object.entries(vision)) {
      const labs = colours.map((colour) => seen(colour, matrix));
      labs.forEach((a, i) => {
        for (const [j, b] of labs.slice(0, i).entries()) {
          const difference = Math.hypot(...a.map((value, k) => value - b[k]));
          expect(difference, `${colours[i]} and ${colours[j]}, ${name}`).toBeGreaterThan(15);
        }
      });
    }
  });

  it("without a colour of its own is drawn in that of its name, or in black", () => {
    expect(curriculumLook({ name: "sliding-window", width: 7, drop: 2 }).colour).toBe("#009E73");
    expect(curriculumLook({ name: "mine" })).toEqual({ label: "mine", colour: "#000000" });
  });
});

describe("figures of several curricula", () => {
  const run = ({ name, ...options }: (typeof curricula)[number], seed: number, solved: readonly boolean[]) => ({
    config: trainingConfig({ task: "n-parity", curriculum: { name, ...options }, seed }),
    epochs: solved.map((isSolved, i) => {
      return { epoch: i + 1, nMax: 10 + i, accuracyLast: 0.99, solved: isSolved, tauMean: 1.5, tauStd: 0.3 };
    }),
  });
  const windows = [run(curricula[2], 1, [true, true]), run(curricula[3], 1, [true, true])];

  const namesIn = ({ data }: Figure) => [...new Set(data.map(({ name }) => name?.replace(": networks", "")))];

  it("keep two sliding windows apart", () => {
    const names = ["sliding-window (width 10, drop 5), N-parity", "sliding-window (width 5, drop 1), N-parity"];
    for (const figure of [largestNAgainstEpoch(windows), largestN(windows), tauAgainstN(windows)]) {
      expect(namesIn(figure)).toEqual(names);
      const colours = figure.data.map(({ line, marker }) => line?.color ?? marker?.color);
      expect(new Set(colours)).toEqual(new Set(["#009E73", "#14452F"]));
    }
    const rows = ["width-10-drop-5", "width-5-drop-1"].map((variant) => ({
      ...{ task: "n-parity", curriculum: "sliding-window", variant, seed: 1, n: 5, mean: 2, std: 1 },
      ...{ run: "", profile: "lab", model: "leaky-rnn", network: "" },
    }));
    expect(namesIn(tauNetAgainstN(rows))).toEqual(names);
    for (const text of [describeRuns(windows), describeResults(rows)]) {
      expect(text).toContain("sliding-window (width 10, drop 5): seed 1");
      expect(text).toContain("sliding-window (width 5, drop 1): seed 1");
    }
  });

  it("show a network that solved its only N in its last epoch as a dot: a line of one point cannot be seen", () => {
    const [once, twice] = largestNAgainstEpoch([
      run(curricula[5], 1, [false, false, true]),
      run(curricula[5], 2, [false, true, false]),
    ]).data;
    expect(once).toMatchObject({ mode: "lines+markers", y: [null, null, 12], marker: { color: "#E69F00" } });
    expect(twice).toMatchObject({ mode: "lines", y: [null, 11, 11] });
  });

  it("say which curricula are not available yet", () => {
    const figure = largestNAgainstEpoch(windows);
    const there = windows.map(({ config }) => config.curriculum);
    const texts = ({ layout }: Figure) => (layout.annotations as { text: string }[]).map(({ text }) => text);
    expect(texts(sayingMissing(figure, there, curricula.slice(1, 5)))).toContain(
      "not available yet: multi-head, several-heads (start 5, add 5)",
    );
    expect(sayingMissing(figure, there, curricula.slice(2, 4))).toBe(figure);
  });
});
