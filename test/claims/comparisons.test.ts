import { describe, expect, it } from "vitest";
import { claimRows } from "../../lib/claims/claims.js";
import { curriculumComparisons, publishedComparisons } from "../../lib/claims/curriculumComparisons.js";
import { effectSizes } from "../../lib/claims/effectSizes.js";
import { comparisonCells } from "../../lib/statistics/comparisonTable.js";
import { nothing, reached, trained, weightRows } from "./handMade.js";

const multi = "multi-head";

describe("comparisons between the curricula", () => {
  it("hold single-head against multi-head networks at equal epochs and equal N", () => {
    const data = {
      ...nothing,
      runs: [reached({}, 12), reached({ curriculum: multi }, 30)],
      weights: [
        ...weightRows({}, { 5: 0.1, 10: 0.2 }),
        ...weightRows({ curriculum: multi }, { 5: 0.3, 10: 0.4, 15: 0.5 }),
      ],
    };
    expect(curriculumComparisons(data, "lab")).toEqual([
      { label: "N-parity: largest N after 10 epochs", first: [12], second: [30] },
      { label: "N-parity: mean recurrent weight, N = 10", first: [0.2], second: [0.4] },
    ]);
    expect(curriculumComparisons(nothing, "lab")).toEqual([]);
  });

  it("can be made of published networks where there are values of single ones", () => {
    const [largest, ...others] = publishedComparisons();
    expect(largest).toMatchObject({ first: [37, 33, 35, 35], second: [100, 101, 100, 101] });
    for (const { first, second } of others) expect([first.length, second.length]).toEqual([4, 4]);
  });
});

describe("a line of p-values", () => {
  // t = −2.1909 with 6 degrees of freedom; of the 70 ways to deal out the values, 10 differ as much.
  it("has the three tests side by side", () => {
    expect(comparisonCells({ label: "N", first: [1, 2, 3, 4], second: [3, 4, 5, 6] })).toEqual([
      ...["N", "4 vs 4", "2.500 vs 4.500", "0.071", "0.071", "0.143"],
    ]);
  });

  it("has none where there are too few networks", () => {
    expect(comparisonCells({ label: "N", first: [1], second: [3, 4] })).toEqual([
      "N",
      "1 vs 2",
      "1.000 vs 3.500",
      "–",
      "–",
      "–",
    ]);
    expect(comparisonCells({ label: "N", first: [], second: [3] })).toEqual(["N", "0 vs 1", "–", "–", "–", "–"]);
  });
});

describe("effects beside published ones", () => {
  it("are none if they were taken after another number of epochs, or of smaller ones", () => {
    const effects = (profile: string, length: number) => {
      const runs = [reached({}, 12, length), reached({ curriculum: multi }, 30, length)];
      const data = { ...nothing, runs: runs.map((run) => ({ ...run, profile })) };
      return effectSizes(claimRows(data, [profile])).filter(({ label }) => label.startsWith("C2"));
    };
    expect(effects("paper", 12)).toMatchObject([{ published: 3, ours: { mean: 18 } }]);
    expect(effects("paper", 13)).toEqual([]);
    expect(effects("lab", 12)).toEqual([]);
  });

  it("are shares at the same N, where those are there", () => {
    const tauMeans = [10, 15, 20].map((n, i) => ({ epoch: n, n, tauMean: [1.4157, 1.3854, 1.3608][i] }));
    const runs = [1, 2].map((seed) => trained({ curriculum: multi, seed }, 20, tauMeans));
    const effects = effectSizes(claimRows({ ...nothing, runs }, ["lab"]));
    expect(effects.map(({ label }) => label)).toEqual([
      "C5 N-parity, multi-head: slope of mean τ against N, steps per N",
    ]);
    expect(effects[0]).toMatchObject({ published: 1, note: "curve at the N in common, 10 … 20", ours: { count: 2 } });
    expect(effects[0].ours.mean).toBeCloseTo(1, 12);
  });

  it("are those where 0 stands for no effect", () => {
    const runs = [
      reached({}, 12, 10, "max-epochs"),
      reached({ curriculum: multi }, 30, 10, "max-epochs"),
      reached({ curriculum: multi, variant: "tau-1" }, 20),
    ];
    const paper = { ...nothing, runs: runs.map((run) => ({ ...run, profile: "paper" })) };
    expect(effectSizes(claimRows({ ...nothing, runs }, ["lab"]))).toEqual([]); // an epoch is not the published one
    const effects = effectSizes(claimRows(paper, ["paper"]));
    expect(effects.map(({ label }) => label.slice(0, 2))).toEqual(["C2", "C3"]); // C4, multi-head: below a tenth
    expect(effects[1]).toMatchObject({
      profile: "paper",
      published: 65.5,
      note: "4 networks each, 1000 epochs",
      ours: { mean: 18, low: null, high: null },
    });
  });
});
