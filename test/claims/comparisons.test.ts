import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commonN, linesThrough, valuesAt } from "../../lib/claims/againstN.js";
import { claimRows } from "../../lib/claims/claims.js";
import { curriculumComparisons, publishedComparisons } from "../../lib/claims/curriculumComparisons.js";
import { describeEffects, effectSizes } from "../../lib/claims/effectSizes.js";
import { comparisonCells, comparisonTable } from "../../lib/statistics/comparisonTable.js";
import { ablationRows, network, nothing, reached, trained, weightRows } from "./handMade.js";

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

  it("have a row for everything that is measured, with the values of the networks at the N in common", () => {
    const curricula = ["single-head", multi] as const;
    const at = <Row>(row: (name: { curriculum: string }, i: number) => Row | Row[]) =>
      curricula.flatMap((curriculum, i) => row({ curriculum }, i));
    const data = {
      runs: at((name, i) => trained(name, 5, [{ epoch: 5, n: 6, tauMean: 1.5 + i, tauStd: 0.25 + i }])),
      timescales: at((name, i) =>
        (["random", "0.5"] as const).flatMap((inputs, k) =>
          (["all", "above-1"] as const).map((kept, l) => {
            return { ...network(name), n: 6, inputs, kept, mean: 10 + i + 20 * k + 40 * l };
          }),
        ),
      ),
      weights: at((name, i) => weightRows(name, { 6: -0.125 - i })),
      dimensionality: at((name, i) => ({ ...network(name), n: 6, components: 3.5 + i })),
      ablation: at((name, i) => ablationRows(name, 6, 0.75, 0.5 - i / 4)),
      perturbation: at((name, i) =>
        (["recurrent-weight", "tau"] as const).flatMap((perturbed, k) =>
          [1, 0.5, 0.25].map((value, l) => {
            return { ...network(name), n: 6, perturbed, epsilon: l, relativeAccuracy: value - i / 8 - k / 16 };
          }),
        ),
      ),
      decoding: at((name, i) =>
        [5, 6].map((testedN) => {
          return {
            ...network(name),
            n: 6,
            testedN,
            accuracy: testedN === 6 ? 1 : 0.625 + i / 4,
          };
        }),
      ),
      retraining: [],
    };
    expect(curriculumComparisons(data, "lab")).toEqual([
      { label: "N-parity: largest N after 5 epochs", first: [6], second: [6] },
      { label: "N-parity: mean τ, N = 6", first: [1.5], second: [2.5] },
      { label: "N-parity: STD of τ, N = 6", first: [0.25], second: [1.25] },
      { label: "N-parity: mean τ_net, N = 6", first: [50], second: [51] }, // random p, of the neurons with τ_net > 1
      { label: "N-parity: mean recurrent weight, N = 6", first: [-0.125], second: [-1.125] },
      { label: "N-parity: components for 90 % of variance, N = 6", first: [3.5], second: [4.5] },
      { label: "N-parity: ablation, short less long τ, N = 6", first: [0.25], second: [0.5] },
      { label: "N-parity: relative accuracy, W perturbed, N = 6", first: [0.375], second: [0.25] },
      { label: "N-parity: relative accuracy, τ perturbed, N = 6", first: [0.3125], second: [0.1875] },
      { label: "N-parity: share decoded of smaller N, N = 6", first: [0.25], second: [0.75] },
    ]);
  });

  it("of published networks have the values of the published tables", () => {
    const cells = (name: string) =>
      readFileSync(`data/paper/${name}.csv`, "utf8")
        .trim()
        .split(/\r?\n/)
        .map((line) => line.split(","));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const networks = ["1", "2", "3", "4"];
    // task, curriculum, n, network, perturbed, epsilon, accuracy, relative_accuracy
    const perturbed = (kind: string) => (curriculum: string) =>
      networks.map((name) => {
        const rows = cells("perturbation").filter((row) => row[1] === curriculum && row[3] === name && row[4] === kind);
        return mean(rows.filter((row) => Number(row[5]) > 0).map((row) => Number(row[7])));
      });
    // task, curriculum, n, network, baseline_accuracy, ablated, mean_tau_ablated, accuracy
    const ablated = (curriculum: string) =>
      networks.map((name) => {
        const rows = cells("ablation").filter((row) => row[1] === curriculum && row[2] === "30" && row[3] === name);
        const [short, long] = ["short", "long"].map((group) => {
          const [, , , , baseline, , , accuracy] = rows.find((row) => row[5] === group) ?? [];
          return (Number(accuracy) - 0.5) / (Number(baseline) - 0.5);
        });
        return short - long;
      });
    const both = (label: string, of: (curriculum: string) => number[]) => {
      const [first, second] = ["single-head", multi].map((curriculum) => of(curriculum));
      return {
        label,
        first: first.map((value) => expect.closeTo(value, 12)),
        second: second.map((value) => expect.closeTo(value, 12)),
      };
    };
    expect(publishedComparisons()).toEqual([
      { label: "N-parity: largest N after 1000 epochs", first: [37, 33, 35, 35], second: [100, 101, 100, 101] },
      both("N-parity: ablation, short less long τ, N = 30", ablated),
      both("N-parity: relative accuracy, W perturbed, N = 30", perturbed("recurrent-weight")),
      both("N-parity: relative accuracy, τ perturbed, N = 30", perturbed("tau")),
    ]);
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

  it("has Student's test before Welch's, which differ where sizes and variances do", () => {
    // Variances 0 and 5/3. Student: 5/4 pooled, error √(5/4 · 3/4), 4 degrees of freedom. Welch: error √(5/12), 3 degrees.
    const student = Math.atan(2.5 / Math.sqrt(15 / 16) / 2);
    const welch = Math.atan(2.5 / Math.sqrt(5 / 12) / Math.sqrt(3));
    const ofFour = 1 - Math.sin(student) * (1 + Math.cos(student) ** 2 / 2);
    const ofThree = 1 - (2 / Math.PI) * (welch + Math.sin(welch) * Math.cos(welch));
    expect([ofFour.toFixed(3), ofThree.toFixed(3)]).toEqual(["0.061", "0.030"]);
    // Of the 15 ways to deal out the values 5 and 5, and 1 and 2, are as far apart.
    const cells = ["N", "2 vs 4", "5.000 vs 2.500", "0.061", "0.030", "0.133"];
    const comparison = { label: "N", first: [5, 5], second: [1, 2, 3, 4] };
    expect(comparisonCells(comparison)).toEqual(cells);
    expect(comparisonTable([comparison])[1].trim().split(/ {2,}/)).toEqual(cells);
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
    expect(describeEffects(effects)).toBe("lab profile, 2 networks per sample");
    const [effect] = effects;
    const others = [effect, { ...effect, networks: [4, 3] }, { ...effect, profile: "paper", networks: [1] }];
    expect(describeEffects(others)).toBe(
      "lab profile, 2 to 4 networks per sample; paper profile, 1 network per sample",
    );
  });

  it("count what is solved within the published epochs only", () => {
    const runs = [1, 2].map((seed) => {
      const solved = [1000, 1500].map((epoch, i) => ({ epoch, n: [35, 60][i] }));
      return { ...trained({ seed }, 1500, solved, { ended: "max-epochs" }), profile: "paper" };
    });
    const rows = claimRows({ ...nothing, runs }, ["paper"]);
    const near = rows.find(({ statistic }) => statistic.startsWith("N-parity, single-head: largest N after"));
    expect(near).toMatchObject({ ours: { mean: 35 } });
  });

  it("are none where what is claimed is not measured from 0", () => {
    const runs = [1, 2].map((seed) => ({ ...reached({ seed }, 34, 1000, "max-epochs"), profile: "paper" }));
    const rows = claimRows({ ...nothing, runs }, ["paper"]);
    const near = rows.find(({ statistic }) => statistic.startsWith("N-parity, single-head: largest N after"));
    expect(near).toMatchObject({ published: { value: 35 }, ours: { mean: 34 } }); // beside which ours could be put
    expect(effectSizes(rows)).toEqual([]);
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
    expect(effects.map(({ label }) => label.slice(0, 2))).toEqual(["C2"]); // C4, multi-head: below a tenth
    const whole = runs.map((run) => ({ ...run, ended: run.ended && "curriculum-ended", profile: "paper" }));
    const atTheEnd = effectSizes(claimRows({ ...nothing, runs: whole }, ["paper"]));
    expect(atTheEnd.map(({ label }) => label.slice(0, 2))).toEqual(["C2", "C3"]); // not after as few epochs as asked for
    expect(atTheEnd[1]).toMatchObject({
      profile: "paper",
      published: 65.5,
      note: "4 networks each, 1000 epochs",
      ours: { mean: 18, low: null, high: null },
    });
  });
});

describe("values at N", () => {
  const of = (run: string, ns: readonly number[]) => ns.map((n) => ({ run, n, value: n * n }));

  it("are compared at the largest N that three networks of both kinds have", () => {
    const first = [
      ...of("a", [5, 10, 15, 20]),
      ...of("b", [5, 10, 15, 20]),
      ...of("c", [5, 10, 15]),
      ...of("d", [5, 10]),
    ];
    const second = ["e", "f", "g", "h"].flatMap((run) => of(run, [5, 10, 15, 20]));
    expect(commonN(first, second)).toBe(15);
    expect(commonN(second, first)).toBe(15);
    expect(valuesAt(first, 15)).toEqual([225, 225, 225]);
  });

  it("are all that there are, if those are fewer than three", () => {
    expect(commonN([...of("a", [5, 10, 15]), ...of("b", [5, 10])], of("c", [5, 10, 15]))).toBe(10);
  });

  it("lie on a line through those from one N to another, both included", () => {
    // Of squares, at 2, 3, 4: slope 6; at 3, 4, 5: 8; at all four: 7.
    const points = of("a", [2, 3, 4, 5]);
    expect(linesThrough(points, 3).map(({ slope }) => slope)).toEqual([expect.closeTo(8, 12)]);
    expect(linesThrough(points, 0, 4).map(({ slope }) => slope)).toEqual([expect.closeTo(6, 12)]);
    expect(linesThrough(points).map(({ slope }) => slope)).toEqual([expect.closeTo(7, 12)]);
    expect(linesThrough(points, 3, 4)).toEqual([]);
  });
});
