import { describe, expect, it } from "vitest";
import { firstLearned, headsFigure, trainingConfig } from "../../lib/index.js";

/** A run of all N at once: the accuracies of the heads of N = 2, 3, … after each epoch. */
const run = (seed: number, ...epochs: (readonly number[] | undefined)[]) => ({
  config: trainingConfig({ task: "n-parity", curriculum: { name: "all-at-once", lastN: 4 }, seed }),
  epochs: epochs.map((values, i) => ({
    ...{ epoch: i + 1, nMax: 4, accuracyLast: values?.at(-1) ?? 0.5, solved: false },
    accuracies: values?.map((accuracy, k) => ({ n: k + 2, accuracy })),
  })),
});

describe("the epoch at which a head is first learned", () => {
  it("is the first one above the criterion, also if the head falls below it later", () => {
    const one = run(1, [0.99, 0.6, 0.5], [0.9, 0.98, 0.5], [0.99, 0.981, 0.97]);
    expect(firstLearned(one)).toEqual([
      { n: 2, epoch: 1 },
      { n: 3, epoch: 3 }, // 0.98 is not above 0.98
      { n: 4, epoch: null },
    ]);
    expect(firstLearned(one, 0.95).map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  });

  it("is by the criterion that the run was trained by, where it had one of its own", () => {
    const { epochs, config } = run(1, [0.91, 0.6, 0.5], [0.93, 0.95, 0.9]);
    const own = {
      epochs,
      config: trainingConfig({ task: "n-parity", curriculum: config.curriculum, solvedAbove: 0.9 }),
    };
    expect(firstLearned(own).map(({ epoch }) => epoch)).toEqual([1, 2, null]);
    const title = (runs: Parameters<typeof headsFigure>[0]) =>
      headsFigure(runs).layout.yaxis2 as { title: { text: string } };
    expect(title([own]).title.text).toBe("first epoch above 90 %");
    expect(title([own, { epochs, config }]).title.text).toBe("first epoch above the criterion");
    const lines = headsFigure([own, { epochs, config }]).layout.shapes as { y0: number }[];
    expect(lines.map(({ y0 }) => y0)).toEqual([90, 98, 50]);
  });

  it("is not known of runs that did not store it", () => {
    expect(firstLearned(run(1, undefined, undefined))).toEqual([]);
  });

  it("is that of the whole run for an N that joins in a later epoch", () => {
    expect(firstLearned(run(1, [0.9], [0.99], [0.99, 0.6], [1, 0.99]))).toEqual([
      { n: 2, epoch: 2 },
      { n: 3, epoch: 4 },
    ]);
  });
});

describe("the figure of heads that are trained together", () => {
  const runs = [run(1, [0.8, 0.6, 0.5], [0.99, 0.8, 0.5]), run(2, [0.9, 0.7, 0.5], [0.99, 0.99, 0.5], [1, 1, 0.6])].map(
    (one) => ({ ...one, reason: "max-epochs" }),
  );

  it("has means that end where a network does that is still in training", () => {
    const means = (reason?: string) =>
      headsFigure([{ ...runs[0], reason }, runs[1]]).data.filter((t) => t.xaxis === "x" && t.showlegend !== false);
    for (const reason of ["aborted", undefined])
      expect(means(reason).map(({ x }) => x)).toEqual([
        [1, 2],
        [1, 2],
        [1, 2],
      ]);
  });

  it("has a line for each head, the mean over networks, each of which stays where its training ended", () => {
    const lines = headsFigure(runs).data.filter(({ xaxis, showlegend }) => xaxis === "x" && showlegend !== false);
    expect(lines.map(({ name, x }) => [name, x])).toEqual(["N = 2", "N = 3", "N = 4"].map((n) => [n, [1, 2, 3]]));
    const expected = [
      [85, 99, 99.5],
      [65, 89.5, 90],
      [50, 50, 55],
    ];
    lines.forEach(({ y }, i) => {
      expected[i].forEach((value, e) => {
        expect((y as number[])[e]).toBeCloseTo(value, 9);
      });
    });
    expect(new Set(lines.map(({ line }) => line?.color)).size).toBe(3);
  });

  it("has a thin line for each network, if there are several", () => {
    const thin = headsFigure(runs).data.filter(({ xaxis, opacity }) => xaxis === "x" && opacity !== undefined);
    expect(thin.map(({ x }) => x?.length)).toEqual([2, 3, 2, 3, 2, 3]);
    expect(headsFigure(runs.slice(0, 1)).data.filter(({ xaxis }) => xaxis === "x")).toHaveLength(3);
  });

  it("has the first epoch above the criterion against N, and a triangle where there is none", () => {
    const { data } = headsFigure(runs);
    const dots = data.find(({ xaxis, mode, name }) => xaxis === "x2" && mode === "markers" && name?.startsWith("all"));
    expect(dots).toMatchObject({ x: [2, 2, 3], y: [2, 2, 2], text: ["seed 1", "seed 2", "seed 2"] });
    expect(data.at(-1)).toMatchObject({
      name: "not yet by the last epoch",
      x: [3, 4, 4],
      y: [2, 2, 3],
      text: ["seed 1", "seed 1", "seed 2"],
    });
  });

  it("says that there is no network, or that its heads were not stored", () => {
    const texts = (of: Parameters<typeof headsFigure>[0]) =>
      (headsFigure(of).layout.annotations as { text: string }[]).map(({ text }) => text);
    expect(texts([])).toContain("no network is available yet");
    expect(texts([run(1, undefined)])).toContain("the accuracies of heads<br>were not stored");
    expect(headsFigure([run(1, undefined)]).data).toEqual([]);
    expect(texts(runs)).toEqual(["<b>a</b>", "<b>b</b>"]);
  });
});
