import { describe, expect, it } from "vitest";
import { conditionRank } from "../../lib/figures/conditionRank.js";
import { publishedTau, tauAgainstN, trainingConfig } from "../../lib/index.js";

const run = (task: string, curriculum: string) => ({
  config: trainingConfig({ task, curriculum, seed: 1 }),
  epochs: [2, 3].map((nMax) => ({ epoch: nMax - 1, nMax, accuracyLast: 1, solved: true, tauMean: 1.5, tauStd: 0.3 })),
});

describe("conditions in a legend", () => {
  it("come by task, then by curriculum, ours before published ones, also what has no rank", () => {
    const ranks = [
      conditionRank({ task: "n-parity", curriculum: "single-head" }),
      conditionRank({ task: "n-parity", curriculum: "multi-head" }),
      conditionRank({ task: "n-parity", curriculum: "sliding-window" }),
      conditionRank({ task: "n-parity", curriculum: "one of one's own" }),
      conditionRank({ task: "n-dms", curriculum: "single-head" }),
      1000,
      conditionRank({ task: "n-parity", curriculum: "single-head" }, { isPublished: true }),
      conditionRank({ task: "n-dms", curriculum: "multi-head" }, { isPublished: true }),
    ];
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBe(ranks.length);
    expect(conditionRank({ curriculum: "multi-head" })).toBe(ranks[1]); // of a figure of one task
  });

  it("do so whatever order runs come in", () => {
    const runs = [run("n-dms", "multi-head"), run("n-dms", "single-head"), run("n-parity", "multi-head")];
    const { data } = tauAgainstN(runs, { published: publishedTau().filter(({ task }) => task === "n-parity") });
    const named = data.filter(({ showlegend, yaxis }) => showlegend && yaxis === "y");
    expect(named.sort((a, b) => (a.legendrank ?? 0) - (b.legendrank ?? 0)).map(({ name }) => name)).toEqual([
      "multi-head, N-parity",
      "single-head, N-DMS",
      "multi-head, N-DMS",
      "single-head, N-parity, published",
      "multi-head, N-parity, published",
    ]);
  });
});
